"""Reads and writes safetensors files: 8-byte header length, JSON header, raw little-endian tensors. F16 and F32 only."""
import json
import struct

import numpy

TYPES = {"F16": numpy.dtype("<f2"), "F32": numpy.dtype("<f4")}


def write(path, tensors, metadata):
    """tensors: {name: float16 or float32 array}; metadata: {text: text}"""
    names = {dtype: name for name, dtype in TYPES.items()}
    header, offset = {"__metadata__": metadata}, 0
    for name, tensor in tensors.items():
        header[name] = {"dtype": names[tensor.dtype], "shape": list(tensor.shape),
                        "data_offsets": [offset, offset + tensor.nbytes]}
        offset += tensor.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            file.write(tensor.tobytes())


def read(path):
    """{name: array of the stored type}"""
    with open(path, "rb") as file:
        content = file.read()
    size = struct.unpack_from("<Q", content)[0]
    tensors = {}
    for name, entry in json.loads(content[8:8 + size]).items():
        if name == "__metadata__":
            continue
        begin, end = (8 + size + offset for offset in entry["data_offsets"])
        tensors[name] = numpy.frombuffer(content[begin:end], TYPES[entry["dtype"]]).reshape(entry["shape"])
    return tensors
