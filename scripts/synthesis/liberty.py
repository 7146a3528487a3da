"""Liberty libraries as text: cells taken out by name, several files merged into one, facts of a cell.

Only the outermost level is read: statements of the library, each a group with a name or an attribute.
"""
import re
from fnmatch import fnmatchcase

from .tools import bad_input

COMMENT = re.compile(r"/\*.*?\*/", re.S)
LIBRARY = re.compile(r"^\s*library\s*\(\s*\"?([^\")]*?)\"?\s*\)\s*\{", re.M)
GROUP = re.compile(r"\s*(\w+)\s*\(\s*\"?([^\")]*?)\"?\s*\)\s*\{")
ATTRIBUTE = re.compile(r"\s*(\w+)\s*[:(]")
POWER = re.compile(r"\s*(internal_power|leakage_power)\s*\([^)]*\)\s*\{")
# What must be the same in files that become one library.
SHARED = re.compile(r".*_unit$|.*_threshold_pct_.*|nom_.*|delay_model|slew_derate_from_library")
# Left out: wire loads, of which one library has a default and another has none, and waveforms that no tool here reads.
LEFT_OUT = {"normalized_driver_waveform", "wire_load", "wire_load_selection", "wire_load_table", "default_wire_load",
            "default_wire_load_mode", "default_wire_load_area", "default_wire_load_capacitance",
            "default_wire_load_resistance", "default_wire_load_selection"}


class Library:
    """name, and statements as (kind, name of the group or None, text) in the file's order."""

    def __init__(self, name, statements):
        self.name, self.statements = name, statements

    def cells(self):
        return {name: text for kind, name, text in self.statements if kind == "cell"}

    def only(self, names):
        """The library with these cells alone."""
        return Library(self.name, [s for s in self.statements if s[0] != "cell" or s[1] in names])

    def without(self, patterns):
        """The library without cells that match a pattern such as `SDF*`, and without wire loads."""
        return Library(self.name, [s for s in self.statements if s[0] not in LEFT_OUT and not
                                   (s[0] == "cell" and any(fnmatchcase(s[1], pattern) for pattern in patterns))])

    def without_power(self):
        """The library without energy and leakage tables, which are most of it and no tool here reads."""
        return Library(self.name, [(kind, name, _without_power(text) if kind == "cell" else text)
                                   for kind, name, text in self.statements])

    def text(self):
        return f"library ({self.name}) {{\n" + "\n".join(text for _, _, text in self.statements) + "\n}\n"


def _without_power(cell):
    lines, depth = [], 0
    for line in cell.split("\n"):
        if depth or POWER.match(line):
            depth += line.count("{") - line.count("}")
        else:
            lines.append(line)
    return "\n".join(lines)


def _statement(lines):
    text = "\n".join(lines)
    group = GROUP.match(text)
    if group:
        return group.group(1), group.group(2), text
    attribute = ATTRIBUTE.match(text)
    return (attribute.group(1) if attribute else ""), None, text


def read(text, origin):
    """errors  Failure 2 when it is no Liberty library"""
    text = COMMENT.sub("", text)
    start = LIBRARY.search(text)
    if not start:
        raise bad_input(f"{origin}: no Liberty library")
    statements, lines, depth = [], [], 0
    for line in text[start.end():].split("\n"):
        if depth == 0 and not line.strip():
            continue
        if depth == 0 and not lines and line.lstrip().startswith("{") and statements:
            lines.append(statements.pop()[2])
        depth += line.count("{") - line.count("}")
        if depth < 0:
            return Library(start.group(1), statements)
        lines.append(line)
        if depth == 0 and not line.rstrip().endswith(("\\", ",")):
            statements.append(_statement(lines))
            lines = []
    raise bad_input(f"{origin}: the library is not closed, the file is cut off")


def _words(text):
    return "".join(text.split())


def merge(libraries):
    """One library with the cells of all, the first one's attributes and the union of the other groups.

    errors  Failure 2 when units or thresholds differ, a cell is there twice, or a group has two meanings
    """
    first = libraries[0]
    merged = list(first.statements)
    groups = {(kind, name): text for kind, name, text in first.statements if name is not None}
    attributes = {kind: text for kind, name, text in first.statements if name is None}
    for library in libraries[1:]:
        for kind, name, text in library.statements:
            if kind in LEFT_OUT:
                continue
            if name is None:
                if SHARED.fullmatch(kind) and _words(attributes.get(kind, "")) != _words(text):
                    raise bad_input(f"{first.name} and {library.name} differ in {kind}")
                continue
            known = groups.get((kind, name))
            if known is None:
                groups[kind, name] = text
                merged.append((kind, name, text))
            elif kind == "cell" or _words(known) != _words(text):
                raise bad_input(f"{first.name} and {library.name} both have {kind} ({name})")
    # Templates come before the cells that name them.
    merged.sort(key=lambda statement: statement[0] == "cell")
    return Library(first.name, merged)


def area_um2(cell):
    return float(re.search(r"\barea\s*:\s*\"?([\d.eE+-]+)", cell).group(1))


def is_sequential(cell):
    return re.search(r"^\s*(ff|latch|ff_bank|latch_bank|statetable)\s*\(", cell, re.M) is not None
