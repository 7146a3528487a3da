"""Static timing with OpenSTA: ideal clock, no wires, inputs there at 0 behind a cell, outputs needed at its end.

So paths between registers, from inputs and to outputs all have one period, and all count.
"""
import re

from .tools import Failure, run

CLASSES = {
    "register_to_register": ("$registers", "$data"),
    "input_to_register": ("$inputs", "$data"),
    "register_to_output": ("$registers", "[all_outputs]"),
    "input_to_output": ("$inputs", "[all_outputs]"),
}


def _script(technology, library_file, netlist, top, clock, period_ps, more):
    ports = f"[get_ports {clock}]" if clock else ""
    return f"""read_liberty {library_file}
set_cmd_units -time ps -capacitance fF
read_verilog {netlist.with_suffix('.sta.v')}
link_design {top}
create_clock -name clock -period {period_ps} {ports}
set inputs [list]
foreach port [all_inputs] {{
  if {{[get_property $port full_name] ne "{clock or ''}"}} {{ lappend inputs $port }}
}}
set registers [all_registers -clock_pins]
set data [all_registers -data_pins]
set_driving_cell -lib_cell {technology.driving_cell} $inputs
set_input_delay 0 -clock clock $inputs
set_output_delay 0 -clock clock [all_outputs]
set_load {technology.output_load_ff} [all_outputs]
puts "worst_slack [worst_slack]"
{more}
exit
"""


def _run(script, name, folder):
    file = folder / f"{name}.tcl"
    file.write_text(script, encoding="utf-8")
    said = run(["sta", "-no_splash", "-exit", file], folder, folder / f"{name}.sta.log")
    if "Error" in said:
        raise Failure("sta failed: " + next(line for line in said.splitlines() if "Error" in line), 3)
    return said


def _number(said, key):
    match = re.search(rf"^{key} (-?[\d.]+(?:e[+-]?\d+)?)$", said, re.M)
    return float(match.group(1)) if match else None


def shortest_period(technology, library_file, netlist, top, clock, folder):
    """Period in ps at which the slowest path has no slack left; None when there is no path."""
    asked = 1000
    said = _run(_script(technology, library_file, netlist, top, clock, asked, ""), netlist.stem, folder)
    slack = _number(said, "worst_slack")
    # OpenSTA says 1e30 for no path at all.
    return None if slack is None or abs(slack) > 1e20 else round(asked - slack, 3)


def report(technology, library_file, netlist, top, clock, period_ps, folder):
    """({slack_ps, paths, critical_path}, slews as [(instance, pin, rise_ps, fall_ps)]) at a period."""
    more = ""
    for name, (start, end) in CLASSES.items():
        more += f"""if {{[llength {start}] && [llength {end}]}} {{
  set paths [find_timing_paths -from {start} -to {end}]
  if {{[llength $paths]}} {{ puts "{name} [get_property [lindex $paths 0] slack]" }}
}}
"""
    more += """puts "begin path"
report_checks -digits 4 -fields {slew cap} -format full
puts "end path"
foreach pin [get_pins *] {
  if {[get_property $pin direction] eq "internal"} { continue }
  set rise [get_property $pin actual_rise_transition_max]
  set fall [get_property $pin actual_fall_transition_max]
  puts "slew [get_property $pin full_name] $rise $fall"
}
"""
    said = _run(_script(technology, library_file, netlist, top, clock, period_ps, more), "timing", folder)
    result = {"slack_ps": _rounded(_number(said, "worst_slack")), "paths_ps": {}, "critical_path": None}
    for name in CLASSES:
        slack = _number(said, name)
        if slack is not None and abs(slack) < 1e20:
            result["paths_ps"][name] = _rounded(period_ps - slack)
    path = said.partition("begin path\n")[2].partition("end path\n")[0]
    if "Startpoint" in path:
        result["critical_path"] = _critical_path(path)
    slews = [(name.rpartition("/")[0], name.rpartition("/")[2], float(rise), float(fall))
             for name, rise, fall in re.findall(r"^slew (\S+) (\S+) (\S+)$", said, re.M)]
    return result, slews


def _rounded(value):
    return None if value is None or abs(value) > 1e20 else round(value, 3) + 0.0   # no -0.0


def _critical_path(text):
    """{start, end, arrival_ps, setup_ps, clock_to_q_ps, stages: [{pin, cell, edge, delay_ps, slew_ps}]}"""
    start, end = (re.search(rf"^{point}: (\S+)", text, re.M).group(1) for point in ("Startpoint", "Endpoint"))
    setup = re.search(r"(-?[\d.]+)\s+-?[\d.]+\s+library setup time", text)
    stages = []
    for slew, delay, edge, pin, cell in re.findall(
            r"^\s*(?:[\d.]+\s+)?([\d.]+)\s+(-?[\d.]+)\s+-?[\d.]+ ([v^]) (\S+) \((\S+)\)$", text, re.M):
        stages.append({"pin": pin, "cell": cell, "edge": "rise" if edge == "^" else "fall", "delay_ps": float(delay),
                       "slew_ps": float(slew)})
    arrival = re.search(r"(-?[\d.]+)\s+data arrival time", text)
    first = stages[1] if len(stages) > 1 and stages[0]["pin"].startswith(f"{start}/") else None
    return {"start": start, "end": end, "arrival_ps": float(arrival.group(1)),
            "setup_ps": -float(setup.group(1)) if setup else 0.0,
            "clock_to_q_ps": first["delay_ps"] if first else None, "stages": stages}
