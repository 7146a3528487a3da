#!/usr/bin/env python3
"""Makes a netlist of a module of a PE's slice, proves it against the RTL, and says how large and how fast it is.

usage: synthesize.py [--stem STEM] --module MODULE|--slice --technology NAME --liberty FILE... --period-ps N --out DIR

With --stem, MODULE is a part of the slice of a PE (its PE, an edge, the column or output unit, or a unit in one of
them) and has the parameters that an array of one tile with ROWS rows and one column gives it; without, any module of
rtl/ that needs no slice. --slice takes the five units of the slice, each into DIR/MODULE. A folder that was made from
the same input is left as it is. docs/synthesis.md describes what is written, and what is trusted.

Exit codes: 0 ok, 1 the netlist is not the RTL, 2 bad or missing input, 3 a tool is missing or fails, 4 a failed write.
"""
import argparse
import hashlib
import json
import re
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parents[1]

from synthesis import blocks, equivalence, liberty, netlist, rtl, timing, tools   # noqa: E402
from synthesis.search import Search   # noqa: E402
from synthesis.technology import Technology, prepare_library   # noqa: E402

FORMAT = 1   # of the files written
FILES = ("netlist.v", "netlist.json", "cells.v", "area.json", "timing.json", "slews.tsv", "equivalence.json",
         "registers.json")
# Those that know nothing of the RTL's parameters.
MADE_ONCE = ("area.json", "timing.json", "slews.tsv", "equivalence.json", "registers.json")


class Parser(argparse.ArgumentParser):
    def error(self, message):
        raise tools.bad_input(f"{message}; see --help")


def parse(words):
    parts = __doc__.split("\n\n")
    parser = Parser(prog="synthesize.py", usage=parts[1].removeprefix("usage: "), description="\n\n".join(parts[2:]),
                    formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stem", help="PE of models/pe/pe_catalog.def")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--module")
    which.add_argument("--slice", action="store_true", help="all five units of the slice; with --stem")
    parser.add_argument("--variant", type=int, default=0, help="word of build-time parameters; with --stem")
    parser.add_argument("--rows", type=int, default=1, help="rows of the tile; with --stem")
    parser.add_argument("--parameter", action="append", default=[], metavar="NAME=VALUE",
                        help="overrides; VALUE as yosys takes it")
    parser.add_argument("--technology", required=True, help="a file of configs/technology")
    parser.add_argument("--liberty", nargs="+", required=True, metavar="FILE", help="its library; each may be gzip'ed")
    parser.add_argument("--period-ps", required=True, metavar="N|minimum",
                        help="smallest netlist that meets N ps, or the fastest netlist")
    parser.add_argument("--with-minimum", action="store_true",
                        help="search for the minimum period as well as for --period-ps")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR")
    parser.add_argument("--cache", type=Path, default=ROOT / "build/synthesis", metavar="DIR",
                        help="where merged libraries and proofs of the RTL's sums are kept; default: build/synthesis")
    parser.add_argument("--rtl", type=Path, default=ROOT / "rtl", metavar="DIR", help="in place of the project's rtl/")
    parser.add_argument("--keep", action="store_true", help="keep scripts and logs of the tools in DIR/work")
    options = parser.parse_args(words)
    if options.slice and not options.stem:
        raise tools.bad_input("--slice needs --stem")
    if options.period_ps != "minimum":
        if not re.fullmatch(r"[1-9]\d{0,8}", options.period_ps):
            raise tools.bad_input("--period-ps: expected a whole number of ps or 'minimum', found "
                                  f"'{options.period_ps}'")
        options.period_ps = int(options.period_ps)
    for text in options.parameter:
        if not re.fullmatch(r"\w+=[\w']+", text):
            raise tools.bad_input(f"--parameter: expected NAME=VALUE, found '{text}'")
    if not 0 <= options.variant < 1 << 32 or not 1 <= options.rows <= 64:
        raise tools.bad_input("--variant is a word of 32 bits, --rows is 1 to 64")
    options.rtl, options.cache = options.rtl.resolve(), options.cache.resolve()
    return options


def module_of(options, name, folder):
    """The module with the name, with the parameters that the options and the array give it."""
    macros = rtl.slice_macros(ROOT, options.stem) if options.stem else {}
    files = rtl.files_of(options.rtl, name, macros)
    parameters = {}
    if options.stem:
        parameters = rtl.parameters_in_array(options.rtl, macros, name, options.variant, options.rows, folder)
    given = dict(text.split("=", 1) for text in options.parameter)
    return netlist.Module(options.rtl, files, macros, name, {**parameters, **given})


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


def sha256(content):
    data = content if isinstance(content, bytes) else json.dumps(content, sort_keys=True).encode()
    return hashlib.sha256(data).hexdigest()


def source_of(options, module, technology, library_sources, folder):
    """source.json but for the parameters that the RTL chooses itself: everything that the other files depend on."""
    rtl_hash, files = rtl.hash_of(options.rtl, module.files)
    scripts = [Path(__file__), *sorted((ROOT / "scripts/synthesis").glob("*.py"))]
    return {
        "format": FORMAT, "module": module.top, "stem": options.stem,
        "variant": options.variant if options.stem else None,
        "rows": options.rows if options.stem else None, "given_parameters": module.parameters, "macros": module.macros,
        "technology": technology.name, "technology_sha256": sha256(technology.file.read_bytes()),
        "liberty": library_sources, "rtl_sha256": rtl_hash, "rtl_files": files, "period_ps": options.period_ps,
        "with_minimum": options.with_minimum,
        "constraints": {"driving_cell": technology.driving_cell, "output_load_ff": technology.output_load_ff,
                        "input_delay_ps": 0, "output_delay_ps": 0, "wire_load": technology.wire_load, "clock": "ideal"},
        "recipes": netlist.RECIPES, "tools": tools.versions(folder),
        "scripts_sha256": sha256([sha256(script.read_bytes()) for script in scripts])}


def sums_proof(module, source, cache, folder):
    """The proof that merging the RTL's sums changes nothing, which depends on no technology; kept in the cache."""
    names = ("rtl_sha256", "macros", "module", "given_parameters", "tools", "scripts_sha256")
    key = sha256([source[name] for name in names])
    file = cache / f"sums-{key[:24]}.json"
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        pass
    module.gates("plain", folder)
    proof = equivalence.prove_sums(module, folder)
    tools.write_whole(file, json.dumps(proof))
    return proof


def make_gates(options, module, technology, library_file, library, source, reference, folder, out):
    """Writes everything but source.json into `out`; the text of the mapping."""
    registers = netlist.prepare(module, reference, library_file, folder)
    parameters = rtl.parameters_of(reference.module)
    clock = equivalence.CLOCK if any(fate["kind"] == "instance" for fate in registers.values()) else None

    search = Search(module, technology, library_file, library, clock, folder)
    minimum = search.fastest() if options.period_ps == "minimum" or options.with_minimum else None
    best = minimum if options.period_ps == "minimum" else search.smallest(options.period_ps)
    period = options.period_ps if options.period_ps != "minimum" else best.period_ps or 1
    mapped = best.file.read_text(encoding="utf-8")
    counts = netlist.finish(module, parameters, library, mapped, folder, out)
    timed, slews = timing.report(technology, library_file, best.file, module.top, clock, period, folder)
    by_block = blocks.areas(module, technology, library_file, library, best, folder)

    sums = sums_proof(module, source, options.cache, folder)
    gates = equivalence.prove_netlist(module, out / "netlist.v", out / "cells.v", registers, folder)
    proof = equivalence.verdict_of(sums, gates, registers)

    write_json(out / "equivalence.json", proof)
    write_json(out / "registers.json", registers)
    write_json(out / "area.json",
               {"technology": technology.name, **area_of(counts, library), "mapped_by_block": by_block})
    write_json(out / "timing.json", {
        "combinational": clock is None, "clock": clock, "period_ps": period, "netlist_period_ps": best.period_ps,
        "minimum_period_ps": minimum.period_ps if minimum else None, **timed, "recipe": best.recipe,
        "delay_target_ps": best.delay_ps,
        "tried": [{"recipe": mapping.recipe, "delay_target_ps": mapping.delay_ps,
                   "netlist_period_ps": mapping.period_ps, "area_um2": round(mapping.area_um2, 6)}
                  for mapping in search.made.values()]})
    (out / "slews.tsv").write_text("".join(f"{instance}\t{pin}\t{rise:.6g}\t{fall:.6g}\n"
                                           for instance, pin, rise, fall in slews), encoding="utf-8")
    return mapped


def synthesize(options, module, technology, library_file, library, source, out, folder):
    """Writes everything but source.json into `out`; the RTL's parameters.

    A module that elaborates to the same operators in another variant or PE is mapped and proved once: its files are
    kept by what they were made of.
    """
    elaborated = module.elaborate(folder)
    reference = module.gates("rtl", folder)
    parameters = rtl.parameters_of(reference.module)
    names = ("module", "technology", "technology_sha256", "liberty", "period_ps", "with_minimum", "recipes", "tools",
             "scripts_sha256")
    file = options.cache / f"gates-{sha256([elaborated, [source[name] for name in names]])[:24]}.json"
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        mapped = make_gates(options, module, technology, library_file, library, source, reference, folder, out)
        kept = {"mapped.v": mapped, **{name: (out / name).read_text(encoding="utf-8") for name in MADE_ONCE}}
        tools.write_whole(file, json.dumps(kept))
        return parameters
    netlist.finish(module, parameters, library, kept["mapped.v"], folder, out)
    for name in MADE_ONCE:
        (out / name).write_text(kept[name], encoding="utf-8")
    return parameters


def is_made(out, source):
    """Whether the folder has everything from the same input."""
    try:
        made = json.loads((out / "source.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return all((out / file).is_file() for file in FILES) and {key: made.get(key) for key in source} == source


def summary(out):
    """One line of what a folder says."""
    source, area, timed, proof = (json.loads((out / f"{name}.json").read_text(encoding="utf-8"))
                                  for name in ("source", "area", "timing", "equivalence"))
    text = f"{source['module']} in {source['technology']}: {area['area_um2']:.3f} um2, {area['cells']} cells, "
    text += "no paths" if timed["netlist_period_ps"] is None else f"{timed['netlist_period_ps']} ps"
    text += f", {proof['verdict']}: {proof['proved']} of {proof['points']} points proved"
    if timed["slack_ps"] is not None and timed["slack_ps"] < -0.01:   # less is rounding
        text += f"; does not meet {timed['period_ps']} ps"
    return text, proof


def one(options, name, technology, library, out):
    """Makes one folder; whether its netlist may be the RTL."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="synthesize.") as work:
        folder = Path(work)
        module = module_of(options, name, folder)
        library_file, cells, library_sources = library
        source = source_of(options, module, technology, library_sources, folder)
        out.mkdir(parents=True, exist_ok=True)
        made = is_made(out, source)
        if not made:
            (out / "source.json").unlink(missing_ok=True)
            try:
                parameters = synthesize(options, module, technology, library_file, cells, source, out, folder)
            finally:
                if options.keep:
                    shutil.copytree(folder, out / "work", dirs_exist_ok=True)
            # Last: what has it is complete.
            tools.write_whole(out / "source.json", json.dumps({**source, "parameters": parameters}, indent=1) + "\n")
    text, proof = summary(out)
    print(f"{text} ({'as it was' if made else f'{time.monotonic() - start:.1f} s'})", flush=True)
    if proof["refuted"]:
        print(f"synthesize.py: {name}: the netlist is not the RTL at {', '.join(proof['refuted'][:8])}",
              file=sys.stderr)
    elif proof["unproved"]:
        print(f"synthesize.py: {name}: {len(proof['unproved'])} points stay unproved, see equivalence.json",
              file=sys.stderr)
    return not proof["refuted"]


def main(words):
    options = parse(words)
    tools.require("yosys", "berkeley-abc", "sta")
    technology = Technology(ROOT, options.technology)
    macros = rtl.slice_macros(ROOT, options.stem) if options.stem else {}
    names = list(dict.fromkeys(macros.values()))[1:] if options.slice else [options.module]   # the first is the package
    for name in names:
        rtl.files_of(options.rtl, name, macros)
    try:
        library = prepare_library(technology, options.liberty, options.cache)
        out = options.out.resolve()
        right = [one(options, name, technology, library, out / name if options.slice else out) for name in names]
    except OSError as error:
        raise tools.Failure(str(error), 4) from None
    return 0 if all(right) else 1


if __name__ == "__main__":
    # An exit ends the tool that runs as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        sys.exit(main(sys.argv[1:]))
    except tools.Failure as failure:
        print(f"synthesize.py: {failure}", file=sys.stderr)
        sys.exit(failure.code)
    except KeyboardInterrupt:
        sys.exit(130)
