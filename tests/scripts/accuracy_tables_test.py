#!/usr/bin/env python3
"""scripts/accuracy_tables.py: that no PE is left out, that all its points can run, and that a table says what results say.

usage: accuracy_tables_test.py LOPSIM
"""
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import accuracy_tables   # noqa: E402  pylint: disable=wrong-import-position

LOPSIM = sys.argv.pop()


def stand_in(folder, results):
    """A program that writes these results wherever a sweep is to go."""
    (folder / "given.jsonl").write_text(results, encoding="utf-8")
    program = folder / "lopsim"
    program.write_text(f'#!/bin/sh\nfor last; do :; done\ncp "{folder}/given.jsonl" "$last/results.jsonl"\n', encoding="utf-8")
    program.chmod(0o755)
    return program


IMAGES = ('{"accuracy": {"images": 400, "right": 301, "top1": 0.7525, "delta_top1": %s, "delta_top1_standard_error": 0.0125, '
          '"flipped": {"images": 9, "to_right": 2, "to_wrong": 5}, "logit_sqnr_db": %s, '
          '"reference": {"images": 400, "right": 320, "top1": 0.8}}}\n')


def run(program, folder, *words):
    return subprocess.run([sys.executable, str(ROOT / "scripts/accuracy_tables.py"), str(program), str(folder), *words],
                          capture_output=True, text=True, check=False)


class Tables(unittest.TestCase):
    def test_every_pe_of_the_program_has_a_row(self):
        listed = subprocess.run([LOPSIM, "list", "pe"], capture_output=True, text=True, check=True).stdout
        self.assertEqual({row.stem for row in accuracy_tables.ROWS}, set(re.findall(r"^(\w+)$", listed, re.MULTILINE)))

    def test_every_point_is_a_configuration_that_can_run(self):
        crossed = list(accuracy_tables.cross())
        self.assertEqual(len(crossed), 6 * 7 + 2 * 5 * 3 + 5 * 3 + 7 + 6)
        one_row = accuracy_tables.ROWS[:1]   # a PE's parameters are read alike for every network
        for network, rows in (("lm", [row for row in crossed if "lm" in row.networks]), ("cnn", accuracy_tables.ROWS), ("vit", one_row)):
            with tempfile.TemporaryDirectory() as folder:
                sweep = accuracy_tables.write_sweep(Path(folder), network, rows, 10)
                checked = subprocess.run([LOPSIM, "sweep", str(sweep), "--dry-run"], capture_output=True, text=True, check=False)
            self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)

    def test_a_row_has_the_formats_cost_and_the_datapaths(self):
        with tempfile.TemporaryDirectory() as folder:
            program = stand_in(Path(folder), IMAGES % (-0.0475, 20) + IMAGES % (0.0025, 31.26))
            made = run(program, folder, "--networks", "cnn", "--only", "int8_mac")
            self.assertEqual(made.stdout.rstrip("\n"), (Path(folder) / "accuracy_tables.md").read_text(encoding="utf-8").rstrip("\n"))
        self.assertEqual(made.returncode, 0, made.stderr)
        self.assertIn("400 images; FP32: 320 right, 80.00 %.", made.stdout)
        self.assertIn("| `int8_mac` | 75.25 | -4.75 ± 1.25 | 75.25 | +0.25 ± 1.25 | 9: 2, 5 | 31.3 |", made.stdout)

    def test_a_point_that_failed_is_said_and_ends_with_one(self):
        with tempfile.TemporaryDirectory() as folder:
            program = stand_in(Path(folder), IMAGES % (0, 20) + '{"error": "out of range"}\n')
            made = run(program, folder, "--networks", "vit", "--only", "int8_mac")
        self.assertEqual(made.returncode, 1)
        self.assertIn("Failed: `int8_mac`: out of range", made.stdout)


if __name__ == "__main__":
    unittest.main()
