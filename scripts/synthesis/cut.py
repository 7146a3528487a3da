"""Two designs cut at their registers: what has to be compared so that one may stand for the other.

A register bit of the RTL has become a register of the netlist, a constant, or nothing. That is a claim, and what is
proved is that it holds on: from a state in which the claims are true, one clock leads both sides to such a state again,
with equal outputs. Registers without a reset start anyhow, so every start of the netlist is a start of the RTL: the
netlist refines the RTL. A bit said to be nothing is a free input of the RTL's side, so nothing that is observed can
depend on it.
"""
from . import design
from .cone import Cone


class Cut:
    """Both sides as Cones with the same inputs.

    points    [(name, bit of the one, bit of the other, whether the latter is the inverse)]
    problems  [(point, why it cannot be compared)]
    """

    def __init__(self, gold, gate):
        self.points, self.problems, self.inputs, self.gold_leaves, self.gate_leaves = [], [], [], {}, {}
        gold_inputs, gate_inputs = gold.ports("input"), gate.ports("input")
        gold_outputs, gate_outputs = gold.ports("output"), gate.ports("output")
        self.gold_cone, self.gate_cone = Cone(gold, self.gold_leaves), Cone(gate, self.gate_leaves)
        self.comparable = list(gold_inputs) == list(gate_inputs) and list(gold_outputs) == list(gate_outputs)
        if not self.comparable:
            self.problems.append(("ports", "the two have other ports"))
            return
        for name, bit in gold_inputs.items():
            self._input(f"i{len(self.inputs)}", bit, gate_inputs[name])
        self.points = [(name, bit, gate_outputs[name], False) for name, bit in gold_outputs.items()]

    def _input(self, name, gold_bit=None, gate_bit=None, gate_inverted=False):
        self.inputs.append(name)
        if gold_bit is not None:
            self.gold_leaves[gold_bit] = name
        if gate_bit is not None:
            self.gate_leaves[gate_bit] = ("!" if gate_inverted else "") + name

    def drop_undriven(self):
        """Points that depend on a net that nothing drives become problems."""
        if not (self.gold_cone.undriven([point[1] for point in self.points]) or
                self.gate_cone.undriven([point[2] for point in self.points])):
            return
        for name, gold_bit, gate_bit, _ in self.points:
            if self.gold_cone.undriven([gold_bit]) or self.gate_cone.undriven([gate_bit]):
                self.problems.append((name, "it depends on a net that nothing drives"))


def same_registers(gold, gate):
    """A Cut of two designs whose registers have the same names, one by one."""
    cut = Cut(gold, gate)
    if not cut.comparable:
        return cut
    gold_names, gate_names = gold.register_names(), gate.register_names()
    cell_of = {name: cell for cell, names in gate_names.items() for name in names}
    gold_registers, gate_registers = gold.registers(), gate.registers()
    left = set(gate_registers)
    for index, (cell, pins) in enumerate(gold_registers.items()):
        found = {cell_of[name] for name in gold_names.get(cell, []) if name in cell_of} & left
        if len(found) != 1:
            cut.problems.append((design.best_name(gold_names.get(cell, [cell])),
                                 "there is no such register on the other side"))
            continue
        other = found.pop()
        left.remove(other)
        cut._input(f"s{index}", pins["Q"], gate_registers[other]["Q"])
        cut.points.append((f"next {design.best_name(gold_names[cell])}", pins["D"], gate_registers[other]["D"], False))
    cut.drop_undriven()
    return cut


def instances(gates):
    """{instance: (register, its pins, whether it holds the inverse of its data pin)} of a netlist."""
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


def claimed_registers(gold, gates, registers, clock):
    """A Cut of the RTL and its netlist under the claims of `registers`, as design.register_map has them."""
    cut = Cut(gold, gates)
    if not cut.comparable:
        return cut
    cells, state = instances(gates), {}
    known = {cell for cell, _, _ in cells.values()}
    gate_clock, gold_clock = gates.ports("input").get(clock), gold.ports("input").get(clock)
    for cell in gates.registers():
        if cell not in known:
            cut.problems.append((cell, "it is a register of the netlist in no cell of its own"))
    for index, (name, (_, pins, holds_inverse)) in enumerate(sorted(cells.items())):
        state[name] = f"s{index}"
        cut._input(state[name], None, pins["Q"], holds_inverse)
        if pins["C"] != gate_clock:
            cut.problems.append((name, "its clock in the netlist is not the module's clock"))
    names = gold.register_names()
    for index, (cell, pins) in enumerate(gold.registers().items()):
        name = design.best_name(names[cell]) if cell in names else cell
        fate = registers.get(name, {"kind": "unused"})
        if pins["C"] != gold_clock:
            cut.problems.append((name, "its clock in the RTL is not the module's clock"))
        if fate["kind"] == "unused":
            cut._input(f"f{index}", pins["Q"])
        elif fate["kind"] == "constant":
            cut.gold_leaves[pins["Q"]] = fate["value"]
            cut.points.append((f"next {name}", pins["D"], str(fate["value"]), False))
        elif fate["instance"] in cells:
            cut.gold_leaves[pins["Q"]] = state[fate["instance"]]
            _, gate_pins, holds_inverse = cells[fate["instance"]]
            cut.points.append((f"next {name}", pins["D"], gate_pins["D"], holds_inverse))
        else:
            cut.problems.append((name, "the netlist has no register with its name"))
    cut.drop_undriven()
    return cut
