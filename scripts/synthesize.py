#!/usr/bin/env python3
"""Makes a netlist of one module of a PE's slice, proves it against the RTL and times it.

usage: synthesize.py [--stem STEM] --module MODULE --technology NAME --liberty FILE... --period-ps N|minimum --out DIR ...

With --stem, MODULE is a part of the slice of a PE (its PE, an edge, the column or output unit, or a unit in one of them) and has
the parameters that an array of one tile with ROWS rows and one column gives it; without, any module of rtl/ that needs no slice.
synthesis/README.md describes what is written into DIR, and what is trusted. Exit codes: 0 ok, 1 the netlist is not the RTL,
2 bad or missing input, 3 a tool is missing or fails, 4 a failed write.
"""
import argparse
import hashlib
import json
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parents[1]

from synthesis import equivalence, liberty, netlist, rtl, timing, tools   # noqa: E402
from synthesis.search import Search   # noqa: E402
from synthesis.technology import Technology, prepare_library   # noqa: E402

FORMAT = 1   # of the files written


def parse(words):
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].split("\n")[0], add_help=True)
    parser.add_argument("--stem", help="PE of models/pe/pe_catalog.def")
    parser.add_argument("--module", required=True)
    parser.add_argument("--variant", type=int, default=0, help="word of build-time parameters; with --stem")
    parser.add_argument("--rows", type=int, default=1, help="rows of the tile; with --stem")
    parser.add_argument("--parameter", action="append", default=[], metavar="NAME=VALUE", help="overrides; VALUE as yosys takes it")
    parser.add_argument("--technology", required=True, help="a file of configs/technology")
    parser.add_argument("--liberty", nargs="+", required=True, metavar="FILE", help="its library; each may be gzip'ed")
    parser.add_argument("--period-ps", required=True, help="smallest netlist that meets it, or `minimum`: the fastest netlist")
    parser.add_argument("--with-minimum", action="store_true", help="search for the minimum period as well as for --period-ps")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="where merged libraries are kept; default: in --out")
    parser.add_argument("--rtl", type=Path, default=ROOT / "rtl", metavar="DIR", help="in place of the project's rtl/")
    parser.add_argument("--keep", action="store_true", help="keep scripts and logs of the tools in DIR/work")
    options = parser.parse_args(words)
    if options.period_ps != "minimum":
        if not re.fullmatch(r"[1-9]\d*", options.period_ps):
            raise tools.bad_input(f"--period-ps: expected a number of ps or 'minimum', found '{options.period_ps}'")
        options.period_ps = int(options.period_ps)
    for text in options.parameter:
        if not re.fullmatch(r"\w+=[\w']+", text):
            raise tools.bad_input(f"--parameter: expected NAME=VALUE, found '{text}'")
    options.rtl = options.rtl.resolve()
    return options


def module_of(options, folder):
    """The module that the options name, with its parameters."""
    macros = rtl.slice_macros(ROOT, options.stem) if options.stem else {}
    files = rtl.files_of(options.rtl, options.module, macros)
    parameters = {}
    if options.stem:
        parameters = rtl.parameters_in_array(options.rtl, macros, options.module, options.variant, options.rows, folder)
    given = dict(text.split("=", 1) for text in options.parameter)
    return netlist.Module(options.rtl, files, macros, options.module, {**parameters, **given})


def area_of(counts, library):
    cells = library.cells()
    rows = {name: {"count": count, "area_um2": round(count * liberty.area_um2(cells[name]), 6),
                   "sequential": liberty.is_sequential(cells[name])} for name, count in counts.items()}
    return {
        "area_um2": round(sum(row["area_um2"] for row in rows.values()), 6),
        "sequential_um2": round(sum(row["area_um2"] for row in rows.values() if row["sequential"]), 6),
        "cells": sum(counts.values()),
        "sequential_cells": sum(row["count"] for row in rows.values() if row["sequential"]),
        "by_type": rows,
    }


def write_json(file, content):
    file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def synthesize(options, folder):
    """Writes everything into options.out; the verdict of the proof."""
    start = time.monotonic()
    technology = Technology(ROOT, options.technology)
    library_file, library, sources = prepare_library(technology, options.liberty, options.cache or options.out)
    module = module_of(options, folder)
    registers, parameters = netlist.prepare(module, library_file, folder)
    clock = equivalence.CLOCK if any(fate["kind"] == "instance" for fate in registers.values()) else None

    search = Search(module, technology, library_file, library, clock, folder)
    minimum = search.fastest() if options.period_ps == "minimum" or options.with_minimum else None
    best = minimum if options.period_ps == "minimum" else search.smallest(options.period_ps)
    period = options.period_ps if options.period_ps != "minimum" else best.period_ps or 1
    counts = netlist.finish(module, parameters, library, best.file, folder, options.out)
    timed, slews = timing.report(technology, library_file, best.file, module.top, clock, period, folder)

    proof = equivalence.prove_files(module, options.out / "netlist.v", options.out / "cells.v", registers, folder)

    write_json(options.out / "equivalence.json", proof)
    write_json(options.out / "registers.json", registers)
    write_json(options.out / "area.json", area_of(counts, library))
    write_json(options.out / "timing.json", {
        "combinational": clock is None, "clock": clock, "period_ps": period, "netlist_period_ps": best.period_ps,
        "minimum_period_ps": minimum.period_ps if minimum else None, **timed, "recipe": best.recipe,
        "delay_target_ps": best.delay_ps,
        "tried": [{"recipe": mapping.recipe, "delay_target_ps": mapping.delay_ps, "netlist_period_ps": mapping.period_ps,
                   "area_um2": round(mapping.area_um2, 6)} for mapping in search.made.values()]})
    (options.out / "slews.tsv").write_text("".join(f"{instance}\t{pin}\t{rise:.6g}\t{fall:.6g}\n"
                                                   for instance, pin, rise, fall in slews), encoding="utf-8")
    rtl_hash, files = rtl.hash_of(options.rtl, module.files)
    write_json(options.out / "source.json", {
        "format": FORMAT, "module": module.top, "stem": options.stem, "variant": options.variant if options.stem else None,
        "rows": options.rows if options.stem else None, "parameters": parameters, "macros": module.macros,
        "technology": technology.name, "technology_sha256": hashlib.sha256(technology.file.read_bytes()).hexdigest(),
        "liberty": sources, "rtl_sha256": rtl_hash, "rtl_files": files, "period_ps": period,
        "constraints": {"driving_cell": technology.driving_cell, "output_load_ff": technology.output_load_ff,
                        "input_delay_ps": 0, "output_delay_ps": 0, "wires": "none", "clock": "ideal"},
        "recipes": netlist.RECIPES, "tools": tools.versions(folder), "seconds": round(time.monotonic() - start, 1)})
    return proof, best, period


def main(words):
    options = parse(words)
    tools.require("yosys", "berkeley-abc", "sta")
    try:
        options.out = options.out.resolve()
        options.out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="synthesize.") as folder:
            try:
                proof, best, period = synthesize(options, Path(folder))
            finally:
                if options.keep:
                    shutil.copytree(folder, options.out / "work", dirs_exist_ok=True)
    except OSError as error:
        raise tools.Failure(str(error), 4) from None
    name = f"{options.module} in {options.technology}"
    if not best.meets(period):
        print(f"synthesize.py: {name} does not meet {period} ps: its fastest netlist needs {best.period_ps} ps", file=sys.stderr)
    if proof["verdict"] == "incomplete":
        print(f"synthesize.py: {name}: {len(proof['unproved'])} points stay unproved, see equivalence.json", file=sys.stderr)
    if proof["verdict"] == "refuted":
        raise tools.Failure(f"{name}: the netlist is not the RTL at {', '.join(proof['refuted'][:8])}", 1)
    print(f"{name}: {best.area_um2:.3f} um2, {best.period_ps} ps, {proof['proved']} of {proof['points']} points proved")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except tools.Failure as failure:
        print(f"synthesize.py: {failure}", file=sys.stderr)
        sys.exit(failure.code)
