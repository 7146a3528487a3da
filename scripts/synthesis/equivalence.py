"""Proves that a netlist is its RTL: both cut at their registers, outputs and next states compared by berkeley-abc's &cec.

A register bit of the RTL has become a register of the netlist, a constant, or nothing. That is a claim, and what is proved is
that it holds on: from a state in which the claims are true, one clock leads both sides to such a state again, with equal
outputs. Registers without a reset start anyhow, so every start of the netlist is a start of the RTL: the netlist refines the RTL.
A bit said to be nothing is a free input of the RTL's side, so nothing that is observed can depend on it.
"""
import re
import time

from . import design
from .cone import Cone
from .tools import Failure, run, run_yosys

METHOD = "berkeley-abc &cec of outputs and next states, cut at the registers, claims about registers kept inductively"
CLOCK = "clk_i"
SECONDS = 600   # of one comparison


class Comparison:
    """Both sides as Cones with the same inputs, the points at which they are compared, and what does not fit.

    points    [(name, bit of the RTL, bit of the netlist, whether the latter is the inverse)]
    problems  [(point, why it cannot be compared)]
    """

    def __init__(self, gold, gates, registers, clock):
        self.gold, self.gates, self.points, self.problems, self.inputs = gold, gates, [], [], []
        gold_inputs, gate_inputs = gold.ports("input"), gates.ports("input")
        gold_outputs, gate_outputs = gold.ports("output"), gates.ports("output")
        if list(gold_inputs) != list(gate_inputs) or list(gold_outputs) != list(gate_outputs):
            self.problems.append(("ports", "the netlist has other ports than the RTL"))
            return
        self.inputs = [f"i{index}" for index in range(len(gold_inputs))]
        self.gold_leaves = dict(zip(gold_inputs.values(), self.inputs))
        self.gate_leaves = dict(zip(gate_inputs.values(), self.inputs))
        self.points = [(name, bit, gate_outputs[name], False) for name, bit in gold_outputs.items()]
        self._cut_netlist(gate_inputs.get(clock))
        self._cut_rtl(registers, gold_inputs.get(clock))
        self.gold_cone, self.gate_cone = Cone(gold, self.gold_leaves), Cone(gates, self.gate_leaves)
        if not (self.gold_cone.undriven([point[1] for point in self.points]) or
                self.gate_cone.undriven([point[2] for point in self.points])):
            return
        for name, gold_bit, gate_bit, _ in self.points:
            if self.gold_cone.undriven([gold_bit]) or self.gate_cone.undriven([gate_bit]):
                self.problems.append((name, "it depends on a net that nothing drives"))

    def _cut_netlist(self, clock):
        self.instances, self.state = instances(self.gates), {}
        known = {cell for cell, _, _ in self.instances.values()}
        for cell in self.gates.registers():
            if cell not in known:
                self.problems.append((cell, "it is a register of the netlist in no cell of its own"))
        for index, (name, (_, pins, holds_inverse)) in enumerate(sorted(self.instances.items())):
            self.state[name] = f"s{index}"
            self.inputs.append(self.state[name])
            self.gate_leaves[pins["Q"]] = ("!" if holds_inverse else "") + self.state[name]
            if pins["C"] != clock:
                self.problems.append((name, "its clock in the netlist is not the module's clock"))

    def _cut_rtl(self, registers, clock):
        names = self.gold.register_names()
        for index, (cell, pins) in enumerate(self.gold.registers().items()):
            name = design.best_name(names[cell]) if cell in names else cell
            fate = registers.get(name, {"kind": "unused"})
            if pins["C"] != clock:
                self.problems.append((name, "its clock in the RTL is not the module's clock"))
            if fate["kind"] == "unused":
                self.gold_leaves[pins["Q"]] = f"f{index}"
                self.inputs.append(f"f{index}")
            elif fate["kind"] == "constant":
                self.gold_leaves[pins["Q"]] = fate["value"]
                self.points.append((f"next {name}", pins["D"], str(fate["value"]), False))
            elif fate["instance"] in self.instances:
                self.gold_leaves[pins["Q"]] = self.state[fate["instance"]]
                _, gate_pins, holds_inverse = self.instances[fate["instance"]]
                self.points.append((f"next {name}", pins["D"], gate_pins["D"], holds_inverse))
            else:
                self.problems.append((name, "the netlist has no register with its name"))

    def compare(self, points, folder, seconds):
        """equivalent, different or undecided, and what cec said."""
        for side, cone in (("gold", self.gold_cone), ("gate", self.gate_cone)):
            outputs = [(f"o{index}", gold if side == "gold" else gate, side == "gate" and inverted)
                       for index, (_, gold, gate, inverted) in enumerate(points)]
            (folder / f"{side}.blif").write_text(cone.blif(self.inputs, outputs), encoding="utf-8")
        commands = "".join(f"read {side}.blif; strash; write {side}.aig; " for side in ("gold", "gate"))
        said = run(["berkeley-abc", "-c", f"{commands}&r gold.aig; &cec -T {seconds} -C 1000000 gate.aig"], folder,
                   folder / "cec.log")
        for text, verdict in (("Networks are equivalent", "equivalent"), ("NOT EQUIVALENT", "different"),
                              ("UNDECIDED", "undecided")):
            if text in said:
                return verdict
        raise Failure(f"berkeley-abc: &cec gives no verdict, see {folder / 'cec.log'}", 3)


def instances(gates):
    """{instance: (register, its pins, whether it holds the inverse of its data pin)} of a netlist read by read_netlist."""
    names = gates.names()
    inverse_of = {cell["connections"]["Y"][0]: cell["connections"]["A"][0] for cell in gates.cells.values()
                  if cell["type"] == "$_NOT_"}
    outputs = {pins["Q"]: (cell, pins) for cell, pins in gates.registers().items()}
    found = {}
    for name, bit in names.items():
        instance = name.rpartition(".")[0]
        if bit in outputs and f"{instance}.D" in names:
            cell, pins = outputs[bit]
            found[instance] = (cell, pins, inverse_of.get(pins["D"]) == names[f"{instance}.D"])
    return found


def read_netlist(netlist, cells, top, folder):
    """The netlist with its cells replaced by their models, as gates and registers of one bit."""
    run_yosys(f"read_verilog {netlist}\nread_verilog {cells}\nhierarchy -check -top {top}\nproc\nflatten\n"
              "techmap\nsimplemap\naigmap\nwrite_json netlist_gates.json\n", folder, "netlist_gates")
    return design.load(folder / "netlist_gates.json", top)


def prove_files(module, netlist, cells, registers, folder):
    """Proves a netlist of a Module whose rtl.json is in the folder; see prove."""
    gold, gates = design.load(folder / "rtl.json", module.top), read_netlist(netlist, cells, module.top, folder)
    return prove(gold, gates, registers, folder)


def prove(gold, gates, registers, folder, seconds=SECONDS):
    """{verdict, method, points, proved, refuted: [point], unproved: [{point, why}], registers: {kind: count}, seconds}

    verdict  proved, refuted, or incomplete when something stays unproved
    """
    start = time.monotonic()
    comparison = Comparison(gold, gates, registers, CLOCK)
    unproved = [{"point": name, "why": why} for name, why in comparison.problems]
    skipped = {name for name, _ in comparison.problems}
    points = [point for point in comparison.points if point[0] not in skipped]
    refuted = []
    if points and comparison.compare(points, folder, seconds) != "equivalent":
        # One by one bus, then bit by bit.
        buses = {}
        for point in points:
            buses.setdefault(re.sub(r"\[\d+\]$", "", point[0]), []).append(point)
        for bus in buses.values():
            if comparison.compare(bus, folder, seconds) == "equivalent":
                continue
            for point in bus:
                verdict = comparison.compare([point], folder, seconds)
                if verdict == "different":
                    refuted.append(point[0])
                elif verdict == "undecided":
                    unproved.append({"point": point[0], "why": f"no answer in {seconds} s"})
    kinds = [fate["kind"] for fate in registers.values()]
    return {
        "verdict": "refuted" if refuted else "incomplete" if unproved else "proved",
        "method": METHOD,
        "points": len(comparison.points),
        "proved": len(points) - len(refuted) - sum(item["point"] not in skipped for item in unproved),
        "refuted": refuted,
        "unproved": unproved,
        "registers": {kind: kinds.count(kind) for kind in ("instance", "constant", "unused")},
        "seconds": round(time.monotonic() - start, 2),
    }
