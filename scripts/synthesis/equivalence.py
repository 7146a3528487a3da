"""Proves that a netlist is its RTL, in two steps: the RTL against that with merged sums, and that against the netlist.

Chains of additions become sums in carry-save form before anything else, on both sides of the second step: two orders of
a sum differ in every gate, and only where the rest is equal can a tool see that they agree. The first step proves that
reordering.
"""
import re

from . import cut, design
from .cone import agree
from .tools import Failure, run, run_yosys

CLOCK = "clk_i"
CONFLICTS = 1_000_000
NETLIST_SECONDS = (600, 300, 120)   # for all points, for those of a bus, for a bit
SUMS_SECONDS = (5, 5, 5)
OPERAND_BITS = 22                   # up to these a point is simulated with every input

TRUSTED = ["yosys read_verilog, proc and flatten: what the RTL means",
           "yosys techmap, simplemap and aigmap: operators, multipliers among them, as gates",
           "the Liberty functions of the cells, as cells.v has them", "berkeley-abc &cec"]


class Comparison:
    """Compares the points of a Cut in a folder."""

    def __init__(self, sides, folder, seconds):
        self.cut, self.folder, self.seconds = sides, folder, seconds

    def _ask(self, points, seconds):
        """equivalent, different or undecided"""
        for side, sides_cone in (("gold", self.cut.gold_cone), ("gate", self.cut.gate_cone)):
            outputs = [(f"o{index}", gold if side == "gold" else gate, side == "gate" and inverted)
                       for index, (_, gold, gate, inverted) in enumerate(points)]
            (self.folder / f"{side}.blif").write_text(sides_cone.blif(self.cut.inputs, outputs), encoding="utf-8")
        commands = "".join(f"read {side}.blif; strash; write {side}.aig; " for side in ("gold", "gate"))
        # Its own limit, -T, is not looked at everywhere.
        said = run(["berkeley-abc", "-c", f"{commands}&r gold.aig; &cec -C {CONFLICTS} gate.aig"], self.folder,
                   self.folder / "cec.log", seconds)
        if said is None:
            return "undecided"
        for text, verdict in (("Networks are equivalent", "equivalent"), ("NOT EQUIVALENT", "different"),
                              ("UNDECIDED", "undecided")):
            if text in said:
                return verdict
        raise Failure(f"berkeley-abc: &cec gives no verdict: {said.strip()[-400:]}", 3)

    def _simulate(self, point):
        """equivalent or different after all inputs; undecided when these are too many."""
        _, gold, gate, inverted = point
        same = agree((self.cut.gold_cone, gold), (self.cut.gate_cone, gate), inverted, OPERAND_BITS)
        return {True: "equivalent", False: "different", None: "undecided"}[same]

    def _one_by_one(self, points, simulated):
        """(name, verdict) of each point that is not equivalent; `simulated` gets those that simulation proved."""
        buses = {}
        for point in points:
            buses.setdefault(re.sub(r"\[\d+\]$", "", point[0]), []).append(point)
        for bus in buses.values():
            if self._ask(bus, self.seconds[1]) == "equivalent":
                continue
            for point in bus:
                verdict = self._simulate(point)
                if verdict == "equivalent":
                    simulated.append(point[0])
                elif verdict == "undecided":
                    verdict = self._ask([point], self.seconds[2])
                if verdict != "equivalent":
                    yield point[0], verdict

    def prove(self):
        """{points, names of them, proved, simulated, refuted, unproved}"""
        unproved = [{"point": name, "why": why} for name, why in self.cut.problems]
        skipped = {name for name, _ in self.cut.problems}
        points = [point for point in self.cut.points if point[0] not in skipped]
        refuted, simulated, proved = [], [], len(points)
        if points and self._ask(points, self.seconds[0]) != "equivalent":
            for point, verdict in self._one_by_one(points, simulated):
                proved -= 1
                if verdict == "different":
                    refuted.append(point)
                else:
                    unproved.append({"point": point, "why": f"no answer in {self.seconds[2]} s"})
        return {"points": len(self.cut.points), "names": [point[0] for point in self.cut.points], "proved": proved,
                "simulated": simulated, "refuted": refuted, "unproved": unproved}


def read_netlist(netlist, cells, top, folder):
    """The netlist with its cells replaced by their models, as gates and registers of one bit.

    errors  Failure 2 when yosys cannot read it
    """
    try:
        run_yosys(f"read_verilog {cells}\nproc\ntechmap\nsimplemap\naigmap\nread_verilog {netlist}\n"
                  f"hierarchy -check -top {top}\nproc\nflatten\ntechmap\nsimplemap\naigmap\nopt_clean\n"
                  "write_json netlist_gates.json\n", folder, "netlist_gates")
        return design.load(folder / "netlist_gates.json", top)
    except Failure as failure:
        raise Failure(f"{netlist.name}: {failure}", 2) from None


def prove_sums(module, folder):
    """The first step, of a Module whose plain.json and rtl.json are in the folder."""
    plain, merged = (design.load(folder / f"{name}.json", module.top) for name in ("plain", "rtl"))
    proof = Comparison(cut.same_registers(plain, merged), folder, SUMS_SECONDS).prove()
    return {"step": "RTL = RTL with sums merged",
            "method": "berkeley-abc &cec of outputs and next states, cut at the registers", **proof}


def prove_netlist(module, netlist, cells, registers, folder):
    """The second step, of a Module whose rtl.json is in the folder."""
    gold, gates = design.load(folder / "rtl.json", module.top), read_netlist(netlist, cells, module.top, folder)
    proof = Comparison(cut.claimed_registers(gold, gates, registers, CLOCK), folder, NETLIST_SECONDS).prove()
    return {"step": "RTL with sums merged = netlist",
            "method": "berkeley-abc &cec of outputs and next states, cut at the registers; what became of the RTL's "
                      "registers is kept inductively", **proof}


def verdict_of(sums, gates, registers):
    """equivalence.json: the verdict over both steps, where `points` are those of the second one.

    verdict  proved, refuted, or incomplete when something stays unproved
    """
    unproved = [{**item, "step": step["step"]} for step in (sums, gates) for item in step["unproved"]]
    refuted = list(dict.fromkeys(sums["refuted"] + gates["refuted"]))
    doubtful = {item["point"] for item in unproved} | set(refuted)
    kinds = [fate["kind"] for fate in registers.values()]
    return {
        "verdict": "refuted" if refuted else "incomplete" if unproved else "proved",
        "points": gates["points"],
        "proved": len(set(gates["names"]) - doubtful),
        "refuted": refuted,
        "unproved": unproved,
        "registers": {kind: kinds.count(kind) for kind in ("instance", "constant", "unused")},
        "steps": [{key: value for key, value in step.items() if key != "names"} for step in (sums, gates)],
        "trusted": TRUSTED,
    }
