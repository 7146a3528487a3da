#!/usr/bin/env python3
"""Trains the vision transformer of workloads/fashion_mnist: 16 patches of 7 x 7 and a class token, norms before each part.

usage: fashion_vit.py DATA_DIR OUT_DIR
"""
import fashion
from image_graph import graph

PATCH, FEATURES, INNER, HEADS, BLOCKS = 7, 64, 192, 4, 4
TOKENS = (28 // PATCH) ** 2 + 1
EPS = 1e-5


def linear(name, inputs, outputs, **keys):
    return {"name": name, "op": "linear", "in_features": inputs, "out_features": outputs, **keys}


def block(name, previous):
    """previous: the layer whose output is the residual stream"""
    norm = {"op": "layer_norm", "features": FEATURES, "eps": EPS}
    return [
        {"name": f"{name}.norm1", **norm, "input": previous},
        *(linear(f"{name}.{part}", FEATURES, FEATURES, input=f"{name}.norm1") for part in "qkv"),
        {"name": f"{name}.attention", "op": "attention", "heads": HEADS, "head_dim": FEATURES // HEADS,
         "inputs": [f"{name}.{part}" for part in "qkv"]},
        linear(f"{name}.o", FEATURES, FEATURES, gain=1 / BLOCKS),
        {"name": f"{name}.add1", "op": "add", "inputs": [f"{name}.o", previous]},
        {"name": f"{name}.norm2", **norm},
        linear(f"{name}.up", FEATURES, INNER),
        {"name": f"{name}.gelu", "op": "gelu"},
        linear(f"{name}.down", INNER, FEATURES, gain=1 / BLOCKS),
        {"name": f"{name}.add2", "op": "add", "inputs": [f"{name}.down", f"{name}.add1"]},
    ]


def layers(mean, std):
    found = [
        {"name": "patches", "op": "patch_embedding", "patch": PATCH, "channels": 1, "features": FEATURES},
        {"name": "class", "op": "class_token", "features": FEATURES},
        {"name": "position", "op": "position_embedding", "tokens": TOKENS, "features": FEATURES},
    ]
    for index in range(BLOCKS):
        found += block(f"blocks.{index}", found[-1]["name"])
    return graph("fashion_vit", mean, std, found + [
        {"name": "norm", "op": "layer_norm", "features": FEATURES, "eps": EPS},
        {"name": "select", "op": "select_token", "index": 0},
        linear("head", FEATURES, 10),
    ])


if __name__ == "__main__":
    fashion.main("vit", __doc__, layers, epochs=25, peak=2e-3, decay=0.05, shift=1)
