#!/usr/bin/env python3
"""Draws what a run costs against its distinct layers, from the machine's benchmark.

    bench_machine --benchmark_filter=distinct_layers --benchmark_format=json >BENCH.json
    plot_cost.py BENCH.json OUT          writes OUT/cost_of_distinct_layers.png and .pdf, prints the former

The line is the benchmark's own fit, a constant a layer. Exit 1 when a file cannot be read or written.
"""
import json
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt   # noqa: E402

from figure_files import save   # noqa: E402


def main(bench, out):
    runs = json.loads(Path(bench).read_text(encoding="utf-8"))["benchmarks"]
    points = [(int(run["name"].split("/")[1]), run["cpu_time"]) for run in runs if "/" in run["name"]]
    slope = next(run["cpu_coefficient"] for run in runs if run["name"].endswith("BigO"))
    unit = next(run["time_unit"] for run in runs if run["name"].endswith("BigO"))
    to_us = {"ns": 1e-3, "us": 1, "ms": 1e3}
    plt.style.use(Path(__file__).with_name("lopsim.mplstyle"))
    figure, axes = plt.subplots(figsize=(6.4, 4.2))
    layers = [layer for layer, _ in points]
    axes.plot(layers, [time * to_us["ms"] for _, time in points], "o", label="measured")
    axes.plot(layers, [layer * slope * to_us[unit] for layer in layers], label=f"{slope * to_us[unit]:.0f} us a layer")
    axes.set(xscale="log", yscale="log", xlabel="distinct layers, 1000 executions each", ylabel="time (us)")
    axes.legend()
    figure.tight_layout()
    save(figure, out, "cost_of_distinct_layers")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except OSError as error:
        sys.exit(f"plot_cost.py: {error}")
