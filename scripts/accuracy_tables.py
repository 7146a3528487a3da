#!/usr/bin/env python3
"""Accuracy of every PE and mode on the shipped networks, as Markdown: what the number formats cost and what the datapath adds.

usage: accuracy_tables.py LOPSIM OUT [--cross] [--predictions N] [--images N] [--only STEM ...] [--networks lm cnn vit]

A row is a PE in a mode, at its defaults; with --cross, what a PE's other parameters do. OUT is a folder for the sweeps: their points are
kept there by configuration, so a stopped run goes on where it was. The table goes to OUT/accuracy_tables.md (accuracy_cross.md) and to
standard output. Exit 1: a point failed, or is missing.
"""
import argparse
import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class Row(NamedTuple):
    """A PE: its parameters where they are not the defaults, other keys of the configuration, and what these are in a table."""
    stem: str
    parameters: dict
    settings: dict = {}
    label: str = ""
    networks: tuple = ("lm", "cnn", "vit")


# The type of 4 bits that a layer's weights lose least with.
LEAST_ERROR = {"pe.least_error": {"weight_type": ["flint4", "int4", "pot4"]}}
ROWS = [
    *[Row("bitmod", {"weight_mode": mode}) for mode in ("int8", "int6", "int5", "int4", "int3", "fp4", "fp3")],
    Row("fp16_mac", {}),
    Row("bf16_mac", {}),
    *[Row("fp8_mac", {"format": name}) for name in ("e4m3", "e5m2")],
    Row("fp16_int8_mac", {}),
    *[Row("rmmec", {"mode": mode}) for mode in ("fp4", "p4", "p8", "p16")],
    Row("lmul", {}),
    *[Row("bitfusion", {"weight_bits": w, "activation_bits": a}) for w, a in ((8, 8), (4, 8), (4, 4), (2, 8))],
    Row("int8_mac", {}),
    Row("int4_mac", {}),
    *[Row("ant", {"weight_type": w, "activation_type": a})
      for w, a in (("flint4", "flint4"), ("flint4", "int8"), ("pot4", "pot4"))],
    *[Row("ant", {"activation_type": name}, LEAST_ERROR, f"type by least error, {name}") for name in ("flint4", "int8")],
    *[Row("olive", {"weight_type": name}) for name in ("int4", "flint4", "int8")],
    Row("olive", {}, {"pe.least_error": {"weight_type": ["int4", "flint4"]}}, "type by least error"),
    *[Row("mxfp_dot", {"element": name}) for name in ("e2m1", "e2m3", "e3m2", "e4m3", "e5m2", "int8")],
    Row("nvfp4_dot", {}),
    *[Row("mixpe_w4a8", {"weight_mode": mode}) for mode in ("uint4", "int4")],
    *[Row("mixpe_w4a16", {"weight_mode": mode}) for mode in ("uint4", "int4")],
]

ATTENTION_ALONE = {"layers": {**{role: "exact" for role in ("q", "k", "v", "o", "gate", "up", "down")}, "attention": "pe"}}
EVERYWHERE = {"layers": {"attention": "pe"}}
# By mantissa bits; Mitchell's multiplication is L-Mul's adder without its offset.
LMUL_FORMATS = {3: "e8m3", 4: "e8m4", 5: "e8m5", 6: "e8m6", 7: "bf16"}
LMUL_FORMS = {"adder": {}, "literal": {"form": "literal"}, "Mitchell": {"offset": "none"}}


def cross():
    """BitMoD's alignments, roundings and modes; where L-Mul stands, of which operands and in which form; posits with and without
    scales; what sums MixPE's products with FP16 activations."""
    for alignment in ("bsig_aware", "five_input", "post_shift"):
        for rounding in ("truncate", "nearest_even"):
            for mode in ("int8", "int6", "int5", "int4", "int3", "fp4", "fp3"):
                yield Row("bitmod", {"alignment": alignment, "rounding": rounding, "weight_mode": mode})
    for label, settings in (("attention alone", ATTENTION_ALONE), ("linear layers and attention", EVERYWHERE)):
        for bits, name in LMUL_FORMATS.items():
            for form, parameters in LMUL_FORMS.items():
                yield Row("lmul", {"format": name, **parameters}, settings, f"{bits} bits, {form}, {label}", ("lm",))
    for bits, name in LMUL_FORMATS.items():
        for form, parameters in LMUL_FORMS.items():
            yield Row("lmul", {"format": name, **parameters}, {}, f"{bits} bits, {form}", ("cnn",))
    for mode in ("fp4", "p4", "p8"):
        yield Row("rmmec", {"mode": mode}, {}, f"{mode}, with scales")
        yield Row("rmmec", {"mode": mode}, {"quantize.scales": "none"}, f"{mode}, without scales")
    yield Row("rmmec", {"mode": "p16"}, {}, "p16, without scales")
    for accumulator in ("fp32", "fp16", "block_aligned"):
        for mode in ("uint4", "int4"):
            yield Row("mixpe_w4a16", {"accumulator": accumulator, "weight_mode": mode})


# Matrices of a batch come and go: a C library that gives each back to the system spends half the time on it.
KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(1 << 28), "MALLOC_TRIM_THRESHOLD_": str(1 << 30)}

NETWORKS = {
    "lm": ("The language model", "language_model", {}),
    "cnn": ("The convolutional network", "image_network", {}),
    "vit": ("The vision transformer", "image_network",
            {"workload.network": str(ROOT / "workloads/fashion_mnist/vit.json")}),
}


def points(rows):
    """Two of each row: its operands in exact arithmetic beside FP32, and its datapath beside these operands."""
    for row in rows:
        for settings in ({"quantize.as_pe": row.stem}, {"arithmetic": row.stem, "reference": "operands"}):
            yield {**settings, **row.settings, **({"pe.parameters": row.parameters} if row.parameters else {})}


def write_sweep(folder, network, rows, samples):
    """Its file."""
    _, base, settings = NETWORKS[network]
    folder.mkdir(parents=True, exist_ok=True)
    sweep = folder / "sweep.yaml"
    # JSON is YAML.
    sweep.write_text(json.dumps({"name": f"accuracy_{network}", "base": str(ROOT / f"configs/accuracy/{base}.yaml"),
                                 "set": {**settings, "workload.predictions": samples}, "list": list(points(rows))}, indent=1),
                     encoding="utf-8")
    return sweep


def run_sweep(lopsim, folder, network, rows, samples):
    """The points in order, each as results.jsonl has it."""
    sweep = write_sweep(folder, network, rows, samples)
    # One that failed is a point with its error.
    subprocess.run([str(lopsim), "sweep", str(sweep), "--out", str(folder)], check=False, env={**os.environ, **KEEP_MEMORY})
    lines = (folder / "results.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def name_of(row):
    words = [f"{value}" if not key.endswith("_bits") else f"{key[0]}{value}" for key, value in row.parameters.items()]
    return " ".join([f"`{row.stem}`", *([row.label] if row.label else words)])


def difference(value, error, digits):
    """value +- error, in the table's figures."""
    return f"{value:+.{digits}f} ± {error:.{digits}f}" if error is not None else f"{value:+.{digits}f}"


def language_cells(exact, own):
    """Perplexities, and their differences with the error that the difference of the NLL has."""
    def change(accuracy):
        percent = 100 * math.expm1(accuracy["delta_nll"])
        error = accuracy["delta_nll_standard_error"]
        return difference(percent, None if error is None else 100 * math.exp(accuracy["delta_nll"]) * error, 3)
    return [f"{exact['perplexity']:.3f}", change(exact), f"{own['perplexity']:.3f}", change(own),
            f"{own['kl_divergence']:.2e}", f"{100 * own['top1_agreement']:.2f}"]


def image_cells(exact, own):
    def change(accuracy):
        error = accuracy["delta_top1_standard_error"]
        return difference(100 * accuracy["delta_top1"], None if error is None else 100 * error, 2)
    flips = own["flipped"]
    sqnr = own["logit_sqnr_db"]
    return [f"{100 * exact['top1']:.2f}", change(exact), f"{100 * own['top1']:.2f}", change(own),
            f"{flips['images']}: {flips['to_right']}, {flips['to_wrong']}", "exact" if sqnr is None else f"{sqnr:.1f}"]


INTRODUCTION = """# {title}

Made by `scripts/accuracy_tables.py{option}`. "Operands alone" is the network with the weights and activations of the PE's formats, multiplied and
added in FP32: what the formats cost, as difference to FP32. "Hardware" is the same operands through the PE's own arithmetic, bit by bit:
what the datapath adds, as difference to "operands alone". Parameters that are not named have their defaults. Linear layers and convolutions
go through the PE{unless}; attention, embeddings and norms stay FP32, and the head of the language model. Differences are paired, of the same samples, with
their standard errors; [accuracy.md](accuracy.md) says how they are computed. "Type by least error": each layer takes the type of 4 bits that its
weights lose least with, as ANT and OliVe do; activations have the one that is named, or OliVe's the same.
"""
KINDS = {
    False: {"title": "Accuracy of every PE", "option": "", "unless": "", "file": "accuracy_tables.md"},
    True: {"title": "Accuracy by a PE's parameters", "option": " --cross", "unless": " unless a row says otherwise",
           "file": "accuracy_cross.md"},
}

LANGUAGE_HEAD = ["PE and mode", "operands alone: perplexity", "to FP32, %", "hardware: perplexity", "to its operands, %",
                 "KL to operands", "same likeliest token, %"]
IMAGE_HEAD = ["PE and mode", "operands alone: top-1, %", "to FP32", "hardware: top-1, %", "to its operands",
              "images of another class than with the operands: to right, to wrong", "logit SQNR to operands, dB"]


def table(network, rows, results):
    """Markdown, and whether a point is missing."""
    title = NETWORKS[network][0]
    language = network == "lm"
    head = LANGUAGE_HEAD if language else IMAGE_HEAD
    body, failed, reference = [], [], None
    for row, exact, own in zip(rows, results[0::2], results[1::2]):
        if "error" in exact or "error" in own:
            failed.append(f"{name_of(row)}: {exact.get('error') or own.get('error')}")
            continue
        reference = exact["accuracy"]["reference"]
        cells = (language_cells if language else image_cells)(exact["accuracy"], own["accuracy"])
        body.append("| " + " | ".join([name_of(row), *cells]) + " |")
    lines = [f"## {title}", ""]
    if reference:
        lines += [f"{reference['predictions']} predictions; FP32: perplexity {reference['perplexity']:.3f}." if language else
                  f"{reference['images']} images; FP32: {reference['right']} right, {100 * reference['top1']:.2f} %.", ""]
    lines += ["| " + " | ".join(head) + " |", "|---" * len(head) + "|", *body, ""]
    lines += [f"Failed: {line}" for line in failed]
    return "\n".join(lines), bool(failed) or len(results) != 2 * len(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lopsim", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--cross", action="store_true", help="a PE's other parameters, in place of every PE")
    parser.add_argument("--predictions", type=int, help="of the language model (16384; with --cross 4096)")
    parser.add_argument("--images", type=int, help="(10000; with --cross 2000)")
    parser.add_argument("--only", nargs="+", default=[], help="stems of PEs")
    parser.add_argument("--networks", nargs="+", choices=list(NETWORKS), help="(all; with --cross lm and cnn)")
    options = parser.parse_args()
    all_rows = list(cross()) if options.cross else ROWS
    rows = [row for row in all_rows if not options.only or row.stem in options.only]
    if not rows:
        parser.error(f"--only: expected some of {', '.join(dict.fromkeys(row.stem for row in all_rows))}")
    predictions = options.predictions or (4096 if options.cross else 16384)
    images = options.images or (2000 if options.cross else 10000)
    kind = KINDS[options.cross]
    texts, failed = [INTRODUCTION.format(**kind)], False
    for network in options.networks or (["lm", "cnn"] if options.cross else list(NETWORKS)):
        own = [row for row in rows if network in row.networks]
        folder = options.out.resolve() / (f"cross_{network}" if options.cross else network)
        results = run_sweep(options.lopsim.resolve(), folder, network, own, predictions if network == "lm" else images)
        text, missing = table(network, own, results)
        texts.append(text)
        failed = failed or missing
    text = "\n".join(texts)
    (options.out / kind["file"]).write_text(text, encoding="utf-8")
    print(text)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
