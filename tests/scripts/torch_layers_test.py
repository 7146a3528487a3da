#!/usr/bin/env python3
"""Linear layers of a PyTorch model through a PE, and a trace that lopsim run takes.

    torch_layers_test.py PROGRAM SOURCE_DIR    with build/python in PYTHONPATH
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
try:
    import torch
except ImportError:
    print("skipped: python3-torch is not installed; only this example needs it")
    sys.exit(77)
sys.path.insert(0, str(SOURCE / "scripts"))
import torch_layers  # noqa: E402


def small_model():
    torch.manual_seed(3)
    return torch.nn.Sequential(torch.nn.Linear(64, 32), torch.nn.ReLU(), torch.nn.Linear(32, 16, bias=False))


class TorchLayers(unittest.TestCase):
    def test_fp16_mac_is_torchs_arithmetic_to_fp16_and_back_again_afterwards(self):
        model, inputs = small_model(), torch.randn(2, 5, 64)
        with torch.no_grad():
            reference = model(inputs)
            with torch_layers.computed_by(model, "fp16_mac"):
                through_pe = model(inputs)
            again = model(inputs)
        self.assertEqual(through_pe.shape, reference.shape)
        self.assertFalse(torch.equal(through_pe, reference))
        self.assertTrue(torch.allclose(through_pe, reference, atol=2e-3))
        self.assertTrue(torch.equal(again, reference))  # the hooks are gone

    def test_one_layer_alone_is_replaced(self):
        model, inputs = small_model(), torch.randn(4, 64)
        with torch.no_grad():
            hidden = model[1](model[0](inputs))
            with torch_layers.computed_by(model, "bitmod", only={"2"}, weight_mode="fp3"):
                out = model(inputs)
                self.assertTrue(torch.equal(model[1](model[0](inputs)), hidden))
            self.assertFalse(torch.allclose(out, model(inputs), atol=1e-3))

    def test_a_trace_is_a_workload_with_values(self):
        with tempfile.TemporaryDirectory() as folder:
            with torch.no_grad(), torch_layers.Tracer(small_model()) as tracer:
                tracer.model(torch.randn(6, 64))
            tracer.save(f"{folder}/trace", "a test")
            run = subprocess.run([PROGRAM, "run", f"{SOURCE}/configs/systems/bitmod.yaml", "--set",
                                  f"workload.file={folder}/trace.json"], capture_output=True, text=True)
            self.assertEqual(run.returncode, 0, run.stderr)
            result = json.loads(run.stdout)
        self.assertEqual([(layer["name"], layer["m"], layer["k"], layer["n"]) for layer in result["layers"]],
                         [("0", 6, 64, 32), ("2", 6, 32, 16)])
        self.assertGreater(result["layers"][0]["accuracy"]["sqnr_db"], 15)


unittest.main(argv=[sys.argv[0]], verbosity=2)
