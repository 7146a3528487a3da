"""Simulation models of library cells, made from their Liberty text."""
import re

from .tools import run_yosys


def write_cells(library, names, folder, file):
    """Writes the cells as Verilog, without their pins in waveforms, where the nets are; `file` is inside the folder."""
    (folder / "cells.lib").write_text(library.only(names).text(), encoding="utf-8")
    run_yosys("read_liberty -ignore_miss_func -ignore_miss_data_latch -ignore_miss_dir cells.lib\n"
              "proc\nopt_clean\nwrite_verilog -noattr cells.v\n", folder, "cells")
    text = (folder / "cells.v").read_text(encoding="utf-8")
    file.write_text(re.sub(r"^(module [^;]*;)", r"\1  /* verilator tracing_off */", text, flags=re.M), encoding="utf-8")
