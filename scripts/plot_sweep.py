#!/usr/bin/env python3
"""Draws a sweep's points and those that no other one beats.

    plot_sweep.py OUT RESULTS.jsonl X Y INDEX,INDEX,...    writes OUT/pareto_X_Y.png and .pdf, prints the former's
                                                           name
    plot_sweep.py --lines OUT RESULTS.jsonl KEY Y          the same with OUT/lines_KEY_Y: Y over a swept key, a line for
                                                           each combination of the other keys

X and Y are paths of figures in a point, such as totals.time_us; the indices are lines of RESULTS.jsonl from 0.
Points are coloured by the first key that the sweep sets. Exit 1 when a file cannot be read or written.
"""
import json
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt   # noqa: E402

from figure_files import save   # noqa: E402

LABELS = {"totals.time_us": "time (us)", "totals.cycles": "cycles", "totals.energy_pj": "energy (pJ)",
          "area_um2.total": "area (um2)"}


def figure_of(point, path):
    for key in path.split("."):
        point = point.get(key) if isinstance(point, dict) else None
    return point if isinstance(point, (int, float)) else None


def name_of(value):
    """As tables have it: the type of a PE, otherwise the value."""
    if isinstance(value, dict):
        return str(value["type"]) if "type" in value else " ".join(name_of(v) for v in value.values())
    return str(value)


def points_of(results):
    return [json.loads(line) for line in Path(results).read_text(encoding="utf-8").splitlines()]


def lines(out, results, key, y):
    figure, axes = plt.subplots(figsize=(6.4, 4.2))
    courses = {}
    for point in points_of(results):
        value = figure_of(point, y)
        if value is None or not isinstance(point["set"].get(key), (int, float)):
            continue
        line = ", ".join(f"{k.rpartition('.')[2]} {name_of(v)}" for k, v in point["set"].items() if k != key) or "all points"
        courses.setdefault(line, []).append((point["set"][key], value))
    for number, (name, places) in enumerate(courses.items()):
        axes.plot(*zip(*sorted(places)), marker="os^Dv"[number % 5], markersize=4, color=f"C{number % 10}", label=name)
    axes.set(xscale="log", yscale="log", xlabel=key, ylabel=LABELS.get(y, y))
    axes.legend(fontsize=7)
    figure.tight_layout()
    save(figure, out, f"lines_{key}_{y}".replace(".", "_"))


def pareto(out, results, x, y, indices):
    points = points_of(results)
    figure, axes = plt.subplots(figsize=(6.4, 4.2))
    first = next(iter(points[0]["set"]), None)
    groups = {}
    for point in points:
        place = figure_of(point, x), figure_of(point, y)
        if None not in place:
            groups.setdefault(name_of(point["set"].get(first)) if first else "points", []).append(place)
    for number, (name, places) in enumerate(groups.items()):
        axes.scatter(*zip(*places), s=6, alpha=0.5, linewidths=0, color=f"C{number % 10}", label=name)
    front = [(figure_of(points[int(i)], x), figure_of(points[int(i)], y)) for i in indices.split(",")]
    axes.plot(*zip(*front), color="black", marker="o", markersize=3.5, linewidth=0.8, drawstyle="steps-post",
              label="not beaten")
    axes.set(xscale="log", yscale="log", xlabel=LABELS.get(x, x), ylabel=LABELS.get(y, y))
    axes.legend(title=first, fontsize=7, title_fontsize=7, loc="best", markerscale=2)
    figure.tight_layout()
    save(figure, out, f"pareto_{x}_{y}".replace(".", "_"))


def main(arguments):
    plt.style.use(Path(__file__).with_name("lopsim.mplstyle"))
    if arguments[0] == "--lines":
        lines(*arguments[1:])
    else:
        pareto(*arguments)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except OSError as error:
        sys.exit(f"plot_sweep.py: {error}")
