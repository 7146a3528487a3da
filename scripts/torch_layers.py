#!/usr/bin/env python3
"""PyTorch models whose linear layers are computed by a processing element, and traces of their layers.

    torch_layers.py PE [PARAMETER=VALUE]... [--trace FOLDER]

runs a small example: how far a PE's arithmetic takes an untrained network from its FP32 outputs. As a module:

    import torch_layers
    with torch_layers.computed_by(model, "bitmod", weight_mode="fp4"):
        outputs = model(inputs)                     # every nn.Linear through the PE
    with torch_layers.Tracer(model) as tracer:
        model(inputs)
    tracer.save("trace", "my model")                # trace.safetensors and trace.json, a workload of lopsim run

Needs Debian's python3-torch, and build/python in PYTHONPATH.
"""
import contextlib
import json
import pathlib
import struct
import sys

import torch

import lopsim


def linear_layers(model):
    return [(name, module) for name, module in model.named_modules() if isinstance(module, torch.nn.Linear)]


@contextlib.contextmanager
def computed_by(model, pe, only=None, **parameters):
    """Replaces the outputs of linear layers (those named in `only`, or all) by the PE's; the bias is added in FP32."""

    def hook(module, inputs, _output):
        rows = inputs[0].detach().float()
        flat = rows.reshape(-1, rows.shape[-1]).numpy()
        product = lopsim.matmul(flat, module.weight.detach().float().numpy(), pe, **parameters)
        out = torch.from_numpy(product).float().reshape(*rows.shape[:-1], -1)
        return out if module.bias is None else out + module.bias.detach()

    handles = [module.register_forward_hook(hook) for name, module in linear_layers(model) if only is None or name in only]
    try:
        yield model
    finally:
        for handle in handles:
            handle.remove()


class Tracer:
    """Inputs and weights of the linear layers, rounded to FP16, as they come; a layer that runs twice is traced once."""

    def __init__(self, model):
        self.model, self.handles, self.layers = model, [], {}

    def __enter__(self):
        for name, module in linear_layers(self.model):
            self.handles.append(module.register_forward_hook(lambda m, inputs, _out, name=name: self._take(name, m, inputs[0])))
        return self

    def __exit__(self, *_):
        for handle in self.handles:
            handle.remove()

    def _take(self, name, module, rows):
        rows = rows.detach().reshape(-1, rows.shape[-1]).half()
        self.layers.setdefault(name, (rows, module.weight.detach().half()))

    def save(self, stem, source):
        """stem.safetensors, and stem.json that `lopsim run --set workload.file=stem.json` takes."""
        if not self.layers:
            raise ValueError("no linear layer ran while the tracer was on")
        stem = pathlib.Path(stem)
        tensors, layers = {}, []
        for name, (rows, weight) in self.layers.items():
            tensors[f"{name}.in"], tensors[f"{name}.weight"] = rows, weight
            layers.append({"name": name, "m": rows.shape[0], "k": rows.shape[1], "n": weight.shape[0],
                           "activation": f"{name}.in", "weight": f"{name}.weight"})
        write_safetensors(stem.with_suffix(".safetensors"), tensors)
        workload = {"kind": "layers", "name": stem.name, "source": source, "tensors": stem.with_suffix(".safetensors").name,
                    "layers": layers}
        stem.with_suffix(".json").write_text(json.dumps(workload, indent=1) + "\n", encoding="utf-8")


def write_safetensors(path, tensors):
    """FP16 tensors: the length of a JSON header, the header, then the values in its order, little-endian."""
    header, position = {}, 0
    for name, tensor in tensors.items():
        size = 2 * tensor.numel()
        header[name] = {"dtype": "F16", "shape": list(tensor.shape), "data_offsets": [position, position + size]}
        position += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            file.write(tensor.contiguous().numpy().astype("<f2").tobytes())


def main(arguments):
    trace = None
    if "--trace" in arguments:
        position = arguments.index("--trace")
        trace = arguments[position + 1]
        del arguments[position:position + 2]
    pe, parameters = arguments[0], dict(argument.split("=", 1) for argument in arguments[1:])
    torch.manual_seed(1)
    model = torch.nn.Sequential(torch.nn.Linear(256, 512), torch.nn.GELU(), torch.nn.Linear(512, 256))
    inputs = torch.randn(64, 256)
    with torch.no_grad(), Tracer(model) as tracer:
        reference = model(inputs)
    with torch.no_grad(), computed_by(model, pe, **parameters):
        outputs = model(inputs)
    error = ((outputs - reference) ** 2).sum() / (reference**2).sum()
    print(f"{pe} {parameters}: SQNR {-10 * torch.log10(error).item():.2f} dB against FP32")
    if trace:
        pathlib.Path(trace).mkdir(parents=True, exist_ok=True)
        tracer.save(pathlib.Path(trace) / "trace", "an untrained network of two linear layers, torch_layers.py")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
