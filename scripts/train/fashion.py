"""What the two Fashion-MNIST networks share: training, figures of the written weights, files.

One thread and fixed seeds. Training multiplies in BF16, with F32 weights; every evaluation is F32.
"""
import argparse
import json
import math
import pathlib
import time

import numpy
import onnx
import torch
from torch.nn import functional

import data
import one_thread
import safetensors_file
from image_graph import Network

# Of the training rows, pixels from 0 to 1.
MEAN, STD = 0.2861, 0.3529
BATCH = 128
CHECKED = 100   # test images whose logits are written


def normalised(pixels):
    return ((torch.from_numpy(pixels.astype(numpy.float32)) / 255 - MEAN) / STD)[:, None]


def augmented(batch, shift):
    """Half of the images mirrored, each moved by up to `shift` pixels."""
    mirrored = torch.rand(len(batch)) < 0.5
    batch = torch.where(mirrored[:, None, None, None], batch.flip(3), batch)
    if not shift:
        return batch
    height, width = batch.shape[2:]
    padded = functional.pad(batch, [shift] * 4, value=-MEAN / STD)
    rows = torch.randint(2 * shift + 1, (len(batch), 1)) + torch.arange(height)
    columns = torch.randint(2 * shift + 1, (len(batch), 1)) + torch.arange(width)
    return padded[torch.arange(len(batch))[:, None, None], 0, rows[:, :, None], columns[:, None, :]][:, None]


def logits(network, images):
    network.eval()
    with torch.no_grad():
        return torch.cat([network(batch) for batch in images.split(CHECKED)])


def top_1(network, images, labels):
    right = int((logits(network, images).argmax(1).numpy() == labels).sum())
    return f"{right} of {len(labels)} right, {100 * right / len(labels):.2f} %"


def train(network, images, labels, validation, epochs, peak, decay, shift):
    matrices = [p for p in network.parameters() if p.dim() > 1]
    vectors = [p for p in network.parameters() if p.dim() == 1]
    optimizer = torch.optim.AdamW([{"params": matrices, "weight_decay": decay}, {"params": vectors, "weight_decay": 0.0}],
                                  lr=peak, foreach=True)
    labels = torch.from_numpy(labels.astype(numpy.int64))
    steps_of_epoch = len(images) // BATCH
    warm_up, steps, step = steps_of_epoch // 2, epochs * steps_of_epoch, 0
    start = time.process_time()
    for epoch in range(epochs):
        network.train()
        total = 0.0
        for chosen in torch.randperm(len(images))[:steps_of_epoch * BATCH].split(BATCH):
            for group in optimizer.param_groups:
                group["lr"] = peak * min(1.0, (step + 1) / warm_up) * (1 + math.cos(math.pi * step / steps)) / 2
            with torch.autocast("cpu", torch.bfloat16):
                found = network(augmented(images[chosen], shift))
            loss = functional.cross_entropy(found.float(), labels[chosen])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            total += loss.item()
            step += 1
        print(f"epoch {epoch + 1} of {epochs}: loss {total / steps_of_epoch:.4f}, validation {top_1(network, *validation)}, "
              f"{time.process_time() - start:.0f} CPU s", flush=True)


def write(network, description, stem, out):
    """F16 weights, and back into the network; the description with the MACs of an image"""
    with torch.no_grad():
        network(torch.zeros(1, 1, 28, 28))
        weights = {name: p.numpy().astype("<f2") for name, p in network.state_dict().items()}
        safetensors_file.write(out / f"{stem}.safetensors", weights, {"producer": f"scripts/train/fashion_{stem}.py"})
        stored = safetensors_file.read(out / f"{stem}.safetensors")
        network.load_state_dict({name: torch.from_numpy(tensor.astype("<f4")) for name, tensor in stored.items()})
    parameters = sum(p.numel() for p in network.parameters())
    head = {"name": description["name"], "parameters": parameters, "macs_per_image": network.macs, "weights": f"{stem}.safetensors",
            "input": description["input"]}
    # One layer a line.
    text = json.dumps(head, indent=1)[:-2] + ',\n "layers": [\n  '
    text += ",\n  ".join(json.dumps(layer) for layer in description["layers"]) + "\n ]\n}\n"
    (out / f"{stem}.json").write_text(text, encoding="utf-8")
    print(f"{parameters} parameters, {network.macs} MACs an image")


def export(network, file, image):
    """ONNX; in its metadata how pixels go in, as `input` of the JSON file has it"""
    torch.onnx.export(network, image, file, opset_version=13, input_names=["image"], output_names=["logits"])
    model = onnx.load(file)
    onnx.helper.set_model_props(model, {"mean": str(MEAN), "std": str(STD)})
    onnx.save(model, file)


def main(stem, doc, layers, epochs, peak, decay, shift):
    """layers: the list of image_graph.graph; the test images are scored once, after training"""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--epochs", type=int, default=epochs)
    parser.add_argument("--validate-only", action="store_true", help="stops before anything is written or tested")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    one_thread.start(seed=1)
    description = layers(MEAN, STD)
    network = Network(description)

    images, labels = data.images(options.data, "train")
    validation = data.images(options.data, "validation")
    validation = normalised(validation[0]), validation[1]
    train(network, normalised(images), labels, validation, options.epochs, peak, decay, shift)
    if options.validate_only:
        return
    write(network, description, stem, options.out)
    print("validation, F16 weights:", top_1(network, *validation))
    images, labels = data.images(options.data, "test")
    data.write_idx(options.out / "test_images.idx.gz", images)
    data.write_idx(options.out / "test_labels.idx.gz", labels)
    images = normalised(images)
    print("test, F16 weights:", top_1(network, images, labels))
    safetensors_file.write(options.out / f"{stem}_logits.safetensors", {"logits": logits(network, images[:CHECKED]).numpy()},
                           {"producer": f"scripts/train/fashion_{stem}.py"})
    export(network, options.out / f"{stem}.onnx", images[:1])
    print(f"{time.process_time():.0f} CPU s in all")
