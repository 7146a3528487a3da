"""RTL of one module: its files, the macros of its slice, and the parameters that the array gives it."""
import hashlib
import json
import re

from .tools import bad_input, run_yosys

COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.S)
NAME = re.compile(r"[A-Za-z_]\w*")
ROW = re.compile(r"^PE\(([^)]*)\)", re.M)
DERIVED = re.compile(r"\$paramod(?:\$[0-9a-f]+)?\\(\w+)")   # yosys's name of a module with its parameters set
MACROS = ("LOP_WEIGHT_EDGE", "LOP_ACTIVATION_EDGE", "LOP_COLUMN", "LOP_OUTPUT")


def slice_macros(root, stem):
    """{macro: module} of a stem, as scripts/pe_catalog.sh has them."""
    rows = [[word.strip() for word in row.split(",")] for row in
            ROW.findall((root / "models/pe/pe_catalog.def").read_text(encoding="utf-8"))]
    for row in rows:
        if row[0] == stem:
            return {"LOP_PKG": f"{stem}_pkg", "LOP_PE": f"pe_{stem}", **dict(zip(MACROS, row[2:]))}
    raise bad_input(f"there is no PE '{stem}'; known: {' '.join(row[0] for row in rows if len(row) == 6)}")


def files_of(rtl, module, macros):
    """Files below the folder `rtl` that a module needs, packages first, as paths from there.

    A file is needed when another one says its name outside comments, directly or by a macro.
    errors  Failure 2 when the module is not there
    """
    index = {path.stem: path for path in sorted(rtl.rglob("*.sv"))}
    if module not in index or module.endswith("_pkg"):
        raise bad_input(f"there is no module '{module}' in {rtl}")
    waiting, needed = [module], {module}
    while waiting:
        text = COMMENT.sub("", index[waiting.pop()].read_text(encoding="utf-8"))
        for macro in set(re.findall(r"`(LOP_\w+)", text)):
            if macro not in macros:
                raise bad_input(f"'{module}' takes its types from a slice; say which with --stem")
            text = text.replace(f"`{macro}", macros[macro])
        new = set(NAME.findall(text)) & set(index) - needed
        needed |= new
        waiting += sorted(new)
    # Packages of rtl/common come before those that may use them.
    order = sorted(needed, key=lambda name: (not name.endswith("_pkg"), index[name].relative_to(rtl).as_posix()))
    return [index[name].relative_to(rtl).as_posix() for name in order]


def hash_of(rtl, files):
    """(hash, [{file, sha256}]): the hash is that of what `sha256sum rtl/FILE...` prints for the files in order."""
    listed = [{"file": f"rtl/{file}", "sha256": hashlib.sha256((rtl / file).read_bytes()).hexdigest()}
              for file in files]
    printed = "".join(f"{entry['sha256']}  {entry['file']}\n" for entry in listed)
    return hashlib.sha256(printed.encode()).hexdigest(), listed


def read_commands(rtl, files, macros, top, parameters):
    """yosys commands that read the files and set the top's parameters."""
    defines = " ".join(f"-D{name}={value}" for name, value in macros.items())
    # Before hierarchy, whose -chparam makes some modules twice and stops at the second (yosys 0.23).
    chosen = " ".join(f"-set {name} {value}" for name, value in parameters.items())
    return (f"read_verilog -sv -defer {defines} {' '.join(str(rtl / file) for file in files)}\n" +
            (f"chparam {chosen} $abstract\\{top}\n" if chosen else "") + f"hierarchy -check -top {top}\n")


def parameters_of(module):
    """{name: value as yosys takes it} of a module in yosys's JSON."""
    return {name: f"{len(bits)}'b{bits}" if re.fullmatch("[01]+", str(bits)) else str(bits)
            for name, bits in sorted(module.get("parameter_default_values", {}).items())}


def parameters_in_array(rtl, macros, module, variant, rows, folder):
    """Parameters of a module inside pe_array of one tile with `rows` rows and one column.

    errors  Failure 2 when it is not in there, or there with different parameters
    """
    files = files_of(rtl, "pe_array", macros)
    run_yosys(read_commands(rtl, files, macros, "pe_array", {"Variant": variant, "Rows": rows}) +
              "proc\nwrite_json array.json\n", folder, "array")
    modules = json.loads((folder / "array.json").read_text(encoding="utf-8"))["modules"]
    found = []
    for name, text in modules.items():
        match = DERIVED.match(name)
        if (match.group(1) if match else name) == module and parameters_of(text) not in found:
            found.append(parameters_of(text))
    if not found:
        raise bad_input(f"'{module}' is no part of the slice of {macros['LOP_PE'][3:]}")
    if len(found) > 1:
        raise bad_input(f"the slice has '{module}' with different parameters; leave out --stem and say --parameter: "
                        f"{json.dumps(found)}")
    return found[0]
