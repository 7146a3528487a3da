#!/usr/bin/env python3
"""Trains the language model of workloads/speeches_llama_2m, and writes its weights as F16 and its test tokens.

usage: language_model.py DATA_DIR OUT_DIR [--epochs N] [--peak RATE]

One thread and fixed seeds. Training multiplies in BF16, with F32 weights and sums; every evaluation is F32, of the weights as they are
written. The validation speeches are for choosing settings, the test speeches are scored once, at the end.
"""
import argparse
import json
import math
import pathlib
import time

import numpy
import torch
from torch.nn import functional

import byte_pairs
import data
import one_thread
import safetensors_file
from llama import Llama

CONFIG = {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "_name_or_path": "speeches_llama_2m",
          "hidden_size": 256, "intermediate_size": 512, "num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": 2,
          "head_dim": 64, "vocab_size": 1024, "max_position_embeddings": 128, "hidden_act": "silu", "rms_norm_eps": 1e-5,
          "rope_theta": 10000.0, "rope_layout": "half", "attention_bias": False, "mlp_bias": False,
          "tie_word_embeddings": True, "torch_dtype": "float16"}
LENGTH = CONFIG["max_position_embeddings"]
BATCH = 16
WARM_UP_STEPS = 100
LAST_RATE = 0.02   # of the peak
SEED = 1


def windows(tokens):
    """[n, 129]: window w is tokens 128 w to 128 w + 128; what does not fill a window is left out"""
    count = (len(tokens) - 1) // LENGTH
    index = numpy.arange(count)[:, None] * LENGTH + numpy.arange(LENGTH + 1)
    return torch.from_numpy(tokens[index].astype(numpy.int64))


def losses(model, tokens):
    """F32: -ln of the probability of each predicted token, in order"""
    found = []
    with torch.no_grad():
        for batch in windows(tokens).split(32):
            logits = model(batch[:, :-1])
            loss = functional.cross_entropy(logits.reshape(-1, CONFIG["vocab_size"]), batch[:, 1:].reshape(-1), reduction="none")
            found.append(loss.double())
    return torch.cat(found).numpy()


def figures(loss, tokens, encoder, counts):
    for count in [*counts, len(loss)]:
        mean = loss[:count].mean()
        size = len(encoder.decode(tokens[1:count + 1]))
        print(f"{count} predictions, {size} bytes: NLL {mean:.6f}, perplexity {math.exp(mean):.4f}, "
              f"{loss[:count].sum() / math.log(2) / size:.4f} bits/byte", flush=True)


def train(model, tokens, validation, encoder, epochs, peak):
    matrices = [p for p in model.parameters() if p.dim() == 2]
    vectors = [p for p in model.parameters() if p.dim() != 2]
    optimizer = torch.optim.AdamW([{"params": matrices, "weight_decay": 0.1}, {"params": vectors, "weight_decay": 0.0}],
                                  lr=peak, betas=(0.9, 0.95), foreach=True)
    order = numpy.random.default_rng(SEED)
    steps_of_epoch = ((len(tokens) - LENGTH) // LENGTH) // BATCH
    steps, step = epochs * steps_of_epoch, 0
    start = time.process_time()
    for epoch in range(epochs):
        # Each epoch cuts the text elsewhere.
        cut = windows(tokens[order.integers(LENGTH):])
        for chosen in numpy.split(order.permutation(len(cut))[:steps_of_epoch * BATCH], steps_of_epoch):
            batch = cut[torch.from_numpy(chosen)]
            progress = step / steps
            rate = peak * min(1.0, (step + 1) / WARM_UP_STEPS) * (LAST_RATE + (1 - LAST_RATE) * (1 + math.cos(math.pi * progress)) / 2)
            for group in optimizer.param_groups:
                group["lr"] = rate
            with torch.autocast("cpu", torch.bfloat16):
                logits = model(batch[:, :-1])
            loss = functional.cross_entropy(logits.float().reshape(-1, CONFIG["vocab_size"]), batch[:, 1:].reshape(-1))
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            step += 1
            if step % 200 == 0:
                print(f"step {step} of {steps}, loss {loss.item():.4f}, {time.process_time() - start:.0f} CPU s", flush=True)
            if step % 1000 == 0 or step == steps:
                print("validation: ", end="")
                figures(losses(model, validation), validation, encoder, [])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--peak", type=float, default=3e-3)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    one_thread.start(SEED)

    texts = data.texts(options.data)
    merges = byte_pairs.learn(texts["train"], CONFIG["vocab_size"])
    (options.out / "bpe_merges.json").write_text(json.dumps({"merges": merges}) + "\n", encoding="utf-8")
    (options.out / "config.json").write_text(json.dumps(CONFIG, indent=1) + "\n", encoding="utf-8")
    encoder = byte_pairs.Encoder(merges)
    tokens = {part: numpy.array([t for text in texts[part] for t in encoder.encode(text)], "<u2") for part in texts}
    for part, found in tokens.items():
        print(f"{part}: {len(texts[part])} texts, {sum(map(len, texts[part]))} bytes, {len(found)} tokens", flush=True)
    data.write_gzip(options.out / "test_tokens.u16.gz", tokens["test"].tobytes())

    model = Llama(CONFIG)
    print(f"{sum(p.numel() for p in model.parameters())} parameters")
    train(model, tokens["train"], tokens["validation"], encoder, options.epochs, options.peak)

    weights = {name: tensor.numpy().astype("<f2") for name, tensor in model.state_dict().items()}
    safetensors_file.write(options.out / "model.safetensors", weights, {"format": "pt", "producer": "scripts/train/language_model.py"})
    model.load_state_dict({name: torch.from_numpy(tensor.astype("<f4"))
                           for name, tensor in safetensors_file.read(options.out / "model.safetensors").items()})
    print("validation, F16 weights: ", end="")
    figures(losses(model, tokens["validation"]), tokens["validation"], encoder, [])
    print("test, F16 weights:")
    figures(losses(model, tokens["test"]), tokens["test"], encoder, [4096, 16384, 65536])
    print(f"{time.process_time():.0f} CPU s in all")


if __name__ == "__main__":
    main()
