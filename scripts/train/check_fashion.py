#!/usr/bin/env python3
"""Runs the networks of workloads/fashion_mnist from their JSON files with numpy alone: top-1, and the largest difference from the written logits.

usage: check_fashion.py FOLDER [--images N]

A second program for the figures of fashion_cnn.py and fashion_vit.py, and the shortest reader of the files. Exit code 1: the logits
differ by more than 1e-3, or the MACs are not those of the file.
"""
import argparse
import json
import math
import pathlib
import sys

import numpy

import data
import safetensors_file

ERF = numpy.vectorize(math.erf, otypes=[numpy.float32])


class Runner:
    """Every value is [batch, ...] in F32."""

    def __init__(self, description, weights):
        self.layers, self.weights, self.macs = description["layers"], weights, 0

    def run(self, x):
        self.macs = 0
        values, last = {"input": x}, "input"
        for layer in self.layers:
            inputs = [values[name] for name in layer.get("inputs", [layer.get("input", last)])]
            tensors = [self.weights[layer[key]] for key in ("weight", "bias") if key in layer]
            last = layer["name"]
            values[last] = getattr(self, layer["op"])(layer, *inputs, *tensors)
        return values[last]

    def gemm(self, x, weight):
        self.macs += x[0].size // weight.shape[1] * weight.size
        return x @ weight.T

    def windows(self, x, kernel, stride):
        """[batch, channels, out height, out width, kernel, kernel]"""
        return numpy.lib.stride_tricks.sliding_window_view(x, (kernel, kernel), (2, 3))[:, :, ::stride, ::stride]

    def conv2d(self, layer, x, weight, bias):
        pad = layer["padding"]
        x = self.windows(numpy.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad))), layer["kernel"], layer["stride"])
        x = x.transpose(0, 2, 3, 1, 4, 5).reshape(*x.shape[:1], *x.shape[2:4], -1)
        return (self.gemm(x, weight.reshape(len(weight), -1)) + bias).transpose(0, 3, 1, 2)

    def max_pool2d(self, layer, x):
        return self.windows(x, layer["kernel"], layer["stride"]).max((4, 5))

    def relu(self, layer, x):
        return numpy.maximum(x, 0)

    def gelu(self, layer, x):
        return x * (1 + ERF(x / numpy.float32(math.sqrt(2)))) / 2

    def flatten(self, layer, x):
        return x.reshape(len(x), -1)

    def linear(self, layer, x, weight, bias):
        return self.gemm(x, weight) + bias

    def patch_embedding(self, layer, x, weight, bias):
        """Row by row of patches; inside a patch channel, row, column."""
        x = self.windows(x, layer["patch"], layer["patch"]).transpose(0, 2, 3, 1, 4, 5)
        return self.gemm(x.reshape(len(x), x.shape[1] * x.shape[2], -1), weight) + bias

    def class_token(self, layer, x, token):
        return numpy.concatenate((numpy.broadcast_to(token, (len(x), 1, len(token))), x), 1)

    def position_embedding(self, layer, x, weight):
        return x + weight

    def layer_norm(self, layer, x, weight, bias):
        x = x - x.mean(-1, keepdims=True)
        return x / numpy.sqrt((x * x).mean(-1, keepdims=True) + numpy.float32(layer["eps"])) * weight + bias

    def attention(self, layer, q, k, v):
        dim, mixed = layer["head_dim"], []
        for head in range(layer["heads"]):
            part = slice(head * dim, (head + 1) * dim)
            scores = q[..., part] @ k[..., part].swapaxes(1, 2) / numpy.float32(math.sqrt(dim))
            scores = numpy.exp(scores - scores.max(-1, keepdims=True))
            mixed.append(scores / scores.sum(-1, keepdims=True) @ v[..., part])
            self.macs += 2 * q.shape[1] * k.shape[1] * dim
        return numpy.concatenate(mixed, -1)

    def add(self, layer, x, y):
        return x + y

    def select_token(self, layer, x):
        return x[:, layer["index"]]


def check(folder, stem, images, labels):
    description = json.loads((folder / f"{stem}.json").read_text(encoding="utf-8"))
    stored = safetensors_file.read(folder / description["weights"])
    runner = Runner(description, {name: tensor.astype("<f4") for name, tensor in stored.items()})
    head = description["input"]
    found = []
    for first in range(0, len(images), 100):
        x = (images[first:first + 100].astype("<f4") / 255 - numpy.float32(head["mean"])) / numpy.float32(head["std"])
        found.append(runner.run(x[:, None]))
    found = numpy.concatenate(found)
    expected = safetensors_file.read(folder / f"{stem}_logits.safetensors")["logits"][:len(found)]
    difference = float(abs(found[:len(expected)] - expected).max())
    right = int((found.argmax(1) == labels).sum())
    parameters = sum(tensor.size for tensor in stored.values())
    print(f"{description['name']}: {right} of {len(labels)} right, {100 * right / len(labels):.2f} %; {parameters} parameters, "
          f"{runner.macs} MACs an image; logits of {len(expected)} images differ by at most {difference:.2e}")
    return difference < 1e-3 and runner.macs == description["macs_per_image"] and parameters == description["parameters"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--images", type=int, default=10000)
    options = parser.parse_args()
    images = data.read_idx(options.folder / "test_images.idx.gz")[:options.images]
    labels = data.read_idx(options.folder / "test_labels.idx.gz")[:options.images]
    results = [check(options.folder, stem, images, labels) for stem in ("cnn", "vit")]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
