#!/usr/bin/env python3
"""Checks that includes point one way, that libraries stay in their folders, and that files stay short.

    check_layers.py [ROOT]    prints file:line of each violation; exit 1 if there is one
"""
import re
import sys
from pathlib import Path

# A folder may include itself and folders of a lower layer.
LAYERS = [
    ["models/formats"],
    ["models/pe"],
    ["models/tensor"],
    ["models/quantizers"],
    ["models/network"],
    ["configs/reader"],
    ["workloads"],
    ["sim/kernel"],
    ["sim/pe"],
    ["sim/array", "sim/memory"],
    ["sim/fast", "sim/report", "sim/cosim"],
    ["sim/characterize", "sim/published"],
    ["sim/system"],
    ["sim/accuracy"],
    ["sim/sweep"],
    ["sim/cli", "sim/python"],
]
LAYER_OF = {folder: layer for layer, folders in enumerate(LAYERS) for folder in folders}

# Components are configured by structs, so only these read configurations; the reader itself knows nothing of ours.
READER = "configs/reader"
READER_USERS = {"configs/reader", "workloads", "sim/report", "sim/published", "sim/system",
                "sim/accuracy", "sim/sweep", "sim/cli", "sim/python"}

YAML = re.compile(r"yaml-cpp/")
SYSTEMC = re.compile(r"(systemc(\.h)?$|systemc/|sysc/|tlm)")
VERILATED = re.compile(r"(verilated|(^|/)V[a-z]\w*\.h$)")

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')
SOURCES = {".h", ".hpp", ".cpp", ".def"}
CHECKED_FOLDERS = ["models", "configs", "workloads", "sim"]
COUNTED = {".cpp", ".hpp", ".h", ".sv", ".py", ".sh"}
COUNTED_FOLDERS = CHECKED_FOLDERS + ["rtl", "tests", "scripts"]
MAX_LINES = 400


def folder_of(path):
    """Layer folder of a path from the root, or None."""
    return next((folder for folder in LAYER_OF if path.startswith(folder + "/")), None)


def read_includes(root):
    """{file: [(line, quoted, target)]} of our sources, names from the root."""
    includes = {}
    for top in CHECKED_FOLDERS:
        for file in sorted((root / top).rglob("*")):
            if file.suffix in SOURCES and file.is_file():
                found = []
                for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
                    match = INCLUDE.match(text)
                    if match:
                        found.append((number, match.group(1) == '"', match.group(2)))
                includes[file.relative_to(root).as_posix()] = found
    return includes


def check_arrows(root, includes):
    for name, found in includes.items():
        folder = folder_of(name)
        if folder is None:
            yield f"{name}:1: lies in no layer; expected one of {', '.join(LAYER_OF)}"
            continue
        for line, quoted, target in found:
            if not quoted:
                continue
            if (root / name).parent.joinpath(target).is_file() and not (root / target).is_file():
                yield f'{name}:{line}: "{target}" is not written from the root of the project'
                continue
            other = folder_of(target)
            if other is None or other == folder:
                continue
            if folder == READER:
                yield f"{name}:{line}: the reader includes {target}; expected nothing of other folders"
            elif other == READER:
                if folder not in READER_USERS:
                    yield f"{name}:{line}: {folder} reads configurations through {target}; expected a struct of its own"
            elif LAYER_OF[other] >= LAYER_OF[folder]:
                yield f"{name}:{line}: {folder} includes {target}; expected only layers below {folder}"


def reached(name, includes):
    """{file: line in `name` that leads to it}, `name` itself with line 0."""
    lines = {name: 0}
    waiting = [name]
    while waiting:
        current = waiting.pop()
        for line, quoted, target in includes.get(current, []):
            if quoted and target in includes and target not in lines:
                lines[target] = lines[current] or line
                waiting.append(target)
    return lines


def check_libraries(includes):
    for name, found in includes.items():
        for line, _, target in found:
            if YAML.match(target) and not name.startswith(READER + "/"):
                yield f"{name}:{line}: {target} outside {READER}"
            if YAML.match(target) and not name.endswith(".cpp"):
                yield f"{name}:{line}: {target} in a header; expected it in .cpp files alone"
            if SYSTEMC.match(target) and not name.startswith("sim/"):
                yield f"{name}:{line}: {target} outside sim; expected neither SystemC nor time there"
            if VERILATED.match(target) and not name.startswith("sim/"):
                yield f"{name}:{line}: {target} outside sim"
        kinds = {}
        for file, via in reached(name, includes).items():
            for line, _, target in includes[file]:
                for kind, pattern in (("SystemC", SYSTEMC), ("verilated", VERILATED)):
                    if pattern.match(target):
                        kinds.setdefault(kind, (via or line, target))
        if len(kinds) == 2:
            (line, first), (other, second) = kinds["SystemC"], kinds["verilated"]
            yield f"{name}:{max(line, other)}: meets both {first} (line {line}) and {second} (line {other})"


def check_lengths(root):
    files = [root / "CMakeLists.txt"]
    for top in COUNTED_FOLDERS:
        files += sorted((root / top).rglob("*"))
    for file in files:
        if file.is_file() and (file.suffix in COUNTED or file.name == "CMakeLists.txt"):
            lines = file.read_bytes().count(b"\n")
            if lines > MAX_LINES:
                yield f"{file.relative_to(root).as_posix()}:{MAX_LINES + 1}: {lines} lines; expected at most {MAX_LINES}"


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent)
    includes = read_includes(root)
    if not includes:
        print(f"check_layers.py: no sources in {root}", file=sys.stderr)
        return 2
    violations = [*check_arrows(root, includes), *check_libraries(includes), *check_lengths(root)]
    for violation in violations:
        print(violation)
    print(f"{len(includes)} files, {sum(map(len, includes.values()))} includes, {len(violations)} violations", file=sys.stderr)
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
