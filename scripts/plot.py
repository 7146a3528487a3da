#!/usr/bin/env python3
"""Figures of result files side by side: energy by part, cycles by cause, error by layer; each as PDF and PNG.

usage: plot.py OUT_DIR LABEL RESULT.json [LABEL RESULT.json]...

Every number comes from the result files. The names of the PNG files are printed, one a line.
"""
import json
import math
import pathlib
import sys
import textwrap

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

from figure_files import save  # noqa: E402

# Okabe and Ito's palette, told apart by colour-blind readers; hatches tell the parts apart in grey print.
BLUE, ORANGE, GREEN, VERMILION = "#0072B2", "#E69F00", "#009E73", "#D55E00"
SKY, PURPLE, YELLOW, GREY, BROWN = "#56B4E9", "#CC79A7", "#F0E442", "#999999", "#8C564B"
COLOURS = [BLUE, ORANGE, GREEN, VERMILION, SKY, PURPLE, YELLOW, GREY, BROWN]
HATCHES = ["", "////", "....", "\\\\\\\\", "xxxx", "----", "oooo", "||||", "++++"]
EDGE = "#222222"

# Position in the palette by name, so that a part looks the same in every report.
ENERGY_PARTS = ["pe", "weight_edge", "activation_edge", "array", "sram", "dram", "static", "leakage", "vector"]
CYCLE_CAUSES = ["compute", "mode_switch", "dequantize", "fill", "drain", "wait_output", "wait_weight", "wait_activation", "wait_dram"]


def look(names, name):
    index = names.index(name) if name in names else len(names)
    return {"facecolor": COLOURS[index % len(COLOURS)], "hatch": HATCHES[index % len(HATCHES)], "edgecolor": EDGE}


def written(name):
    """compute -> compute, wait_weight -> wait weight, dram -> DRAM"""
    return name.upper() if name in ("pe", "sram", "dram") else name.replace("_", " ")


def scaled(largest, units):
    """(factor, unit) that brings the largest value to 1 or more"""
    factor, unit = units[0]
    for candidate, name in units:
        if largest * candidate >= 1:
            factor, unit = candidate, name
    return factor, unit


def shown(value):
    return f"{value:.3g}" if value < 1000 else f"{value:,.0f}"


def stacked(results, section, names, units, quantity, note=""):
    """Horizontal stacked bars, one a result, over a note; parts that are nowhere above zero are left out."""
    present = [name for result in results for name in result[1][section]]
    order = [name for name in names if name in present] + sorted(set(present) - set(names))
    order = [name for name in order if any(result[section].get(name, 0) > 0 for _, result in results)]
    sums = [sum(result[section].values()) for _, result in results]
    factor, unit = scaled(max(sums, default=0), units)
    rows = math.ceil(len(order) / 4)
    figure, axes = plt.subplots(figsize=(3.5, 0.65 + 0.34 * len(results) + 0.15 * rows + 0.12 * len(note.splitlines())))
    if note:
        figure.supxlabel(note, fontsize="small")
    for row, (_, result) in enumerate(results):
        left = 0
        for name in order:
            width = result[section].get(name, 0) * factor
            axes.barh(row, width, left=left, height=0.62, label=written(name) if row == 0 else None, **look(names, name))
            left += width
        axes.annotate(shown(sums[row] * factor), (left, row), xytext=(3, 0), textcoords="offset points", va="center")
    axes.set_yticks(range(len(results)), [label for label, _ in results])
    axes.set_ylim(len(results) - 0.5, -0.5)
    axes.set_xlabel(f"{quantity} ({unit})" if unit else quantity)
    axes.set_xlim(0, max(sums, default=0) * factor * 1.14 or 1)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    figure.legend(loc="upper center", ncol=math.ceil(len(order) / max(rows, 1)) or 1, handlelength=1.4, columnspacing=1.0, handletextpad=0.5)
    height = figure.get_size_inches()[1]
    figure.get_layout_engine().set(rect=(0, 0, 1, 1 - (0.08 + 0.15 * rows) / height))   # room for the legend
    return figure


def energy_by_part(results):
    units = [(1, "pJ"), (1e-3, "nJ"), (1e-6, "µJ"), (1e-9, "mJ"), (1e-12, "J")]
    unpriced = dict.fromkeys(action for _, result in results for action in result["unpriced"])
    note = textwrap.fill("without a price and not shown: " + ", ".join(unpriced), 70) if unpriced else ""
    return stacked(results, "energy_pj", ENERGY_PARTS, units, "energy", note)


def cycles_by_cause(results):
    units = [(1, ""), (1e-3, "thousands"), (1e-6, "millions"), (1e-9, "billions")]
    return stacked(results, "breakdown_cycles", CYCLE_CAUSES, units, "cycles")


def error_by_layer(results):
    """SQNR of each layer, a bar a result; None when no result has values. Layers equal to the reference get no bar but the word."""
    accuracy = [(label, {layer["name"]: layer["accuracy"] for layer in result["layers"] if "accuracy" in layer})
                for label, result in results]
    accuracy = [(label, layers) for label, layers in accuracy if layers]
    if not accuracy:
        return None
    names = list(dict.fromkeys(name for _, layers in accuracy for name in layers))
    figure, axes = plt.subplots(figsize=(min(7.16, max(3.5, 0.9 + 0.16 * len(names) * (len(accuracy) + 1))), 2.2))
    width = 0.8 / len(accuracy)
    for index, (label, layers) in enumerate(accuracy):
        places, heights = [], []
        for place, name in enumerate(names):
            if name not in layers:
                continue
            centre = place + (index - (len(accuracy) - 1) / 2) * width
            value = layers[name]["sqnr_db"]
            if value is None:
                word = "exact" if layers[name]["max_error"] == 0 else "not finite"
                axes.annotate(word, (centre, 0), xytext=(0, 3), textcoords="offset points", rotation=90, ha="center", va="bottom")
            else:
                places.append(centre)
                heights.append(value)
        axes.bar(places, heights, width, label=label, facecolor=COLOURS[index % len(COLOURS)], hatch=HATCHES[index % len(HATCHES)],
                 edgecolor=EDGE)
    axes.set_xticks(range(len(names)), names, rotation=0 if len(names) < 10 else 60)
    axes.tick_params(axis="x", length=0)
    axes.set_ylabel("SQNR (dB)")
    axes.grid(axis="y")
    axes.margins(x=0.02)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncol=min(3, len(accuracy)), borderaxespad=0.2, handlelength=1.4)
    return figure


FIGURES = {"energy_by_part": energy_by_part, "cycles_by_cause": cycles_by_cause, "error_by_layer": error_by_layer}


def main():
    if len(sys.argv) < 4 or len(sys.argv) % 2 != 0:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    results = []
    for label, path in zip(sys.argv[2::2], sys.argv[3::2]):
        with open(path, encoding="utf-8") as file:
            results.append((label, json.load(file)))
    plt.style.use(pathlib.Path(__file__).with_name("lopsim.mplstyle"))
    for name, draw in FIGURES.items():
        figure = draw(results)
        if figure is None:
            continue
        save(figure, folder, name)
        plt.close(figure)


if __name__ == "__main__":
    main()
