#!/usr/bin/env python3
"""Holds the README to the project: picture, files of a PE, packages, links, result keys, and each command line, run.

    readme_test.py BUILD_FOLDER
"""
import importlib.util
import json
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BUILD = Path(sys.argv.pop() if len(sys.argv) > 1 else ROOT / "build").resolve()


def section(title):
    return re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", README, re.M | re.S).group(1)


def names_of_first_column(text):
    """Names in backticks in the first column of the tables."""
    return [name for row in re.findall(r"^\|([^|]*)\|", text, re.M) for name in re.findall(r"`([^`]+)`", row)]


class Readme(unittest.TestCase):
    def test_the_picture_of_the_layers_is_that_of_the_check(self):
        spec = importlib.util.spec_from_file_location("check_layers", ROOT / "scripts/check_layers.py")
        check = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(check)
        picture = re.search(r"^```\n(.*?)^```$", section("The house"), re.M | re.S).group(1)
        lines = [re.split(r"\s{3,}", line)[0].split() for line in picture.splitlines()]
        self.assertEqual([sorted(line) for line in lines], [sorted(layer) for layer in reversed(check.LAYERS)])

    def test_the_files_of_a_pe_are_those_of_the_worked_example(self):
        page = (ROOT / "docs/adding_a_pe.md").read_text(encoding="utf-8")
        files = [name.replace("STEM", "int8_pow2_mac") for name in names_of_first_column(section("Adding a PE"))]
        self.assertEqual(sorted(files), sorted(re.findall(r"^```\w+ (\S+)$", page, re.M)))

    def test_every_package_has_its_reason_once(self):
        setup = (ROOT / "scripts/setup.sh").read_text(encoding="utf-8")
        packages = " ".join(re.findall(r"_packages=\(([^)]*)\)", setup)).replace('"${run_packages[@]}"', "").split()
        self.assertGreater(len(packages), 10)
        self.assertEqual(sorted(names_of_first_column(section("Dependencies"))), sorted(packages))

    def test_every_link_leads_to_a_file(self):
        links = re.findall(r"\]\(([^)]+)\)", README)
        self.assertTrue(links)
        for link in links:
            self.assertTrue((ROOT / link).is_file(), link)

    def test_every_command_line_works_and_every_command_has_one(self):
        lines = re.search(r"^```sh\n(.*?)^```$", section("Command line"), re.M | re.S).group(1).replace("\\\n", "").splitlines()
        with tempfile.TemporaryDirectory() as folder:
            for name, target in (("build", BUILD), ("configs", ROOT / "configs"), ("workloads", ROOT / "workloads")):
                (Path(folder) / name).symlink_to(target)
            for line in lines:
                run = subprocess.run(line, shell=True, cwd=folder, capture_output=True, text=True, check=False)
                self.assertEqual(run.returncode, 0, f"{line}\n{run.stdout[-2000:]}\n{run.stderr[-2000:]}")
            result, generation = (json.loads((Path(folder) / f"{name}.json").read_text(encoding="utf-8"))
                                  for name in ("int6", "llama"))
        self.assertEqual(sorted(names_of_first_column(section("Result files"))), sorted({**result, **generation}))
        totals = section("Result files").split("| `totals` |")[1].splitlines()[0]
        self.assertEqual(re.findall(r"`(\w+)`", totals), list(result["totals"]))
        causes = re.findall(r"`(\w+)`", section("Result files").split("| `breakdown_cycles` |")[1].split(";")[0])
        self.assertEqual(causes, list(result["breakdown_cycles"]))

        used = {re.search(r"build/bin/lopsim (\w+)", line).group(1) for line in lines}
        listed = {name for name in names_of_first_column(section("Command line"))}
        help_text = subprocess.run([BUILD / "bin/lopsim", "--help"], capture_output=True, text=True, check=True).stdout
        known = set(re.findall(r"^  (\w+) ", help_text.split("Subcommands:")[1].split("\n\n")[0], re.M))
        self.assertEqual((used, listed), (known, known))


if __name__ == "__main__":
    unittest.main()
