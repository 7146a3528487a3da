#!/usr/bin/env python3
"""Synthesises small modules with a library of Debian, plants faults in a netlist, and gives synthesize.py bad input."""
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from synthesis import cone, liberty, rtl, technology, tools   # noqa: E402

LIBRARY = "/usr/share/qflow/tech/osu018/osu018_stdcells.lib"
SQUARE = """// A product, a sum of four and registers with an enable; one register bit is a constant, one is not used.
module toy #(
  parameter int unsigned Width = 3,
  parameter int unsigned Variant = 0
) (
  input  logic               clk_i,
  input  logic               en_i,
  input  logic [Width-1:0]   a_i,
  input  logic [Width-1:0]   b_i,
  output logic [2*Width-1:0] q_o
);
  logic [2*Width-1:0] product_q, sum;
  logic               zero_q, unused_q;
  toy_sum #(.Width(2 * Width)) u_sum (.x_i(product_q), .y_i((2 * Width)'(a_i)), .sum_o(sum));
  always_ff @(posedge clk_i) begin
    zero_q   <= 1'b0;
    unused_q <= a_i[0];
    if (en_i) product_q <= (2 * Width)'(a_i) * (2 * Width)'(b_i);
  end
  logic unused;
  assign unused = ^Variant;
  assign q_o = sum ^ (2 * Width)'(zero_q);
endmodule : toy
"""
SUM = """// Sums.
module toy_sum #(
  parameter int unsigned Width = 1
) (
  input  logic [Width-1:0] x_i,
  input  logic [Width-1:0] y_i,
  output logic [Width-1:0] sum_o
);
  assign sum_o = x_i + y_i + {x_i[0], x_i[Width-1:1]} + ~y_i;
endmodule : toy_sum
"""


def run(script, *words, path=None):
    environment = {**os.environ, **({"PATH": path} if path else {})}
    return subprocess.run([sys.executable, str(ROOT / "scripts" / script), *map(str, words)], capture_output=True,
                          text=True, check=False, env=environment)


class Netlists(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.rtl = cls.folder / "rtl"
        cls.rtl.mkdir()
        (cls.rtl / "toy.sv").write_text(SQUARE, encoding="utf-8")
        (cls.rtl / "toy_sum.sv").write_text(SUM, encoding="utf-8")
        cls.first = cls.made("first")

    @classmethod
    def made(cls, name, *words, period="minimum"):
        """Run of synthesize.py into a folder of that name."""
        cls.out = cls.folder / name
        done = run("synthesize.py", "--module", "toy", "--technology", "osu018", "--liberty", LIBRARY, "--rtl", cls.rtl,
                   "--period-ps", period, "--out", cls.out, "--cache", cls.folder / "cache", *words)
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        return done

    def read(self, name, folder="first"):
        return json.loads((self.folder / folder / name).read_text(encoding="utf-8"))

    def test_the_netlist_is_proved_on_every_output_and_register_bit(self):
        proof = self.read("equivalence.json")
        self.assertEqual(proof["verdict"], "proved")
        # Six outputs, six bits of the product, and the claim that zero_q stays 0.
        self.assertEqual((proof["proved"], proof["points"], proof["unproved"], proof["refuted"]), (13, 13, [], []))
        self.assertEqual(proof["registers"], {"instance": 6, "constant": 1, "unused": 0})
        self.assertEqual([step["proved"] for step in proof["steps"]], [13, 13])

    def test_areas_are_sums_of_cells_by_type_and_by_block(self):
        area = self.read("area.json")
        rows = area["by_type"].values()
        self.assertAlmostEqual(area["area_um2"], sum(row["area_um2"] for row in rows))
        self.assertEqual(area["sequential_cells"], 6)
        self.assertEqual(area["by_type"]["DFFPOSX1"], {"count": 6, "area_um2": 576.0, "sequential": True})
        blocks = area["mapped_by_block"]
        self.assertEqual({path: row["module"] for path, row in blocks["blocks"].items()},
                         {".": "toy", "u_sum": "toy_sum"})
        self.assertEqual([row["sequential_um2"] for row in blocks["blocks"].values()], [576.0, 0.0])
        self.assertAlmostEqual(blocks["area_um2"], sum(row["area_um2"] for row in blocks["blocks"].values()))

    def test_the_minimum_period_is_the_shortest_of_those_tried_and_has_no_slack(self):
        timing = self.read("timing.json")
        self.assertEqual(timing["minimum_period_ps"], min(mapping["netlist_period_ps"] for mapping in timing["tried"]))
        self.assertAlmostEqual(timing["slack_ps"], 0, delta=0.01)
        path = timing["critical_path"]
        self.assertAlmostEqual(path["arrival_ps"] + path["setup_ps"], timing["minimum_period_ps"], delta=0.1)
        self.assertEqual(set(timing["paths_ps"]), {"input_to_register", "input_to_output", "register_to_output",
                                                   "register_to_register"})

    def test_instances_have_the_same_names_in_all_files(self):
        cells = self.read("netlist.json")["modules"]["toy"]["cells"]
        text = (self.folder / "first/slews.tsv").read_text(encoding="utf-8")
        slews = [line.split("\t") for line in text.splitlines()]
        pins = {(name, pin) for name, cell in cells.items() for pin in cell["connections"]}
        self.assertEqual({(name, pin) for name, pin, _, _ in slews}, pins)
        self.assertTrue(all(0 <= float(slew) < 10000 for row in slews for slew in row[2:]))
        netlist = (self.folder / "first/netlist.v").read_text(encoding="utf-8")
        self.assertEqual(set(re.findall(r"^  [A-Z]\w+ (\w+) \($", netlist, re.M)), set(cells))
        self.assertIn("reg_product_q_5", cells)

    def test_the_netlist_takes_the_place_of_the_module(self):
        (self.folder / "outer.v").write_text(
            "module outer(input c, input e, input [2:0] a, output [5:0] q);\n"
            "toy #(.Width(3)) u(.clk_i(c), .en_i(e), .a_i(a), .b_i(a), .q_o(q));\nendmodule\n", encoding="utf-8")
        script = ("read_verilog first/cells.v first/netlist.v outer.v; hierarchy -check -top outer; proc; flatten; "
                  "check -assert")
        done = subprocess.run(["yosys", "-q", "-p", script], cwd=self.folder, capture_output=True, text=True,
                              check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_a_second_run_writes_the_same_bytes_and_a_third_nothing(self):
        self.made("second", "--cache", self.folder / "other_cache")
        first, second = self.folder / "first", self.folder / "second"
        self.assertEqual({file.name for file in first.iterdir()}, {file.name for file in second.iterdir()})
        for file in first.iterdir():
            self.assertEqual(file.read_bytes(), (second / file.name).read_bytes(), file.name)
            self.assertNotIn(str(self.folder), file.read_text(encoding="utf-8"), file.name)
        before = (second / "source.json").stat().st_mtime_ns
        self.assertIn("as it was", self.made("second").stdout)
        self.assertEqual((second / "source.json").stat().st_mtime_ns, before)

    def test_a_module_of_the_same_operators_is_mapped_once_and_of_others_anew(self):
        cache = self.folder / "twin_cache"
        kept = []
        for name, word in (("one", "Variant=0"), ("two", "Variant=1"), ("three", "Width=2")):
            self.made(name, "--parameter", word, "--cache", cache)
            kept.append(len(list(cache.glob("gates-*.json"))))
        self.assertEqual(kept, [1, 1, 2])
        one, two, three = (self.folder / name for name in ("one", "two", "three"))
        for file in set(path.name for path in one.iterdir()) - {"source.json", "netlist.v", "netlist.json"}:
            self.assertEqual((one / file).read_bytes(), (two / file).read_bytes(), file)
        texts = [(folder / "netlist.v").read_text(encoding="utf-8") for folder in (one, two, three)]
        self.assertIn("Variant = 32'b00000000000000000000000000000001", texts[1])
        one, two, three = (re.sub(r"^module .*", "", text, flags=re.M) for text in texts)
        self.assertEqual(one, two)
        self.assertNotEqual(one, three)

    def test_a_long_period_gives_a_smaller_netlist(self):
        self.made("slow", "--parameter", "Width=4", "--with-minimum", period=20000)
        timing, area = self.read("timing.json", "slow"), self.read("area.json", "slow")
        self.assertGreater(timing["slack_ps"], 0)
        self.assertLess(area["area_um2"], max(mapping["area_um2"] for mapping in timing["tried"]))
        self.assertLess(timing["minimum_period_ps"], timing["netlist_period_ps"])
        self.assertEqual(self.read("source.json", "slow")["parameters"]["Width"][-4:], "0100")

    def prove_with(self, change):
        """Proof of the first netlist after a change of its text."""
        text = (self.folder / "first/netlist.v").read_text(encoding="utf-8")
        changed = change(text)
        self.assertNotEqual(changed, text)
        file = self.folder / "changed.v"
        file.write_text(changed, encoding="utf-8")
        done = run("prove_netlist.py", self.folder / "first", "--netlist", file, "--rtl", self.rtl)
        return done.returncode, json.loads(done.stdout) if done.stdout else done.stderr

    def test_a_nand_made_a_nor_is_refuted(self):
        cells = (self.folder / "first/cells.v").read_text(encoding="utf-8")
        (self.folder / "first/cells.v").write_text(cells if "NOR2X1" in cells else cells + (
            "module NOR2X1(A, B, Y); input A, B; output Y; assign Y = ~(A | B); endmodule\n"), encoding="utf-8")
        self.addCleanup((self.folder / "first/cells.v").write_text, cells, encoding="utf-8")
        code, proof = self.prove_with(lambda text: text.replace("NAND2X1", "NOR2X1", 1))
        self.assertEqual((code, bool(proof["refuted"]), proof["unproved"]), (1, True, []))

    def test_a_missing_inverter_is_refuted(self):
        def drop(text):
            return re.sub(r"  INVX\d \w+ \(\s*\.A\((.*?)\),\s*\.Y\((.*?)\)\s*\);", r"  assign \2 = \1;", text, count=1)
        code, proof = self.prove_with(drop)
        self.assertEqual((code, bool(proof["refuted"])), (1, True))

    def test_a_register_without_its_enable_is_refuted_at_its_next_state(self):
        code, proof = self.prove_with(lambda text: re.sub(r"(reg_product_q_2 \([^;]*?\.D\()[^)]*", r"\1en_i", text))
        self.assertEqual((code, proof["refuted"]), (1, ["next product_q[2]"]))

    def test_a_net_without_a_driver_and_a_gated_clock_are_not_proved(self):
        code, proof = self.prove_with(lambda text: re.sub(r"(reg_product_q_2 \([^;]*?\.D\()[^)]*", r"\1", text))
        self.assertEqual((code, "next product_q[2]" in str(proof["unproved"]) + str(proof["refuted"])), (1, True))
        code, proof = self.prove_with(lambda text: re.sub(r"(reg_product_q_2 \([^;]*?\.CLK\()[^)]*", r"\1en_i", text))
        self.assertEqual((code, proof["unproved"][0]["point"]), (1, "reg_product_q_2"))

    def test_a_netlist_of_other_rtl_is_not_compared(self):
        other = self.folder / "other"
        other.mkdir()
        (other / "toy.sv").write_text(SQUARE.replace("1'b0", "1'b1"), encoding="utf-8")
        (other / "toy_sum.sv").write_text(SUM, encoding="utf-8")
        done = run("prove_netlist.py", self.folder / "first", "--rtl", other)
        self.assertEqual((done.returncode, "has changed" in done.stderr), (2, True))


class Slices(unittest.TestCase):
    def test_a_unit_of_a_pe_gets_the_parameters_of_the_array(self):
        with tempfile.TemporaryDirectory() as folder:
            done = run("synthesize.py", "--stem", "int8_mac", "--module", "plain_weight_edge", "--technology", "osu018",
                       "--liberty", LIBRARY, "--period-ps", "minimum", "--out", folder,
                       "--cache", Path(folder) / "cache")
            self.assertEqual((done.returncode, "16 of 16 points proved" in done.stdout), (0, True), done.stderr)
            source = json.loads((Path(folder) / "source.json").read_text(encoding="utf-8"))
        self.assertEqual((source["macros"]["LOP_PE"], source["stem"], source["variant"]),
                         ("pe_int8_mac", "int8_mac", 0))
        self.assertIn("rtl/pe/int8_mac_pkg.sv", [entry["file"] for entry in source["rtl_files"]])


class BadInput(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def refused(self, code, phrase, path=None, **changes):
        given = {"stem": "int8_mac", "module": "plain_column", "technology": "osu018", "liberty": LIBRARY,
                 "period-ps": "900", "out": self.folder / "out", "cache": self.folder / "cache", **changes}
        words = [str(word) for name, value in given.items() if value is not None for word in (f"--{name}", value)]
        done = run("synthesize.py", *words, path=path)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn(phrase, done.stderr)
        self.assertNotIn("Traceback", done.stderr)

    def test_wrong_names_are_said_with_those_that_are_right(self):
        self.refused(2, "there is no module 'plain_colunm'", module="plain_colunm")
        self.refused(2, "known: bitmod fp16_mac", stem="int9_mac")
        self.refused(2, "known: asap7, nangate45, osu018, sky130hd", technology="osu180")
        self.refused(2, "is no part of the slice of int8_mac", module="posit_decode")
        self.refused(2, "say which with --stem", stem=None)
        self.refused(2, "Widht", parameter="Widht=3")
        self.refused(2, "expected NAME=VALUE", parameter="Width")
        self.refused(2, "expected a whole number of ps", **{"period-ps": "0"})
        self.refused(2, "a word of 32 bits", variant="-1")

    def test_libraries_must_be_those_of_the_technology_and_whole(self):
        self.refused(2, "is missing", liberty=self.folder / "osu018_stdcells.lib")
        self.refused(2, "takes --liberty nangate45_typ.lib", technology="nangate45")
        cut_off = self.folder / "osu018_stdcells.lib"
        cut_off.write_text(Path(LIBRARY).read_text(encoding="utf-8")[:20000], encoding="utf-8")
        self.refused(2, "cut off", liberty=cut_off)
        cut_off.write_text("no library", encoding="utf-8")
        self.refused(2, "no Liberty library", liberty=cut_off)

    def test_a_missing_tool_is_named_with_its_package(self):
        self.refused(3, "sta not installed; install with: apt-get install opensta", path=self.without("sta"))
        self.refused(3, "apt-get install berkeley-abc", path=self.without("berkeley-abc"))

    def without(self, missing):
        tools_folder = self.folder / f"without_{missing}"
        tools_folder.mkdir()
        for tool in set(tools.PACKAGES) - {missing}:
            (tools_folder / tool).write_text("#!/bin/sh\n", encoding="utf-8")
            (tools_folder / tool).chmod(0o755)
        return str(tools_folder)

    def test_a_folder_that_cannot_be_written_ends_with_4(self):
        (self.folder / "file").write_text("", encoding="utf-8")
        self.refused(4, "file", out=self.folder / "file" / "out")


class Parts(unittest.TestCase):
    def test_cells_that_must_not_be_used_are_taken_out_and_libraries_merged(self):
        one = liberty.read('library (l) {\n time_unit : "1ps";\n cell (A_1) {\n  area : 2;\n }\n cell (SDF_1) {\n }\n'
                           "}\n", "one")
        two = liberty.read('library (m) {\n time_unit : "1ps";\n cell ("B") {\n  ff (a, b) { }\n }\n}\n', "two")
        merged = liberty.merge([one, two]).without(["SDF*"])
        self.assertEqual(list(merged.cells()), ["A_1", "B"])
        self.assertEqual(liberty.area_um2(merged.cells()["A_1"]), 2)
        self.assertEqual([liberty.is_sequential(cell) for cell in merged.cells().values()], [False, True])
        power = liberty.read("library (p) {\n cell (C) {\n  leakage_power () {\n   value : 1;\n  }\n  pin (A) {\n"
                             "   internal_power() {\n    rise_power (t) {\n    }\n   }\n   capacitance : 1;\n"
                             "  }\n }\n}\n", "p")
        self.assertEqual("".join(power.without_power().cells()["C"].split()), "cell(C){pin(A){capacitance:1;}}")
        other = liberty.read('library (n) {\n time_unit : "1ns";\n}\n', "other")
        for libraries in ([one, one], [one, other]):
            with self.assertRaises(tools.Failure):
                liberty.merge(libraries)

    def test_simulation_of_all_inputs_sees_one_difference(self):
        class Design:
            def __init__(self, last):
                pins = [("$_AND_", f"n{i}", [f"n{i - 1}" if i else "i0", f"i{i + 1}"]) for i in range(17)]
                pins.append((last, "out", ["n16"] if last == "$_NOT_" else ["n16", "i0"]))
                self.cells = {name: {"type": kind, "connections": dict(zip("YAB", [[name]] + [[pin] for pin in ins]))}
                              for kind, name, ins in pins}
        leaves = {f"i{i}": f"i{i}" for i in range(18)}
        same, inverse = (cone.Cone(Design(last), leaves) for last in ("$_AND_", "$_NOT_"))
        constant = cone.Cone(Design("$_AND_"), {**leaves, "n16": 0})
        self.assertIs(cone.agree((same, "out"), (inverse, "out"), True, 18), True)
        self.assertIs(cone.agree((same, "out"), (inverse, "out"), False, 18), False)
        self.assertIs(cone.agree((same, "out"), (constant, "out"), False, 18), False)   # in one of 2^18 inputs
        self.assertIsNone(cone.agree((same, "out"), (inverse, "out"), True, 17))

    def test_yosys_takes_every_pe_with_parameters(self):
        # With hierarchy -chparam, yosys 0.23 made some modules twice and stopped.
        catalogue = (ROOT / "models/pe/pe_catalog.def").read_text(encoding="utf-8")
        for stem in re.findall(r"^PE\((\w+),", catalogue, re.M):
            macros = rtl.slice_macros(ROOT, stem)
            files = rtl.files_of(ROOT / "rtl", f"pe_{stem}", macros)
            script = rtl.read_commands(ROOT / "rtl", files, macros, f"pe_{stem}",
                                       {"Variant": 0, "ControlWidth": 8, "Stages": 16})
            with self.subTest(stem), tempfile.TemporaryDirectory() as folder:
                tools.run_yosys(script, Path(folder), "elaborate")

    def test_every_technology_says_all_that_it_must(self):
        for file in (ROOT / "configs/technology").glob("*.yaml"):
            self.assertEqual(technology.Technology(ROOT, file.stem).wire_load, "none")


if __name__ == "__main__":
    unittest.main()
