"""From RTL to a mapped netlist with yosys and abc: elaboration, registers, then one mapping a recipe and target."""
import re

from . import design, rtl
from .cells import write_cells
from .tools import Failure, run_yosys

# abc scripts, from small and slow to large and fast. DELAY is the target of one run; the same for every module.
SIZE = "topo; buffer -c; topo; upsize {DELAY}; dnsize {DELAY}; stime -p"
RECIPES = {
    "small": "strash; ifraig; scorr; dc2; dc2; strash; dch; amap -m; " + SIZE,
    "medium": "strash; dch; map -B 0.9 {DELAY}; " + SIZE,
    "fast": "strash; if -g -K 6; strash; dch; map -B 0.9 {DELAY}; " + SIZE,
    "fastest": "strash; if -g -K 6; strash; dch; if -g -K 6; strash; dch; map -B 0.9 {DELAY}; " + SIZE,
}
SUMS = "opt_expr\nwreduce t:$mul t:$add t:$sub\npeepopt\nalumacc\nmaccmap t:$macc\nopt_clean\n"
GATES = "memory_map\ntechmap\nsimplemap\ndfflegalize -cell $_DFF_P_ x\nsetundef -zero\naigmap\nopt_clean\n"
# Registers of one kind: enables and synchronous resets become gates.
REGISTERS = "dfflegalize -cell $_DFF_P_ x\nopt -nodffe -nosdff\nsimplemap\nopt -nodffe -nosdff\nsetundef -zero\n"


class Module:
    """One module to synthesise: `rtl` (folder), files, macros, top, parameters ({name: value as yosys takes it})."""

    def __init__(self, folder, files, macros, top, parameters):
        self.rtl, self.files, self.macros, self.top, self.parameters = folder, files, macros, top, parameters

    def elaborate(self, folder):
        """Writes plain.il, one flat module of operators and registers, what is not driven or assigned set to 0; and
        rtl.il, the same with chains of additions merged into sums in carry-save form. Returns what the gates depend on:
        the text of both, without parameters and what nothing uses.

        errors  Failure 2 when yosys does not take the RTL with these parameters
        """
        script = (rtl.read_commands(self.rtl, self.files, self.macros, self.top, self.parameters) +
                  "proc\ncheck -assert\nflatten\nsetundef -zero -undriven\nopt_clean\nwrite_ilang plain.il\n"
                  "design -save plain\nopt_clean -purge\nsetattr -unset src\nwrite_ilang plain_key.il\n"
                  f"design -load plain\n{SUMS}write_ilang rtl.il\n"
                  "opt_clean -purge\nsetattr -unset src\nwrite_ilang rtl_key.il\n")
        try:
            run_yosys(script, folder, "elaborate")
        except Failure as failure:
            raise Failure(f"{self.top}: {failure}", 2 if failure.code == 3 else failure.code) from None
        texts = [(folder / f"{name}_key.il").read_text(encoding="utf-8") for name in ("plain", "rtl")]
        return [re.sub(r"^  parameter .*\n", "", text, flags=re.M) for text in texts]

    def gates(self, name, folder):
        """plain.il or rtl.il as gates and registers of one bit, nothing optimised, left as NAME.json."""
        run_yosys(f"read_ilang {name}.il\n{GATES}write_json {name}.json\n", folder, f"{name}_gates")
        return design.load(folder / f"{name}.json", self.top)


def prepare(module, reference, library_file, folder):
    """Writes front.il of a module that is elaborated: optimised gates and mapped registers, which abc only has to map.

    reference  the gates of rtl.il
    returns    registers: {bit of an RTL register: {kind: instance | constant | unused, ...}}
    """
    # abc is left to the recipes. FSMs keep their states, so that registers stay those of the RTL.
    run_yosys(f"read_ilang rtl.il\nsynth -top {module.top} -nofsm -noabc\n{REGISTERS}write_json gates.json\n"
              "write_ilang gates.il\n", folder, "gates")
    registers, instances = design.register_map(reference, design.load(folder / "gates.json", module.top))
    renames = "".join(f"rename {cell} {instance}\n" for cell, instance in instances.items())
    run_yosys(f"read_ilang gates.il\ncd {module.top}\n{renames}cd ..\n"
              f"dfflibmap -liberty {library_file}\nwrite_ilang front.il\n", folder, "front")
    return registers


def constraints(technology):
    return f"set_driving_cell {technology.driving_cell}\nset_load {technology.output_load_ff:g} [all_outputs]\n"


def _single_bits(match):
    """An assignment of single bits to single bits as one assignment a bit."""
    bits = []
    for word in match.group(2).strip().strip("{}").split(", "):
        number = re.fullmatch(r"\s*(\d+)'([hb])([0-9a-f]+)\s*", word)
        if number:
            value = int(number.group(3), 16 if number.group(2) == "h" else 2)
            bits += [f"1'b{bit}" for bit in f"{value:0{number.group(1)}b}"]
        else:
            bits.append(word)
    return "\n".join(f"  assign {left.strip()} = {right.strip()} ;"
                     for left, right in zip(match.group(1).split(", "), bits, strict=True))


def abc_commands(technology, library_file, recipe, delay_ps, name, folder):
    """(yosys commands that map with abc, those that tie constants to cells); what they read is left in the folder."""
    (folder / "constraints").write_text(constraints(technology), encoding="utf-8")
    script = RECIPES[recipe].replace("{DELAY}", f"-D {delay_ps}").replace("; ", "\n")
    (folder / f"{name}.abc").write_text(script + "\n", encoding="utf-8")
    ties = ""
    if technology.tie_high != "none":
        high, low = technology.tie_high.replace("/", " "), technology.tie_low.replace("/", " ")
        ties = f"hilomap -singleton -hicell {high} -locell {low}\n"
    return f"abc -liberty {library_file} -constr constraints -script {name}.abc\n", ties


def map_gates(module, technology, library_file, recipe, delay_ps, folder):
    """Maps front.il with one recipe; returns the file of the netlist.

    Beside it, as .sta.v, is the netlist without buses: OpenSTA 2.0 does not read all assignments between buses.
    """
    name = f"{recipe}_{delay_ps}"
    commands, ties = abc_commands(technology, library_file, recipe, delay_ps, name, folder)
    # Instances get their names before anything is written: nets, timing and power then speak of the same ones.
    run_yosys(f"read_ilang front.il\n{commands}{ties}opt_clean -purge\nrename -enumerate -pattern g_% t:*\n"
              f"rename -enumerate -pattern n_% w:*\nwrite_verilog -noattr -noexpr {name}.v\n"
              f"splitnets -ports\nopt_clean -purge\nwrite_verilog -noattr -noexpr {name}.sta.v\n", folder, name)
    file = folder / f"{name}.sta.v"
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"^  assign \{ (.*) \} = (.*);$", _single_bits, text, flags=re.M), encoding="utf-8")
    return folder / f"{name}.v"


def cells_of(file, known):
    """Cell types of a netlist's instances, one entry an instance."""
    types = re.findall(r"^  (\w+) \w+ \($", file.read_text(encoding="utf-8"), re.M)
    unknown = set(types) - set(known)
    if unknown:
        raise Failure(f"{file}: not mapped: {', '.join(sorted(unknown))}", 3)
    return types


def finish(module, parameters, library, text, folder, out):
    """Writes netlist.v, netlist.json and cells.v into `out` from the text of a mapping; returns {cell type: count}.

    The netlist takes the parameters of the RTL module, whose values are those it was made with.
    """
    # yosys's head names its version alone; the rest does not depend on where it runs.
    if parameters:
        words = ", ".join(f"parameter {name} = {value}" for name, value in parameters.items())
        head = f"module {module.top} #({words}) ("
        text, count = re.subn(rf"^module {module.top}\(", lambda _: head, text, count=1, flags=re.M)
        if count != 1:
            raise Failure(f"the mapping has no module {module.top}", 3)
    for file in (out / "netlist.v", folder / "netlist.v"):
        file.write_text(text, encoding="utf-8")
    types = cells_of(folder / "netlist.v", library.cells())
    used = set(types)
    (folder / "used.lib").write_text(library.only(used).text(), encoding="utf-8")
    run_yosys("read_liberty -lib -ignore_miss_func -ignore_miss_data_latch -ignore_miss_dir used.lib\n"
              f"read_verilog netlist.v\nhierarchy -check -top {module.top}\ncheck -mapped -assert\nsetattr -unset src\n"
              f"write_json {out / 'netlist.json'}\n", folder, "netlist")
    write_cells(library, used, folder, out / "cells.v")
    return {cell: types.count(cell) for cell in sorted(used)}
