"""A module in yosys's JSON: bits, what drives them, and its registers by the names that the RTL gives them."""
import json
import re

REGISTER = "$_DFF_P_"


def load(file, top):
    """The module `top` of a JSON file as a Design."""
    return Design(json.loads(file.read_text(encoding="utf-8"))["modules"][top])


def indexed(name, index, width):
    return f"{name}[{index}]" if width > 1 else name


class Design:
    """Bits are numbers of nets, or the texts 0, 1 and x."""

    def __init__(self, module):
        self.module = module
        self.cells = module["cells"]
        self.parameters = module.get("parameter_default_values", {})

    def ports(self, direction):
        """{bit name: bit} of the ports, in the module's order."""
        return {indexed(name, index, len(port["bits"])): bit for name, port in self.module["ports"].items()
                if port["direction"] == direction for index, bit in enumerate(port["bits"])}

    def names(self):
        """{bit name: bit} of all nets with a name of their own."""
        return {indexed(name, index, len(net["bits"])): bit for name, net in self.module["netnames"].items()
                if not net["hide_name"] for index, bit in enumerate(net["bits"])}

    def registers(self):
        """{cell: connections as {pin: bit}} of the registers."""
        return {name: {pin: bits[0] for pin, bits in cell["connections"].items()}
                for name, cell in self.cells.items() if cell["type"] == REGISTER}

    def register_names(self):
        """{cell: all names of the register's output}, for registers whose output has a name."""
        names_of = {}
        for name, bit in self.names().items():
            names_of.setdefault(bit, []).append(name)
        return {cell: names_of[pins["Q"]] for cell, pins in self.registers().items() if pins["Q"] in names_of}


def best_name(names):
    """The name closest to the register: where the RTL assigns it, it ends in _q and lies deepest."""
    return max(names, key=lambda name: (re.search(r"_q(\[\d+\])?$", name) is not None, name.count("."), name))


def plain(name):
    """A name without what Verilog would have to escape."""
    return re.sub(r"\W+", "_", name).strip("_")


def register_map(rtl, gates):
    """What became of each register bit of the RTL: ({name: {kind, instance or value}}, {cell of `gates`: instance}).

    rtl, gates  the same module before and after optimisation, down to registers of one bit
    kind        instance (a register of the netlist; several bits may share it), constant, or unused
    """
    bits = gates.names()
    instances, taken, cell_of = {}, set(), {pins["Q"]: cell for cell, pins in gates.registers().items()}
    for cell, names in sorted(gates.register_names().items(), key=lambda item: best_name(item[1])):
        instance = "reg_" + plain(best_name(names))
        while instance in taken:
            instance += "_"
        taken.add(instance)
        instances[cell] = instance
    became = {}
    for cell, names in rtl.register_names().items():
        found = [bits[name] for name in names if name in bits]
        known = [bit for bit in found if bit in cell_of or bit in ("0", "1")]
        if not known:
            fate = {"kind": "unused"}
        elif known[0] in cell_of:
            fate = {"kind": "instance", "instance": instances[cell_of[known[0]]]}
        else:
            fate = {"kind": "constant", "value": int(known[0])}
        became[best_name(names)] = fate
    return became, instances
