"""The training data: which text and which images train, validate and test. Needs what fetch_data.py has fetched."""
import gzip
import json
import pathlib
import struct

import numpy

CLASSES = 10
SIDE = 28
# Of the 7,000 good rows of a class: train, validate, test.
IMAGE_ROWS = {"train": (0, 5400), "validation": (5400, 6000), "test": (6000, 7000)}


def texts(folder):
    """{"train", "validation", "test": list of texts as bytes}; every 20th speech is held out for each of the last two"""
    split = {"train": [], "validation": [], "test": []}
    speeches = sorted((pathlib.Path(folder) / "speeches/data").glob("*.txt"))
    assert len(speeches) == 233, f"{folder}: {len(speeches)} speeches, expected 233"
    for index, path in enumerate(speeches):
        part = {7: "test", 17: "validation"}.get(index % 20, "train")
        split[part].append(path.read_bytes().strip() + b"\n\n")
    split["train"].append((pathlib.Path(folder) / "moby_dick/data/data.txt").read_bytes().strip() + b"\n\n")
    return split


def images(folder, part):
    """(images [n, 28, 28] uint8, labels [n] uint8); image i is of class i % 10"""
    first, last = IMAGE_ROWS[part]
    by_class = []
    for label in range(CLASSES):
        with open(pathlib.Path(folder) / f"fashion_mnist/src/clothes/{label}.json", encoding="utf-8") as file:
            # The package has a few empty rows.
            rows = [row for row in json.load(file)["data"] if len(row) == SIDE * SIDE]
        assert len(rows) == 7000, f"class {label}: {len(rows)} rows, expected 7000"
        by_class.append(numpy.array(rows[first:last], numpy.uint8))
    pixels = numpy.stack(by_class, 1).reshape(-1, SIDE, SIDE)
    return pixels, numpy.tile(numpy.arange(CLASSES, dtype=numpy.uint8), last - first)


def write_gzip(path, content):
    """The same bytes make the same file: no time, no name."""
    with open(path, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as stream:
        stream.write(content)


def write_idx(path, array):
    """The format of the MNIST files, gzipped: 0, 0, type (8: unsigned byte), dimensions; big-endian extents; bytes."""
    header = struct.pack(">BBBB", 0, 0, 8, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape)
    write_gzip(path, header + array.astype(numpy.uint8).tobytes())


def read_idx(path):
    content = gzip.decompress(pathlib.Path(path).read_bytes())
    dimensions = content[3]
    shape = struct.unpack_from(f">{dimensions}I", content, 4)
    return numpy.frombuffer(content, numpy.uint8, offset=4 + 4 * dimensions).reshape(shape)
