#!/usr/bin/env python3
"""Follows docs/adding_a_pe.md to the letter in a copy of the project, and holds the new PE to what it promises."""
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STEM = "int8_pow2_mac"
CATALOGUE = "models/pe/pe_catalog.def"
LEFT_OUT = shutil.ignore_patterns(".git", "build", "build-*", "results", "__pycache__")
WEIGHTS = [1, 2, 4, 8, 16, 32, 64, 0, -1, -2, -4, -8, -16, -32, -64, 0]


def blocks():
    """{path: text} of the fenced blocks that name a file."""
    page = (ROOT / "docs/adding_a_pe.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^```\w+ (\S+)\n(.*?)^```$", page, re.M | re.S))


class AddingAPe(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="adding_a_pe_")
        cls.addClassCleanup(folder.cleanup)
        cls.copy = Path(folder.name) / "copy"
        shutil.copytree(ROOT, cls.copy, ignore=LEFT_OUT)
        # Paths are hashed relative to the copy, so that copies share their compilations.
        cls.environment = {**os.environ, "CCACHE_BASEDIR": str(cls.copy), "LOPSIM_RTL_CACHE": ""}
        cls.run_tool("git", "init", "-q")
        cls.run_tool("git", "add", ".")
        cls.run_tool("git", "-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "-q", "-m", "before")
        cls.blocks = blocks()
        for name, text in cls.blocks.items():
            file = cls.copy / name
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("a" if name == CATALOGUE else "x", encoding="utf-8") as stream:
                stream.write(text)
        cls.run_tool("cmake", "-S", ".", "-B", "build", "-G", "Ninja")
        cls.run_tool("cmake", "--build", "build", "-j", str(os.cpu_count()), "--target", "lopsim", f"{STEM}_test")
        cls.changes = cls.run_tool("git", "status", "--porcelain", "--untracked-files=all").splitlines()

    @classmethod
    def run_tool(cls, *command, text=""):
        run = subprocess.run(command, cwd=cls.copy, env=cls.environment, input=text, capture_output=True, text=True,
                             check=False)
        if run.returncode != 0:
            raise AssertionError(f"{' '.join(command)}: exit {run.returncode}\n"
                                 f"{run.stdout[-4000:]}\n{run.stderr[-4000:]}")
        return run.stdout

    def test_nothing_but_the_files_of_the_page_is_touched(self):
        changed = {line[3:] for line in self.changes}
        self.assertEqual(changed, set(self.blocks))
        self.assertIn(CATALOGUE, changed)
        self.assertEqual(self.blocks[CATALOGUE].count("\n"), 1)

    def test_its_value_test_passes(self):
        self.assertIn("[  PASSED  ]", self.run_tool(f"build/bin/{STEM}_test"))

    def test_its_gates_equal_its_cycle_model_on_every_port(self):
        for geometry in ([], ["--tiles", "2x2", "--tile", "3x2"]):
            out = self.run_tool("build/bin/lopsim", "cosim", "--pe", STEM, "--steps", "20000", *geometry)
            self.assertRegex(out, r"\b[1-9]\d{4,} steps, .*: 0 mismatches")

    def test_its_gates_lint(self):
        self.run_tool("scripts/lint_rtl.sh", STEM)

    def test_the_calculator_gives_the_sum_from_values_and_from_gates(self):
        cases = [[(activation, weight) for weight in range(16)] for activation in range(-128, 128)]
        cases += [[(-128, 14)] * (2**18 + 1), [(-128, 6)] * (2**18 + 1) + [(1, 0)]]   # beyond either end of INT32
        lines = [json.dumps({"a": [f"{a & 0xff:02x}" for a, _ in case], "w": [f"{w:x}" for _, w in case]})
                 for case in cases]
        expected = [sum(a * WEIGHTS[w] for a, w in case) for case in cases[:-2]] + [2**31 - 1, -2**31 + 1]
        for source in ([], ["--rtl"]):
            out = self.run_tool("build/bin/lopsim", "pe", STEM, *source, text="\n".join(lines)).splitlines()
            answers = [json.loads(line) for line in out]
            self.assertEqual([int(answer["out"], 16) for answer in answers], [value & 0xFFFFFFFF for value in expected])
            self.assertEqual([answer["steps"] for answer in answers], [len(case) for case in cases])

    def test_a_system_runs_on_it(self):
        text = (self.copy / "configs/systems/fp16.yaml").read_text(encoding="utf-8")
        for old, new in (("../pe/fp16_mac.yaml", f"../pe/{STEM}.yaml"),
                         ("presidents_block0.yaml", "opt_1_3b.yaml, phase: decode"),
                         ("../../", f"{self.copy}/"), ("../", f"{self.copy}/configs/")):
            self.assertIn(old, text)
            text = text.replace(old, new)
        system = self.copy.parent / "system.yaml"
        system.write_text(text, encoding="utf-8")
        result = json.loads(self.run_tool("build/bin/lopsim", "run", str(system)))
        self.assertGreater(result["totals"]["cycles"], 0)

    def test_the_layers_hold(self):
        self.run_tool("scripts/check_layers.py")


if __name__ == "__main__":
    unittest.main()
