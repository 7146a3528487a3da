#!/usr/bin/env python3
"""Proves a netlist that synthesize.py made, or another one in its place, to be the RTL; prints the proof as JSON.

usage: prove_netlist.py DIR [--netlist FILE.v] [--rtl DIR]

Exit codes: 0 proved, 1 refuted or incomplete, 2 bad or missing input, also when the RTL has changed, 3 a tool is
missing or fails.
"""
import argparse
import json
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parents[1]

from synthesis import equivalence, netlist, rtl, tools   # noqa: E402


def main(words):
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--netlist", type=Path)
    parser.add_argument("--rtl", type=Path, default=ROOT / "rtl")
    options = parser.parse_args(words)
    folder = options.folder.resolve()
    try:
        source = json.loads((folder / "source.json").read_text(encoding="utf-8"))
        registers = json.loads((folder / "registers.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise tools.bad_input(f"{folder} is no folder of synthesize.py: {error}") from None
    files = rtl.files_of(options.rtl.resolve(), source["module"], source["macros"])
    if rtl.hash_of(options.rtl, files)[0] != source["rtl_sha256"]:
        raise tools.bad_input(f"the RTL of {source['module']} has changed since {folder} was made")
    tools.require("yosys", "berkeley-abc")
    module = netlist.Module(options.rtl.resolve(), files, source["macros"], source["module"], source["parameters"])
    given = (options.netlist or folder / "netlist.v").resolve()
    if not given.is_file():
        raise tools.bad_input(f"there is no netlist '{given}'")
    with tempfile.TemporaryDirectory(prefix="prove_netlist.") as work:
        module.elaborate(Path(work))
        module.gates("rtl", Path(work))
        proof = equivalence.prove_netlist(module, given, folder / "cells.v", registers, Path(work))
    del proof["names"]
    print(json.dumps(proof, indent=1))
    return 1 if proof["refuted"] or proof["unproved"] else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except tools.Failure as failure:
        print(f"prove_netlist.py: {failure}", file=sys.stderr)
        sys.exit(failure.code)
