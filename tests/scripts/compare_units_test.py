#!/usr/bin/env python3
"""Compares MixPE's multipliers with a library of Debian."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parents[2]
LIBRARY = "/usr/share/qflow/tech/osu018/osu018_stdcells.lib"


def run(*words):
    return subprocess.run([sys.executable, str(ROOT / "scripts/compare_units.py"), *words], capture_output=True,
                          text=True, check=False)


class Comparison(unittest.TestCase):
    def test_words_of_formats_are_those_of_the_models(self):
        # Of 3 and 10 mantissa bits: tests/rtl/lmul_multiply_gates_test.cpp holds the models to the same.
        sys.path.insert(0, str(ROOT / "scripts"))
        import compare_units   # pylint: disable=import-outside-toplevel
        self.assertEqual([compare_units.lmul_variant(bits) for bits in (3, 7, 10)], [0x00480004, 0, 0x0240000d])

    def test_every_form_is_proved_and_the_fastest_is_no_smaller_than_the_smallest(self):
        with tempfile.TemporaryDirectory() as folder:
            made = run("--technology", "osu018", "--liberty", LIBRARY, "--out", folder, "mixpe")
        self.assertEqual(made.returncode, 0, made.stderr)
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in made.stdout.splitlines()
                if line.startswith("| ") and "bits" in line]
        self.assertEqual([row[0].split(", ")[1] for row in rows], ["shift_add", "precomputed_3x", "booth", "inferred"] * 2)
        for _, area, registers, period, minimum, fast_area, _, proved in rows:
            self.assertEqual(registers, "0")
            self.assertLessEqual(float(period), 12500)
            self.assertLess(float(minimum), float(period))
            self.assertGreaterEqual(float(fast_area), float(area))
            found, points = proved.split(" of ")
            self.assertEqual(found, points)

    def test_refuses_what_it_does_not_know(self):
        self.assertEqual(run("--technology", "osu018", "--liberty", LIBRARY, "mul").returncode, 2)
        self.assertEqual(run("--technology", "none", "--liberty", LIBRARY).returncode, 2)


if __name__ == "__main__":
    unittest.main()
