#!/usr/bin/env python3
"""Takes the seven linear layers of block 0 out of a trained model and its trace: weights and inputs as F16.

usage: extract_trace.py MODEL.safetensors TRACE.safetensors OUT.safetensors

F32 is rounded to F16 to nearest even; a finite value that would become infinite is an error.
"""
import hashlib
import json
import os
import struct
import sys

# layer of the workload: tensor of the model, tensor of the trace, name of the input; layers that share an input store it once
LAYERS = {
    "q": ("model.layers.0.self_attn.q_proj.weight", "b.0.q.in", "qkv.in"),
    "k": ("model.layers.0.self_attn.k_proj.weight", "b.0.k.in", "qkv.in"),
    "v": ("model.layers.0.self_attn.v_proj.weight", "b.0.v.in", "qkv.in"),
    "o": ("model.layers.0.self_attn.o_proj.weight", "b.0.o.in", "o.in"),
    "gate": ("model.layers.0.mlp.gate_proj.weight", "b.0.g.in", "gate_up.in"),
    "up": ("model.layers.0.mlp.up_proj.weight", "b.0.u.in", "gate_up.in"),
    "down": ("model.layers.0.mlp.down_proj.weight", "b.0.dn.in", "down.in"),
}


def read(path):
    """(header without metadata, data, sha256 of the file)"""
    with open(path, "rb") as file:
        content = file.read()
    size = struct.unpack_from("<Q", content)[0]
    header = json.loads(content[8:8 + size])
    header.pop("__metadata__", None)
    return header, content[8 + size:], hashlib.sha256(content).hexdigest()


def as_f16(header, data, name):
    """(shape, bytes) of an F32 tensor rounded to F16; struct's 'e' rounds to nearest even and refuses overflow."""
    entry = header[name]
    if entry["dtype"] != "F32" or len(entry["shape"]) != 2:
        sys.exit(f"{name}: expected a 2-D F32 tensor, found {entry['dtype']} {entry['shape']}")
    begin, end = entry["data_offsets"]
    count = (end - begin) // 4
    values = struct.unpack(f"<{count}f", data[begin:end])
    return entry["shape"], struct.pack(f"<{count}e", *values)


def write(path, tensors, metadata):
    header, data = {"__metadata__": metadata}, b""
    for name, (shape, content) in tensors.items():
        header[name] = {"dtype": "F16", "shape": shape, "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    temporary = path + ".part"
    with open(temporary, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    model, model_data, model_sha256 = read(sys.argv[1])
    trace, trace_data, trace_sha256 = read(sys.argv[2])
    tensors = {}
    for layer, (weight, activation, name) in LAYERS.items():
        tensors[layer + ".weight"] = as_f16(model, model_data, weight)
        values = as_f16(trace, trace_data, activation)
        if tensors.setdefault(name, values) != values:
            sys.exit(f"{activation}: differs from the input it should share as {name}")
    write(sys.argv[3], tensors, {"model_sha256": model_sha256, "trace_sha256": trace_sha256,
                                 "rounding": "F32 to F16, nearest even"})
    for name, (shape, _) in tensors.items():
        print(f"{name} {shape}")


if __name__ == "__main__":
    main()
