#!/usr/bin/env python3
"""Scores workloads/speeches_llama_2m with numpy alone: a second program for the figures of language_model.py, which shares no code with its model.

usage: check_language_model.py FOLDER [--double]

Sums are F32, or F64 with --double. Windows of 128 inputs without overlap: window w predicts tokens 128 w + 1 to 128 w + 128.
"""
import argparse
import gzip
import json
import math
import pathlib

import numpy

import byte_pairs
import safetensors_file


def rms_norm(x, weight, eps):
    return x / numpy.sqrt((x * x).mean(-1, keepdims=True) + x.dtype.type(eps)) * weight


def rotate(x, config):
    """x [tokens, heads, dim]; as complex numbers feature i + j feature (i + dim / 2), turned by position / theta ^ (2 i / dim)"""
    half = x.shape[-1] // 2
    angle = numpy.outer(numpy.arange(len(x)), config["rope_theta"] ** (-numpy.arange(half) / half))
    turn = numpy.exp(1j * angle).astype(numpy.complex64 if x.dtype == numpy.float32 else numpy.complex128)
    turned = (x[..., :half] + 1j * x[..., half:]) * turn[:, None, :]
    return numpy.concatenate((turned.real, turned.imag), -1).astype(x.dtype)


def softmax(x):
    e = numpy.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def attention(x, weights, config):
    length, heads, kv_heads = len(x), config["num_attention_heads"], config["num_key_value_heads"]
    dim = config["hidden_size"] // heads
    q = rotate((x @ weights["q_proj"].T).reshape(length, heads, dim), config)
    k = rotate((x @ weights["k_proj"].T).reshape(length, kv_heads, dim), config)
    v = (x @ weights["v_proj"].T).reshape(length, kv_heads, dim)
    mixed = numpy.empty_like(q)
    for head in range(heads):
        shared = head * kv_heads // heads
        scores = q[:, head] @ k[:, shared].T / x.dtype.type(math.sqrt(dim))
        scores[numpy.triu_indices(length, 1)] = -numpy.inf
        mixed[:, head] = softmax(scores) @ v[:, shared]
    return mixed.reshape(length, -1) @ weights["o_proj"].T


def logits(tokens, weights, config):
    eps = config["rms_norm_eps"]
    x = weights["model.embed_tokens.weight"][tokens]
    for layer in range(config["num_hidden_layers"]):
        def part(name):
            return weights[f"model.layers.{layer}.{name}.weight"]
        projections = {name: part(f"self_attn.{name}") for name in ("q_proj", "k_proj", "v_proj", "o_proj")}
        x = x + attention(rms_norm(x, part("input_layernorm"), eps), projections, config)
        h = rms_norm(x, part("post_attention_layernorm"), eps)
        gate = h @ part("mlp.gate_proj").T
        x = x + (gate / (1 + numpy.exp(-gate)) * (h @ part("mlp.up_proj").T)) @ part("mlp.down_proj").T
    return rms_norm(x, weights["model.norm.weight"], eps) @ weights["model.embed_tokens.weight"].T


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--double", action="store_true")
    options = parser.parse_args()
    config = json.loads((options.folder / "config.json").read_text(encoding="utf-8"))
    assert config["model_type"] == "llama" and config["rope_layout"] == "half" and config["tie_word_embeddings"]
    real = numpy.float64 if options.double else numpy.float32
    weights = {name: tensor.astype(real) for name, tensor in safetensors_file.read(options.folder / "model.safetensors").items()}
    tokens = numpy.frombuffer(gzip.decompress((options.folder / "test_tokens.u16.gz").read_bytes()), "<u2")
    encoder = byte_pairs.load(options.folder / "bpe_merges.json")
    length = config["max_position_embeddings"]
    print(f"{len(tokens)} tokens, {len(encoder.decode(tokens))} bytes")

    losses = numpy.empty((len(tokens) - 1) // length * length)
    for first in range(0, len(losses), length):
        found = logits(tokens[first:first + length], weights, config).astype(numpy.float64)
        peak = found.max(-1)
        normalizer = numpy.log(numpy.exp(found - peak[:, None]).sum(-1)) + peak
        losses[first:first + length] = normalizer - found[numpy.arange(length), tokens[first + 1:first + length + 1]]
    for count in (4096, 16384, 65536, len(losses)):
        mean = losses[:count].mean()
        size = len(encoder.decode(tokens[1:count + 1]))
        print(f"{count} predictions, {size} bytes: NLL {mean:.6f}, perplexity {math.exp(mean):.4f}, "
              f"{mean * count / math.log(2) / size:.4f} bits/byte")


if __name__ == "__main__":
    main()
