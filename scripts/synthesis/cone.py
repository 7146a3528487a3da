"""Logic of a design cut at its registers, written as BLIF for a combinational comparison."""
from .design import REGISTER
from .tools import Failure

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
                raise Failure(f"{name} is a {cell['type']}, which is no gate and no register on a rising clock edge", 3)

    def undriven(self, outputs):
        """Bits that the outputs depend on, that nothing drives and that are no leaves."""
        found = []
        self._visit(outputs, lambda bit: None, found.append)
        return found

    def _visit(self, outputs, gate, undriven, leaf=lambda bit: None):
        seen = set()
        for output in outputs:
            stack = [output]
            while stack:
                bit = stack.pop()
                if bit in seen:
                    continue
                seen.add(bit)
                if bit in self.leaves or bit in ("0", "1"):
                    leaf(bit)
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

    def support(self, output):
        """Leaves that an output depends on."""
        found = set()

        def leaf(bit):
            if isinstance(self.leaves.get(bit), str):
                found.add(self.leaves[bit].lstrip("!"))

        self._visit([output], lambda bit: None, lambda bit: None, leaf)
        return found

    def table(self, output, of_leaf, ones):
        """Truth table of an output as a number, given those of the leaves; `ones` is that of 1."""
        known = {"0": 0, "1": ones}
        stack = [output]
        while stack:
            bit = stack[-1]
            if bit in known:
                stack.pop()
            elif bit in self.leaves:
                leaf = self.leaves[bit]
                if isinstance(leaf, int):
                    known[bit] = ones * leaf
                else:
                    known[bit] = of_leaf[leaf.lstrip("!")] ^ (ones * leaf.startswith("!"))
            else:
                kind, pins = self.drivers[bit]
                waiting = [pin for pin in pins if pin not in known]
                if waiting:
                    stack += waiting
                else:
                    values = [known[pin] for pin in pins]
                    known[bit] = {"$_AND_": values[0] & values[-1], "$_NOT_": values[0] ^ ones}.get(kind, values[0])
        return known[output]


def agree(one, other, inverted, most):
    """Whether two outputs, each (cone, bit), are the same, or the inverse, for every input.

    None with more than `most` inputs.
    """
    leaves = sorted(one[0].support(one[1]) | other[0].support(other[1]))
    if len(leaves) > most:
        return None
    # Up to 16 inputs as one table, whose memory stays small; the others one assignment after the other.
    inner, outer = leaves[:16], leaves[16:]
    ones = (1 << (1 << len(inner))) - 1
    # Leaf i is 0 in 2^i rows, then 1 in as many, and so on.
    of_leaf = {name: ones // ((1 << (2 << i)) - 1) * (((1 << (1 << i)) - 1) << (1 << i))
               for i, name in enumerate(inner)}
    for assignment in range(1 << len(outer)):
        of_leaf.update({name: ones * (assignment >> i & 1) for i, name in enumerate(outer)})
        if one[0].table(one[1], of_leaf, ones) != other[0].table(other[1], of_leaf, ones) ^ (ones * inverted):
            return False
    return True
