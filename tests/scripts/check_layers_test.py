#!/usr/bin/env python3
"""Plants violations in a copy of the sources and sees check_layers.py name each of them."""
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ["models", "configs", "workloads", "sim"]


class CheckLayers(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.copy = Path(self.folder.name)
        for top in FOLDERS:
            for file in (ROOT / top).rglob("*"):
                if file.suffix in {".cpp", ".hpp", ".h", ".def"} and file.is_file():
                    target = self.copy / file.relative_to(ROOT)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(file, target)

    def write(self, name, text):
        file = self.copy / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def check(self):
        command = [sys.executable, str(ROOT / "scripts/check_layers.py"), str(self.copy)]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        return run.returncode, run.stdout

    def assert_found(self, *phrases):
        code, out = self.check()
        self.assertEqual(code, 1, out)
        for phrase in phrases:
            self.assertIn(phrase, out)

    def test_the_sources_as_they_are_pass(self):
        self.assertEqual(self.check(), (0, ""))

    def test_an_upward_include_is_named_with_its_line(self):
        self.write("models/pe/planted.hpp", '// Planted.\n#pragma once\n#include "sim/pe/timing.hpp"\n')
        self.assert_found("models/pe/planted.hpp:3: models/pe includes sim/pe/timing.hpp; expected only layers below")

    def test_an_include_of_a_folder_of_the_same_layer_is_found(self):
        self.write("sim/memory/planted.cpp", '// Planted.\n  #  include "sim/array/array_ports.hpp"\n')
        self.assert_found("sim/memory/planted.cpp:2: sim/memory includes sim/array/array_ports.hpp")

    def test_a_component_that_reads_configurations_is_found(self):
        self.write("sim/array/planted.cpp", '// Planted.\n#include "configs/reader/map.hpp"\n')
        self.assert_found("sim/array/planted.cpp:2: sim/array reads configurations")

    def test_a_reader_that_knows_models_is_found(self):
        self.write("configs/reader/planted.cpp", '// Planted.\n#include "models/pe/slice.hpp"\n')
        self.assert_found("configs/reader/planted.cpp:2: the reader includes models/pe/slice.hpp")

    def test_an_include_relative_to_its_file_is_found(self):
        self.write("models/pe/planted.cpp", '// Planted.\n#include "slice.hpp"\n')
        self.assert_found('models/pe/planted.cpp:2: "slice.hpp" is not written from the root')

    def test_a_file_of_no_layer_is_found(self):
        self.write("sim/helpers/planted.hpp", "// Planted.\n")
        self.assert_found("sim/helpers/planted.hpp:1: lies in no layer")

    def test_yaml_outside_the_reader_or_in_its_headers_is_found(self):
        self.write("workloads/planted.cpp", "// Planted.\n#include <yaml-cpp/yaml.h>\n")
        self.write("configs/reader/planted.hpp", "// Planted.\n#include <yaml-cpp/node.h>\n")
        self.assert_found("workloads/planted.cpp:2: yaml-cpp/yaml.h outside",
                          "configs/reader/planted.hpp:2: yaml-cpp/node.h in a header")

    def test_systemc_and_verilated_code_outside_the_machine_are_found(self):
        self.write("models/pe/planted.cpp", "// Planted.\n#include <systemc>\n")
        self.write("workloads/planted.cpp", "// Planted.\n#include <systemc.h>\n#include <verilated.h>\n")
        self.assert_found("models/pe/planted.cpp:2: systemc outside sim",
                          "workloads/planted.cpp:2: systemc.h outside sim",
                          "workloads/planted.cpp:3: verilated.h outside sim")

    def test_systemc_and_verilated_code_that_meet_through_headers_are_found(self):
        self.write("sim/kernel/planted_shell.hpp", "// Planted.\n#include <systemc>\n")
        self.write("sim/kernel/planted_between.hpp", '// Planted.\n\n#include "sim/kernel/planted_shell.hpp"\n')
        self.write("sim/cosim/planted.cpp",
                   '// Planted.\n#include "Vpe_bitmod.h"\n\n#include "sim/kernel/planted_between.hpp"\n')
        self.assert_found("sim/cosim/planted.cpp:4: meets both systemc (line 4) and Vpe_bitmod.h (line 2)")

    def test_a_file_of_401_lines_is_found_and_one_of_400_is_not(self):
        self.write("models/pe/fits.cpp", "//\n" * 400)
        self.assertEqual(self.check(), (0, ""))
        for name in ["models/pe/long.cpp", "rtl/pe/long.sv", "scripts/long.py", "scripts/long.sh",
                     "tests/CMakeLists.txt"]:
            self.write(name, "//\n" * 401)
        self.assert_found("models/pe/long.cpp:401: 401 lines", "rtl/pe/long.sv:401", "scripts/long.py:401",
                          "scripts/long.sh:401", "tests/CMakeLists.txt:401")

    def test_an_empty_folder_is_not_taken_for_a_clean_one(self):
        shutil.rmtree(self.copy)
        self.copy.mkdir()
        self.assertEqual(self.check()[0], 2)


if __name__ == "__main__":
    unittest.main()
