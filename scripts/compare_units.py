#!/usr/bin/env python3
"""Synthesises units that do the same work in different ways, and prints their areas and periods as tables.

usage: compare_units.py [COMPARISON...] --technology NAME --liberty FILE... [--out DIR]

mixpe: the four forms of MixPE's multiplier. lmul: L-Mul's adder against rounding multipliers of the same format. rmmec:
its multiplier blocks in all modes against each mode alone, from blocks and from plain multipliers. Each unit is made
twice, as small as the technology's clock allows and as fast as can be, and proved equal to its RTL as far as the last
column says; netlists are kept in DIR, by default build/compare_units.

Exit codes: as synthesize.py, the first that is not 0.
"""
import argparse
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parents[1]

from synthesis import tools   # noqa: E402
from synthesis.technology import Technology   # noqa: E402

FORMS = ["shift_add", "precomputed_3x", "booth", "inferred"]   # of rtl/pe/mixpe_multiplier.sv
RMMEC_MODES = ["fp4", "p4", "p8", "p16"]   # of rtl/pe/rmmec_pkg.sv


def lmul_variant(mantissa_bits):
    """The word of rtl/pe/lmul_pkg.sv for eight exponent bits, IEEE, and the paper's offset 2^-l(m)."""
    l = mantissa_bits if mantissa_bits <= 3 else 3 if mantissa_bits == 4 else 4
    return (1 << (mantissa_bits - l) << 19 | 7 << 5 | mantissa_bits) ^ 0x004000e7


def float_word(mantissa_bits):
    """The word of rtl/common/float_formats_pkg.sv for the same format."""
    return 8 << 9 | mantissa_bits << 4 | 3


def comparisons():
    """{name: [(label, module, {parameter: value})]}."""
    rows = {"mixpe": [], "lmul": [], "rmmec": [("all modes", "rmmec_products", {"Mode": 4})]}
    # 8-bit activations, and the signed significands of FP16.
    for width in (8, 12):
        for form, name in enumerate(FORMS):
            rows["mixpe"].append((f"{width} x 4 bits, {name}", "mixpe_multiplier", {"Form": form, "Width": width}))
    for bits in range(2, 11):
        rows["lmul"] += [
            (f"e8m{bits}, L-Mul", "lmul_multiply", {"Variant": lmul_variant(bits)}),
            (f"e8m{bits}, multiplier without subnormals", "flushing_multiply", {"MantissaBits": bits}),
            (f"e8m{bits}, IEEE multiplier", "float_multiply",
             {"Format": float_word(bits), "OutFormat": float_word(bits)})]
    for mode, name in enumerate(RMMEC_MODES):
        for plain, form in enumerate(("blocks", "plain multipliers")):
            rows["rmmec"].append((f"{name} alone, {form}", "rmmec_products", {"Mode": mode, "Plain": plain}))
    return rows


def synthesize(row, options):
    label, module, parameters = row
    name = "_".join([module, *(f"{key}{value}" for key, value in parameters.items())])
    folder = options.out / options.technology / name
    words = [str(ROOT / "scripts/synthesize.py"), "--module", module, "--technology", options.technology,
             "--liberty", *options.liberty, "--period-ps", str(round(1000 / options.clock_ghz)), "--with-minimum", "--out", str(folder)]
    for key, value in parameters.items():
        words += ["--parameter", f"{key}={value}"]
    done = subprocess.run([sys.executable, *words], stdout=subprocess.DEVNULL, check=False)
    return label, folder, done.returncode


def row_of(label, folder):
    timing, area, proof = (json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
                           for name in ("timing", "area", "equivalence"))
    minimum = timing["minimum_period_ps"]
    fastest = min(made["area_um2"] for made in timing["tried"] if made["netlist_period_ps"] == minimum)
    return (f"| {label} | {area['area_um2']:.0f} | {area['sequential_um2']:.0f} | {timing['netlist_period_ps']:.0f} | "
            f"{minimum:.0f} | {fastest:.0f} | {fastest * minimum / 1000:.0f} | "
            f"{proof['proved']} of {proof['points']} |")


def main():
    parts = __doc__.split("\n\n")
    parser = argparse.ArgumentParser(usage=parts[1].removeprefix("usage: "), description="\n\n".join(parts[2:]),
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    rows = comparisons()
    parser.add_argument("--technology", required=True)
    parser.add_argument("--liberty", nargs="+", required=True, metavar="FILE")
    parser.add_argument("--out", type=Path, default=ROOT / "build/compare_units", metavar="DIR")
    parser.add_argument("comparison", nargs="*", metavar="COMPARISON", help=", ".join(rows))
    options = parser.parse_args()
    for name in options.comparison:
        if name not in rows:
            parser.error(f"there is no comparison '{name}'; known: {' '.join(rows)}")
    try:
        options.clock_ghz = Technology(ROOT, options.technology).clock_ghz
    except tools.Failure as failure:
        print(f"compare_units.py: {failure}", file=sys.stderr)
        return failure.code
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for name in options.comparison or rows:
            print(f"\n## {name}\n\n| unit | um2 | registers um2 | period ps | minimum period ps | its um2 | um2 ns | proved |\n"
                  "|---|---:|---:|---:|---:|---:|---:|---:|")
            for label, folder, code in pool.map(lambda row: synthesize(row, options), rows[name]):
                if code:
                    print(f"compare_units.py: {label}: synthesize.py ended with {code}", file=sys.stderr)
                    return code
                print(row_of(label, folder), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
