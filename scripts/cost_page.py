#!/usr/bin/env python3
"""Puts what the shipped cost tables say into the tables of docs/costs.md; the text around them, and columns that other commands give, stay.

usage: cost_page.py LOPSIM [--check]

--check changes nothing; exit 1: a table of the page is not what the cost tables say. A figure in the text is the writer's to mend.
"""
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/costs.md"
TECHNOLOGIES = ("nangate45", "asap7", "osu018", "sky130hd")
AREA, MINIMUM, ENERGY, PRODUCT = "PE um2", "minimum period ps", "normal pJ/MAC", "PE um2 ns/MAC"

SHARED = {"rounding=truncate", "scale_bits=8", "form=adder", "offset=paper", "strict=false", "pre_offset=false", "group_size=128",
          "guard_bits=3", "output_format=posit16_1"}


def cells_of(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def short(variant):
    """Without what all variants on the page share, and names of parameters that their values tell."""
    words = []
    for word in variant.split():
        name, _, value = word.partition("=")
        if name in ("alignment", "format", "lane_plan", "multiplier"):
            words.append(value)
        elif name == "accumulator":
            words.append(f"acc. {value}")
        elif word not in SHARED:
            words.append(word)
    return ", ".join(words)


def read_tables(lopsim):
    """{technology: ([line of its table], [{column: cell}])}"""
    text = subprocess.run([lopsim, "report", "--compare-prices"], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    tables = {}
    for name, body in re.findall(r"^## (\w+), [^\n]*\n\n((?:\|[^\n]*\n)+)", text, re.M):
        lines = [re.sub(r"^(\|[^|]*\| )([^|]*)", lambda match: f"{match[1]}{short(match[2])} ", line) for line in body.splitlines()]
        head = cells_of(lines[0])
        tables[name] = lines, [dict(zip(head, cells_of(line))) for line in lines[2:]]
    return tables


def find(rows, stem, variant=None, mode=None):
    """The first row of a PE, of a variant and a mode where they are given."""
    return next(row for row in rows if row["PE"] == f"`{stem}`" and variant in (None, row["variant"]) and mode in (None, row["mode"]))


def technologies(tables):
    there = [name for name in TECHNOLOGIES if name in tables]
    lines = ["| PE, first mode | " + " | ".join(f"{name} um2 | x int8 | ps | pJ/MAC | x int8" for name in there) + " |",
             "|---|" + "---:|" * (5 * len(there))]
    for stem in sorted({row["PE"] for name in there for row in tables[name][1]}):
        cells, mode = [], ""
        for name in there:
            rows = tables[name][1]
            row, one = next((row for row in rows if row["PE"] == stem), None), find(rows, "int8_mac")
            if row is None:
                cells += ["-"] * 5
                continue
            mode = mode or row["mode"]
            cells += [row[AREA], f"{float(row[AREA]) / float(one[AREA]):.2f}", row[MINIMUM], row[ENERGY],
                      f"{float(row[ENERGY]) / float(one[ENERGY]):.2f}"]
        lines.append(f"| {stem} {mode} | " + " | ".join(cells) + " |")
    return lines


def updated(lines, rows):
    """A table of the page with these columns' cells in the rows of these first cells; other columns as they are.

    rows  {first cell: {column: cell}}
    """
    head = cells_of(lines[0])
    out = lines[:2]
    for line in lines[2:]:
        cells = cells_of(line)
        for column, cell in rows[cells[0]].items():
            cells[head.index(column)] = cell
        out.append("| " + " | ".join(cells) + " |")
    return out


def sections(tables):
    """{heading of the page: function from its table to what it has to be}"""
    lines, rows = tables["nangate45"]
    alignments = {name: find(rows, "bitmod", name, "fp4") for name in ("bsig_aware", "five_input", "post_shift")}
    fp16 = {"`fp16_mac`, acc. fp32": find(rows, "fp16_mac", "acc. fp32"), "`fp16_mac`, acc. fp16": find(rows, "fp16_mac", "acc. fp16"),
            **{f"`bitmod`, {name}, fp4": row for name, row in alignments.items()}}
    accumulators = {"FP32": "fp32", "FP16": "fp16", "BF16": "bf16"}
    lmul = {**{f"L-Mul, {name} accumulator": find(rows, "lmul", f"bf16, acc. {value}") for name, value in accumulators.items()},
            "L-Mul, fixed point of 32 bits": find(rows, "lmul", "bf16, acc. fixed:32"),
            "`bf16_mac`, FP32 accumulator": find(rows, "bf16_mac")}

    def pick(these, names):
        return lambda table: updated(table, {key: {name: row[column] for name, column in names.items()} for key, row in these.items()})

    return {
        "What is shipped": lambda _: lines,
        "The same PEs in other technologies": lambda _: technologies(tables),
        "BitMoD's three alignments": pick(alignments, {AREA: AREA, MINIMUM: MINIMUM, "fp4 pJ/MAC": ENERGY, "PE um2 ns/MAC, fp4": PRODUCT}),
        "BitMoD against an FP16 MAC": pick(fp16, {"um2": AREA, "pJ/MAC": ENERGY, PRODUCT: PRODUCT}),
        "L-Mul against multipliers": pick(lmul, {"um2": AREA, "pJ/MAC": ENERGY, MINIMUM: MINIMUM, PRODUCT: PRODUCT}),
    }


def with_tables(page, tables):
    """The page with the first table under each of these headings as it has to be."""
    for heading, make in sections(tables).items():
        start = page.index(f"## {heading}\n")
        table = re.compile(r"(?:^\|[^\n]*\n)+", re.M).search(page, start)
        page = page[:table.start()] + "\n".join(make(table.group().splitlines())) + "\n" + page[table.end():]
    return page


def main(lopsim, check):
    page = PAGE.read_text(encoding="utf-8")
    new = with_tables(page, read_tables(lopsim))
    if check:
        if new != page:
            old = set(page.splitlines())
            print("cost_page.py: docs/costs.md has not what the cost tables say; run scripts/cost_page.py:", file=sys.stderr)
            print("\n".join(line for line in new.splitlines() if line not in old), file=sys.stderr)
        return int(new != page)
    PAGE.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ["--check"]):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:] == ["--check"]))
