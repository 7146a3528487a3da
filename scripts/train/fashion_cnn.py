#!/usr/bin/env python3
"""Trains the convolutional network of workloads/fashion_mnist: two convolutions with pooling, two linear layers.

usage: fashion_cnn.py DATA_DIR OUT_DIR
"""
import fashion
from image_graph import graph


def layers(mean, std):
    return graph("fashion_cnn", mean, std, [
        {"name": "conv1", "op": "conv2d", "in_channels": 1, "out_channels": 16, "kernel": 5, "stride": 1, "padding": 2, "gain": 2.0},
        {"name": "relu1", "op": "relu"},
        {"name": "pool1", "op": "max_pool2d", "kernel": 2, "stride": 2},
        {"name": "conv2", "op": "conv2d", "in_channels": 16, "out_channels": 32, "kernel": 5, "stride": 1, "padding": 2, "gain": 2.0},
        {"name": "relu2", "op": "relu"},
        {"name": "pool2", "op": "max_pool2d", "kernel": 2, "stride": 2},
        {"name": "flatten", "op": "flatten"},
        {"name": "fc1", "op": "linear", "in_features": 1568, "out_features": 128, "gain": 2.0},
        {"name": "relu3", "op": "relu"},
        {"name": "fc2", "op": "linear", "in_features": 128, "out_features": 10},
    ])


if __name__ == "__main__":
    fashion.main("cnn", __doc__, layers, epochs=12, peak=2e-3, decay=0.05, shift=1)
