"""Simulation models of library cells, made from their Liberty text."""
from .tools import run_yosys


def write_cells(library, names, folder, file):
    """Writes the cells as Verilog; `file` is a name inside the folder."""
    (folder / "cells.lib").write_text(library.only(names).text(), encoding="utf-8")
    run_yosys("read_liberty -ignore_miss_func -ignore_miss_data_latch -ignore_miss_dir cells.lib\n"
              f"proc\nopt_clean\nwrite_verilog -noattr {file}\n", folder, "cells")
