#!/usr/bin/env python3
"""Small decoders of random weights as Hugging Face stores them, with what PyTorch computes of them.

usage: write_decoders.py FOLDER    (needs PyTorch; tests read what it wrote and do not)

Each folder gets config.json, model.safetensors (F16), tokens.u16, and expected.safetensors: `logits` {40, 97} of two windows, 24 and 16
tokens, and `nll` {40} of the tokens after them. All is computed in FP64 from the stored weights, with functions of torch.nn alone,
after the papers: OPT (arXiv 2205.01068), Phi's parallel blocks (arXiv 2306.11644, after arXiv 2204.06745), Llama (arXiv 2302.13971).
"""
import json
import math
import pathlib
import struct
import sys

import torch
from torch.nn import functional

HIDDEN, LAYERS, HEADS, WIDTH, FFN, VOCABULARY, WINDOW, PREDICTIONS = 64, 2, 4, 16, 144, 97, 24, 40


class Weights:
    """Tensors drawn when they are first asked for, kept as F16."""

    def __init__(self, seed):
        self.random, self.stored = torch.Generator().manual_seed(seed), {}

    def __call__(self, name, *shape, mean=0.0, deviation=1.0):
        if name not in self.stored:
            self.stored[name] = (mean + deviation * torch.randn(*shape, generator=self.random)).half()
        assert self.stored[name].shape == shape
        return self.stored[name].double()

    def linear(self, x, name, out, bias=True):
        width = x.shape[-1]
        weight = self(name + ".weight", out, width, deviation=1.4 / math.sqrt(width))
        return functional.linear(x, weight, self(name + ".bias", out, deviation=0.5) if bias else None)

    def layer_norm(self, x, name):
        gain = self(name + ".weight", x.shape[-1], mean=1.0, deviation=0.2)
        return functional.layer_norm(x, x.shape[-1:], gain, self(name + ".bias", x.shape[-1], deviation=0.2), 1e-5)

    def rms_norm(self, x, name):
        gain = self(name + ".weight", x.shape[-1], mean=1.0, deviation=0.2)
        return gain * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5))


def attention(queries, keys, values):
    """Causal; rows {tokens, heads x width}, fewer heads of keys and values."""
    tokens = queries.shape[0]
    heads = [x.view(tokens, -1, WIDTH).transpose(0, 1) for x in (queries, keys, values)]
    q, k, v = (x.repeat_interleave(HEADS // x.shape[0], dim=0) for x in heads)
    scores = q @ k.transpose(1, 2) / math.sqrt(WIDTH)
    unseen = torch.ones(tokens, tokens, dtype=torch.bool).triu(1)
    return (functional.softmax(scores.masked_fill(unseen, -math.inf), -1) @ v).transpose(0, 1).reshape(tokens, -1)


def rotated(x, turned, theta):
    """The first elements of each head turn, i with i + turned / 2."""
    tokens = x.shape[0]
    heads = x.view(tokens, -1, WIDTH)
    angles = torch.outer(torch.arange(tokens).double(), theta ** (-torch.arange(0, turned, 2).double() / turned))
    cosine, sine = (torch.cat([t, t], -1)[:, None] for t in (angles.cos(), angles.sin()))
    part, rest = heads[..., :turned], heads[..., turned:]
    first, second = part.chunk(2, -1)
    return torch.cat([part * cosine + torch.cat([-second, first], -1) * sine, rest], -1).reshape(tokens, -1)


def opt(weights, tokens, config):
    model = "model.decoder." if config["do_layer_norm_before"] else "decoder."  # both are found on model hubs
    words = config["word_embed_proj_dim"]
    table = weights(model + "embed_tokens.weight", VOCABULARY, words, deviation=0.3)
    x = table[tokens]
    if words != HIDDEN:
        x = weights.linear(x, model + "project_in", HIDDEN, bias=False)
    positions = weights(model + "embed_positions.weight", config["max_position_embeddings"] + 2, HIDDEN, deviation=0.3)
    x = x + positions[torch.arange(len(tokens)) + 2]
    for i in range(LAYERS):
        layer = f"{model}layers.{i}."
        before = config["do_layer_norm_before"]
        residual = x
        if before:
            x = weights.layer_norm(x, layer + "self_attn_layer_norm")
        q, k, v = (weights.linear(x, f"{layer}self_attn.{name}_proj", HIDDEN) for name in "qkv")
        x = residual + weights.linear(attention(q, k, v), layer + "self_attn.out_proj", HIDDEN)
        if not before:
            x = weights.layer_norm(x, layer + "self_attn_layer_norm")
        residual = x
        if before:
            x = weights.layer_norm(x, layer + "final_layer_norm")
        x = residual + weights.linear(functional.relu(weights.linear(x, layer + "fc1", FFN)), layer + "fc2", HIDDEN)
        if not before:
            x = weights.layer_norm(x, layer + "final_layer_norm")
    if config["do_layer_norm_before"]:
        x = weights.layer_norm(x, model + "final_layer_norm")
    if words != HIDDEN:
        x = weights.linear(x, model + "project_out", words, bias=False)
    return functional.linear(x, table)


def phi(weights, tokens, config):
    x = weights("model.embed_tokens.weight", VOCABULARY, HIDDEN)[tokens]
    kv, turned = config["num_key_value_heads"] * WIDTH, int(config["partial_rotary_factor"] * WIDTH)
    for i in range(LAYERS):
        layer = f"model.layers.{i}."
        y = weights.layer_norm(x, layer + "input_layernorm")
        q, k, v = (weights.linear(y, f"{layer}self_attn.{name}_proj", width)
                   for name, width in (("q", HIDDEN), ("k", kv), ("v", kv)))
        q, k = (rotated(t, turned, config["rope_theta"]) for t in (q, k))
        attended = weights.linear(attention(q, k, v), layer + "self_attn.dense", HIDDEN)
        inner = weights.linear(y, layer + "mlp.fc1", FFN)
        inner = 0.5 * inner * (1 + torch.tanh(math.sqrt(2 / math.pi) * (inner + 0.044715 * inner ** 3)))
        x = x + attended + weights.linear(inner, layer + "mlp.fc2", HIDDEN)
    return weights.linear(weights.layer_norm(x, "model.final_layernorm"), "lm_head", VOCABULARY)


def llama(weights, tokens, config):
    x = weights("model.embed_tokens.weight", VOCABULARY, HIDDEN)[tokens]
    kv = config["num_key_value_heads"] * WIDTH
    for i in range(LAYERS):
        layer = f"model.layers.{i}."
        y = weights.rms_norm(x, layer + "input_layernorm")
        q, k, v = (weights.linear(y, f"{layer}self_attn.{name}_proj", width, bias=False)
                   for name, width in (("q", HIDDEN), ("k", kv), ("v", kv)))
        q, k = (rotated(t, WIDTH, config["rope_theta"]) for t in (q, k))
        x = x + weights.linear(attention(q, k, v), layer + "self_attn.o_proj", HIDDEN, bias=False)
        y = weights.rms_norm(x, layer + "post_attention_layernorm")
        gate = functional.silu(weights.linear(y, layer + "mlp.gate_proj", FFN, bias=False))
        inner = gate * weights.linear(y, layer + "mlp.up_proj", FFN, bias=False)
        x = x + weights.linear(inner, layer + "mlp.down_proj", HIDDEN, bias=False)
    return weights.linear(weights.rms_norm(x, "model.norm"), "lm_head", VOCABULARY, bias=False)


COMMON = {"vocab_size": VOCABULARY, "hidden_size": HIDDEN, "num_hidden_layers": LAYERS, "num_attention_heads": HEADS}
OPT = {"model_type": "opt", "architectures": ["OPTForCausalLM"], **COMMON, "ffn_dim": FFN, "max_position_embeddings": 30,
       "activation_function": "relu", "enable_bias": True, "layer_norm_elementwise_affine": True, "_remove_final_layer_norm": False}
NETWORKS = {
    "opt": (opt, {**OPT, "do_layer_norm_before": True, "word_embed_proj_dim": HIDDEN}),
    "opt_post_norm": (opt, {**OPT, "do_layer_norm_before": False, "word_embed_proj_dim": 40}),
    "phi": (phi, {"architectures": ["PhiForCausalLM"], **COMMON, "intermediate_size": FFN, "num_key_value_heads": 2,
                  "hidden_act": "gelu_new", "layer_norm_eps": 1e-5, "rope_theta": 10000.0, "rope_scaling": None,
                  "partial_rotary_factor": 0.5, "qk_layernorm": False, "tie_word_embeddings": False}),
    "llama": (llama, {"model_type": "llama", **COMMON, "intermediate_size": FFN, "num_key_value_heads": 2, "hidden_act": "silu",
                      "rms_norm_eps": 1e-5, "rope_theta": 10000.0, "tie_word_embeddings": False}),
}
DTYPES = {torch.float16: "F16", torch.float32: "F32"}


def write_safetensors(path, tensors):
    header, data = {}, b""
    for name, tensor in sorted(tensors.items()):
        some = tensor.contiguous().numpy().tobytes()
        header[name] = {"dtype": DTYPES[tensor.dtype], "shape": list(tensor.shape),
                        "data_offsets": [len(data), len(data) + len(some)]}
        data += some
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def main():
    for seed, (name, (network, config)) in enumerate(NETWORKS.items()):
        folder = pathlib.Path(sys.argv[1]) / name
        folder.mkdir(parents=True, exist_ok=True)
        weights = Weights(seed)
        tokens = torch.randint(VOCABULARY, (PREDICTIONS + 1,), generator=weights.random)
        windows = tokens[:-1].split(WINDOW)
        logits = torch.cat([network(weights, window, config) for window in windows])
        nll = functional.cross_entropy(logits, tokens[1:], reduction="none")
        (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
        (folder / "tokens.u16").write_bytes(struct.pack(f"<{len(tokens)}H", *tokens.tolist()))
        write_safetensors(folder / "model.safetensors", weights.stored)
        write_safetensors(folder / "expected.safetensors", {"logits": logits.float(), "nll": nll.float()[None]})
        print(f"{name}: |logit| up to {logits.abs().max():.3g}, nll {nll.mean():.6f}")


main()
