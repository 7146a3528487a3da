"""Which of many mappings: the fastest, or the smallest that meets a period.

Every module is mapped with the same recipes and delay targets, so the answer depends on nothing but the module.
"""
from . import liberty, netlist, timing

# Delay targets as parts of the period that is asked for.
PARTS = (1.0, 0.85, 0.7, 0.5)
TIGHT_PS = 1


class Mapping:
    """A netlist: its recipe, delay target, file, shortest period in ps (None without paths) and area in um2."""

    def __init__(self, recipe, delay_ps, file, period_ps, area_um2):
        self.recipe, self.delay_ps, self.file = recipe, delay_ps, file
        self.period_ps, self.area_um2 = period_ps, area_um2

    def meets(self, period_ps):
        return self.period_ps is None or self.period_ps <= period_ps


class Search:
    """Mappings of one module, each made once."""

    def __init__(self, module, technology, library_file, library, clock, folder):
        self.module, self.technology, self.library_file, self.clock = module, technology, library_file, clock
        self.areas = {name: liberty.area_um2(text) for name, text in library.cells().items()}
        self.folder, self.made = folder, {}

    def mapping(self, recipe, delay_ps):
        key = recipe, max(1, round(delay_ps))
        if key not in self.made:
            file = netlist.map_gates(self.module, self.technology, self.library_file, *key, self.folder)
            area = sum(self.areas[cell] for cell in netlist.cells_of(file, self.areas))
            period = timing.shortest_period(self.technology, self.library_file, file, self.module.top, self.clock,
                                            self.folder)
            self.made[key] = Mapping(*key, file, period, area)
        return self.made[key]

    def fastest(self):
        """The mapping with the shortest period: recipes for an impossible target, the best also for what it reached."""
        for recipe in ("medium", "fast", "fastest"):
            self.mapping(recipe, TIGHT_PS)
        best = self._best()
        if best.period_ps:
            self.mapping(best.recipe, best.period_ps)
        return self._best()

    def _best(self):
        return min(self.made.values(), key=lambda mapping: (mapping.period_ps or 0, mapping.area_um2, mapping.recipe))

    def smallest(self, period_ps):
        """The smallest mapping found that meets a period, or the fastest when none does."""
        for recipe in netlist.RECIPES:
            before = None
            for part in PARTS:
                mapping = self.mapping(recipe, part * period_ps)
                # A tighter target only costs area, or changes nothing any more.
                if mapping.meets(period_ps) or mapping.period_ps == before:
                    break
                before = mapping.period_ps
        meeting = [mapping for mapping in self.made.values() if mapping.meets(period_ps)]
        if not meeting:
            return self.fastest()
        return min(meeting, key=lambda mapping: (mapping.area_um2, mapping.recipe, -mapping.delay_ps))
