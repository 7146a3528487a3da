"""Area by block, from a second mapping that keeps the RTL's instances.

The published netlist is flat, where a gate belongs to no block any more. Here every module is mapped on its own, so
nothing is optimised across the blocks' ports: the sum differs from the flat netlist's area, and both are given.
"""
import json

from . import liberty, netlist, rtl
from .tools import run_yosys


def areas(module, technology, library_file, library, mapping, folder):
    """{recipe, delay_target_ps, area_um2: their sum, blocks: {path: {module, area_um2, sequential_um2, cells}}}

    path  instances from the module down, as in u_mac.u_add, the module itself as `.`
    area  without that of the blocks within
    """
    commands, ties = netlist.abc_commands(technology, library_file, mapping.recipe, mapping.delay_ps, "blocks", folder)
    run_yosys(rtl.read_commands(module.rtl, module.files, module.macros, module.top, module.parameters) +
              f"proc\nsetundef -zero -undriven\nopt_clean\n{netlist.SUMS}synth -top {module.top} -nofsm -noabc\n"
              f"{netlist.REGISTERS}dfflibmap -liberty {library_file}\n{commands}{ties}opt_clean -purge\n"
              "setattr -unset src\nwrite_json blocks.json\n", folder, "blocks")
    modules = json.loads((folder / "blocks.json").read_text(encoding="utf-8"))["modules"]
    cells, found = library.cells(), {}

    def walk(name, path):
        derived = rtl.DERIVED.match(name)
        row = {"module": derived.group(1) if derived else name, "area_um2": 0.0, "sequential_um2": 0.0, "cells": 0}
        found[path or "."] = row
        for instance, cell in sorted(modules[name]["cells"].items()):
            if cell["type"] in cells:
                area = liberty.area_um2(cells[cell["type"]])
                row["cells"] += 1
                row["area_um2"] += area
                row["sequential_um2"] += area * liberty.is_sequential(cells[cell["type"]])
            else:
                walk(cell["type"], f"{path}.{instance}" if path else instance)
        row["area_um2"], row["sequential_um2"] = round(row["area_um2"], 6), round(row["sequential_um2"], 6)

    walk(module.top, "")
    return {"recipe": mapping.recipe, "delay_target_ps": mapping.delay_ps,
            "area_um2": round(sum(row["area_um2"] for row in found.values()), 6), "blocks": found}
