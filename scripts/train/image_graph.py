"""A network of images in PyTorch, built from the list of layers in its JSON file (workloads/fashion_mnist/README.md has the operators)."""
import math

import torch
from torch import nn
from torch.nn import functional

TENSORS = ("weight", "bias")


def graph(name, mean, std, layers):
    """Names the tensors of each layer after the layer."""
    for layer in layers:
        kinds = {"class_token": 1, "position_embedding": 1, "conv2d": 2, "linear": 2, "patch_embedding": 2, "layer_norm": 2}
        for tensor in TENSORS[:kinds.get(layer["op"], 0)]:
            layer[tensor] = f"{layer['name']}.{tensor}"
    return {"name": name, "input": {"channels": 1, "height": 28, "width": 28, "mean": mean, "std": std}, "layers": layers}


def shapes(layer):
    """(weight, bias); None where there is none"""
    op = layer["op"]
    if op == "conv2d":
        return (layer["out_channels"], layer["in_channels"], layer["kernel"], layer["kernel"]), (layer["out_channels"],)
    if op == "linear":
        return (layer["out_features"], layer["in_features"]), (layer["out_features"],)
    if op == "patch_embedding":
        return (layer["features"], layer["channels"] * layer["patch"] ** 2), (layer["features"],)
    if op == "layer_norm":
        return (layer["features"],), (layer["features"],)
    if op == "class_token":
        return (layer["features"],), None
    if op == "position_embedding":
        return (layer["tokens"], layer["features"]), None
    return None, None


def initial(layer, tensor, shape):
    if tensor == "bias":
        return torch.zeros(shape)
    if layer["op"] == "layer_norm":
        return torch.ones(shape)
    if layer["op"] in ("class_token", "position_embedding"):
        return torch.randn(shape) * 0.02
    fan_in = math.prod(shape[1:])
    # A layer's gain: 2 before a ReLU, less before an addition.
    return torch.randn(shape) * math.sqrt(layer.get("gain", 1.0) / fan_in)


class Network(nn.Module):
    def __init__(self, description):
        super().__init__()
        self.layers = description["layers"]
        self.macs = 0   # of the multiplications with weights and in attention, of the last call
        for layer in self.layers:
            holder = self
            for part in layer["name"].split("."):
                if part not in holder._modules:
                    holder.add_module(part, nn.Module())
                holder = holder._modules[part]
            for tensor, shape in zip(TENSORS, shapes(layer)):
                if shape is not None:
                    holder.register_parameter(tensor, nn.Parameter(initial(layer, tensor, shape)))
            layer.pop("gain", None)

    def forward(self, x):
        """[batch, channels, height, width], normalised -> [batch, classes] logits"""
        self.macs = 0
        tensors = dict(self.named_parameters())
        values, last = {"input": x}, "input"
        for layer in self.layers:
            inputs = [values[name] for name in layer.get("inputs", [layer.get("input", last)])]
            weight, bias = (tensors[layer[t]] if t in layer else None for t in TENSORS)
            last = layer["name"]
            values[last] = self.output(layer, inputs, weight, bias)
        return values[last]

    def output(self, layer, inputs, weight, bias):
        op, x = layer["op"], inputs[0]
        if op == "conv2d":
            x = functional.conv2d(x, weight, bias, layer["stride"], layer["padding"])
            self.macs += x.shape[2] * x.shape[3] * weight.numel()
            return x
        if op == "linear":
            self.macs += (x.shape[1] if x.dim() == 3 else 1) * weight.numel()
            return functional.linear(x, weight, bias)
        if op == "patch_embedding":
            patch, (_, channels, height, width) = layer["patch"], x.shape
            x = x.reshape(-1, channels, height // patch, patch, width // patch, patch).permute(0, 2, 4, 1, 3, 5)
            x = x.reshape(-1, (height // patch) * (width // patch), channels * patch * patch)
            self.macs += x.shape[1] * weight.numel()
            return functional.linear(x, weight, bias)
        if op == "attention":
            return self.attention(layer["heads"], layer["head_dim"], *inputs)
        if op == "class_token":
            return torch.cat((weight.reshape(1, 1, -1).repeat(x.shape[0], 1, 1), x), 1)
        if op == "position_embedding":
            return x + weight
        if op == "layer_norm":
            return functional.layer_norm(x, weight.shape, weight, bias, layer["eps"])
        if op == "add":
            return x + inputs[1]
        if op == "select_token":
            return x[:, layer["index"]]
        if op == "max_pool2d":
            return functional.max_pool2d(x, layer["kernel"], layer["stride"])
        return {"relu": functional.relu, "gelu": functional.gelu, "flatten": lambda y: y.flatten(1)}[op](x)

    def attention(self, heads, dim, q, k, v):
        tokens = q.shape[1]
        self.macs += 2 * heads * tokens * tokens * dim
        q, k, v = (x.reshape(-1, tokens, heads, dim).transpose(1, 2) for x in (q, k, v))
        mixed = torch.softmax(q @ k.transpose(2, 3) / math.sqrt(dim), -1) @ v
        return mixed.transpose(1, 2).reshape(-1, tokens, heads * dim)
