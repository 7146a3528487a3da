#!/usr/bin/env python3
"""Runs a checkpoint of a gigabyte in four shards, random numbers in F16, and holds the memory to one layer and 200 MB.

usage: big_checkpoint.py LOPSIM FOLDER

The checkpoint stays in FOLDER, and is made once. One layer is counted as it is computed with, in FP32. Exit 1: the run failed, or took more.
"""
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import numpy

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts/train"))
import safetensors_file   # noqa: E402

CONFIG = {"model_type": "llama", "hidden_size": 2048, "intermediate_size": 5632, "num_hidden_layers": 8, "num_attention_heads": 32,
          "num_key_value_heads": 4, "vocab_size": 32000, "rms_norm_eps": 1e-5, "tie_word_embeddings": False}
SHARDS = 4
ALLOWED_MB = 200
TOKENS = 65


def layer_shapes():
    hidden, ffn = CONFIG["hidden_size"], CONFIG["intermediate_size"]
    cache = hidden // CONFIG["num_attention_heads"] * CONFIG["num_key_value_heads"]
    return {"self_attn.q_proj": (hidden, hidden), "self_attn.k_proj": (cache, hidden), "self_attn.v_proj": (cache, hidden),
            "self_attn.o_proj": (hidden, hidden), "mlp.gate_proj": (ffn, hidden), "mlp.up_proj": (ffn, hidden),
            "mlp.down_proj": (hidden, ffn)}


def tensor_shapes():
    """{name: shape}, in the order of the shards."""
    hidden, words = CONFIG["hidden_size"], CONFIG["vocab_size"]
    shapes = {"model.embed_tokens.weight": (words, hidden)}
    for layer in range(CONFIG["num_hidden_layers"]):
        start = f"model.layers.{layer}."
        shapes.update({f"{start}{name}.weight": shape for name, shape in layer_shapes().items()})
        shapes.update({f"{start}{name}.weight": (hidden,) for name in ("input_layernorm", "post_attention_layernorm")})
    return {**shapes, "model.norm.weight": (hidden,), "lm_head.weight": (words, hidden)}


def write_checkpoint(folder):
    folder.mkdir(parents=True, exist_ok=True)
    random = numpy.random.Generator(numpy.random.PCG64(1))
    shapes = list(tensor_shapes().items())
    where, shard = {}, -(-len(shapes) // SHARDS)
    for index in range(SHARDS):
        file = f"model-{index + 1:05}-of-{SHARDS:05}.safetensors"
        tensors = {name: (random.standard_normal(shape, numpy.float32) * 0.02).astype(numpy.float16)
                   for name, shape in shapes[index * shard:(index + 1) * shard]}
        safetensors_file.write(folder / file, tensors, {"format": "pt"})
        where.update(dict.fromkeys(tensors, file))
    random.integers(0, CONFIG["vocab_size"], TOKENS).astype("<u2").tofile(folder / "tokens.u16")
    (folder / "config.json").write_text(json.dumps(CONFIG), encoding="utf-8")
    # Last: what has it is complete.
    (folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": where}), encoding="utf-8")


def main(lopsim, folder):
    if not (folder / "model.safetensors.index.json").is_file():
        write_checkpoint(folder)
        # A child's peak begins as its parent's size, so that one begins anew.
        os.execv(sys.executable, [sys.executable, *sys.argv])
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    run = subprocess.run([lopsim, "run", str(ROOT / "configs/accuracy/language_model.yaml"), "--set", f"workload.network={folder}",
                          "--set", f"workload.tokens={folder}/tokens.u16", "--set", "quantize.weights=int4",
                          "--out", str(folder / "result.json")], check=False)
    if run.returncode != 0:
        return 1
    peak_mb = max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) * 1024 / 1e6
    limit_mb = sum(rows * columns for rows, columns in layer_shapes().values()) * 4 / 1e6 + ALLOWED_MB
    size_mb = sum(file.stat().st_size for file in folder.glob("*.safetensors")) / 1e6
    verdict = "within" if peak_mb <= limit_mb else "beyond"
    print(f"a checkpoint of {size_mb:.0f} MB: {peak_mb:.0f} MB at most, {verdict} one layer and {ALLOWED_MB} MB: {limit_mb:.0f} MB")
    return 0 if peak_mb <= limit_mb else 1


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], Path(sys.argv[2]).resolve()))
