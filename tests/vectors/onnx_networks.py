#!/usr/bin/env python3
"""Writes onnx_mobile.onnx and onnx_encoder.onnx, networks with random weights in the ways in which exporters write them,
and onnx_networks.json: the logits that PyTorch gives for images whose byte i is (i * i + 7 i) mod 256.

The first has depthwise convolutions, batch normalisation and a batch of 1 in opset 9; the second attention of PyTorch's
own and a symbolic batch, whose shapes are computed in the graph, in opset 17.
"""
import json
import pathlib

import torch
from torch import nn

FOLDER = pathlib.Path(__file__).parent
IMAGES, CHANNELS, SIDE = 5, 3, 12
MEAN, DEVIATION = [0.5, 0.25, 0.375], [0.25, 0.5, 0.125]


class Mobile(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU6())
        self.depth = nn.Sequential(nn.Conv2d(8, 8, 3, 1, 1, groups=8, bias=False), nn.BatchNorm2d(8), nn.Sigmoid())
        self.point = nn.Conv2d(8, 8, 1)
        self.grouped = nn.Conv2d(8, 12, (3, 2), padding=(0, 1), dilation=(1, 2), groups=2)
        self.head = nn.Linear(12, 7)

    def forward(self, x):
        x = self.first(x)
        x = x + self.point(self.depth(x))
        x = nn.functional.leaky_relu(self.grouped(nn.functional.pad(x, (1, 0, 0, 1), value=0.5)), 0.1)
        x = nn.functional.max_pool2d(x, 3, 2, 1, ceil_mode=True)
        return self.head(nn.functional.adaptive_avg_pool2d(x, 1).flatten(1))


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, 16, 4, 4)
        self.token = nn.Parameter(torch.randn(1, 1, 16))
        self.attention = nn.MultiheadAttention(16, 2, batch_first=True)
        self.norm = nn.LayerNorm(16)
        self.up, self.down = nn.Linear(16, 24), nn.Linear(24, 16)
        self.head = nn.Linear(16, 7)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat((self.token.expand(x.shape[0], -1, -1), x), 1)
        y = self.norm(x)
        x = x + self.attention(y, y, y, need_weights=True)[0]
        x = x + self.down(nn.functional.gelu(self.up(self.norm(x))))
        return self.head(torch.tanh(x[:, 0]))


def main():
    torch.manual_seed(3)
    count = IMAGES * CHANNELS * SIDE * SIDE
    pixels = torch.tensor([(i * i + 7 * i) % 256 for i in range(count)], dtype=torch.float32)
    scale = [torch.tensor(values).reshape(3, 1, 1) for values in (MEAN, DEVIATION)]
    images = (pixels.reshape(IMAGES, CHANNELS, SIDE, SIDE) / 255 - scale[0]) / scale[1]
    answers = {"mean": MEAN, "deviation": DEVIATION, "images": IMAGES}
    for name, network, opset, axes in (("mobile", Mobile(), 9, None), ("encoder", Encoder(), 17, {"image": {0: "batch"}})):
        for module in network.modules():
            if isinstance(module, nn.BatchNorm2d):
                nn.init.normal_(module.running_mean), nn.init.uniform_(module.running_var, 0.5, 2)
                nn.init.normal_(module.weight, 1, 0.2), nn.init.normal_(module.bias)
        network.eval()
        # Constants stay as the network has them: nothing is folded, batch normalisation neither.
        torch.onnx.export(network, images[:1], FOLDER / f"onnx_{name}.onnx", opset_version=opset, input_names=["image"],
                          output_names=["logits"], dynamic_axes=axes, do_constant_folding=False,
                          training=torch.onnx.TrainingMode.PRESERVE)
        with torch.no_grad():
            answers[name] = [[float(v) for v in row] for row in network.double()(images.double()).float()]
    (FOLDER / "onnx_networks.json").write_text(json.dumps(answers, indent=1) + "\n", encoding="utf-8")


main()
