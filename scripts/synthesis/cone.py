"""Logic of a design cut at its registers, written as BLIF for a combinational comparison."""
from .design import REGISTER

GATES = {"$_AND_": "11 1\n", "$_NOT_": "0 1\n", "$_BUF_": "1 1\n"}


class Cone:
    """Logic between leaves.

    leaves  {bit: name of an input, `!` and that name for its inverse, or 0 or 1}
    """

    def __init__(self, design, leaves):
        self.leaves = leaves
        self.drivers = {}
        for name, cell in design.cells.items():
            if cell["type"] in GATES:
                pins = {pin: bits[0] for pin, bits in cell["connections"].items()}
                self.drivers[pins["Y"]] = (cell["type"], [pins[pin] for pin in ("A", "B") if pin in pins])
            elif cell["type"] != REGISTER:
                raise ValueError(f"{name} is a {cell['type']}")

    def undriven(self, outputs):
        """Bits that the outputs depend on, that nothing drives and that are no leaves."""
        found = []
        self._visit(outputs, lambda bit: None, found.append)
        return found

    def _visit(self, outputs, gate, undriven):
        seen = set()
        for output in outputs:
            stack = [output]
            while stack:
                bit = stack.pop()
                if bit in seen:
                    continue
                seen.add(bit)
                if bit in self.leaves or bit in ("0", "1"):
                    continue
                if bit not in self.drivers:
                    undriven(bit)
                    continue
                gate(bit)
                stack += self.drivers[bit][1]

    def _name(self, bit):
        leaf = self.leaves.get(bit)
        if leaf is None:
            return {"0": "zero", "1": "one"}.get(bit, f"n{bit}")
        return {0: "zero", 1: "one"}.get(leaf, str(leaf).replace("!", "not_"))

    def blif(self, inputs, outputs):
        """Model with these inputs and outputs.

        outputs  [(name, bit, inverted)]
        """
        lines = [".model cone\n.inputs " + " ".join(inputs) + "\n.outputs " + " ".join(name for name, _, _ in outputs),
                 ".names zero\n.names one\n1"]

        for leaf in sorted(set(map(str, self.leaves.values()))):
            if leaf.startswith("!"):
                lines.append(f".names {leaf[1:]} {leaf.replace('!', 'not_')}\n0 1")

        def gate(bit):
            kind, pins = self.drivers[bit]
            lines.append(f".names {' '.join(map(self._name, pins))} n{bit}\n{GATES[kind].strip()}")

        self._visit([bit for _, bit, _ in outputs], gate, lambda bit: None)
        lines += [f".names {self._name(bit)} {name}\n{int(not inverted)} 1" for name, bit, inverted in outputs]
        return "\n".join(lines) + "\n.end\n"
