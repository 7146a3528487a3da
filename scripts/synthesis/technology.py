"""A technology of configs/technology, and its library made ready for the tools: decompressed, merged, filtered.

docs of the keys  docs/synthesis.md
"""
import gzip
import hashlib
import re
from pathlib import Path

from . import liberty
from .tools import bad_input, write_whole

NUMBERS = {"node_nm", "voltage_v", "temperature_c", "clock_ghz", "output_load_ff"}
LISTS = {"liberty_files", "dont_use"}
TEXTS = {"corner", "wire_load", "driving_cell", "tie_high", "tie_low", "source", "licence"}


def _value(text, where):
    text = text.strip()
    quoted = re.fullmatch(r'"([^"]*)"', text)
    if quoted:
        return quoted.group(1)
    if not text or text[0] in "\"'&*!|>{[%@`" or ": " in text or " #" in text:
        raise bad_input(f"{where}: '{text}' is no plain or double-quoted value")
    return text


def read_flat_yaml(file):
    """{key: text or list of texts} of a file with one `key: value` or `key: [value, ...]` a line.

    errors  Failure 2, also for a key that is there twice
    """
    found = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        where = f"{file}:{number}"
        if not line.strip() or line.startswith("#"):
            continue
        match = re.fullmatch(r"([a-z0-9_]+): (.*)", line)
        if not match or match.group(1) in found:
            raise bad_input(f"{where}: expected a new `key: value`, found '{line}'")
        key, text = match.group(1), match.group(2).strip()
        items = re.fullmatch(r"\[(.*)\]", text)
        if items:
            found[key] = [_value(item, where) for item in items.group(1).split(",") if item.strip()]
        else:
            found[key] = _value(text, where)
    return found


class Technology:
    """Attributes are the keys of the file, and `name`."""

    def __init__(self, root, name):
        file = root / "configs/technology" / f"{name}.yaml"
        if not file.is_file():
            known = ", ".join(sorted(path.stem for path in file.parent.glob("*.yaml")))
            raise bad_input(f"there is no technology '{name}'; known: {known}")
        keys = read_flat_yaml(file)
        wrong = set(keys) ^ (NUMBERS | LISTS | TEXTS)
        if wrong:
            raise bad_input(f"{file}: unknown or missing: {', '.join(sorted(wrong))}")
        self.name, self.file = name, file
        for key, value in keys.items():
            if isinstance(value, list) != (key in LISTS):
                raise bad_input(f"{file}: {key}: expected {'a list' if key in LISTS else 'one value'}")
            try:
                setattr(self, key, float(value) if key in NUMBERS else value)
            except ValueError:
                raise bad_input(f"{file}: {key}: '{value}' is no number") from None
        if self.wire_load != "none":
            raise bad_input(f"{file}: wire_load: only 'none' is there, found '{self.wire_load}'")

    def order(self, given):
        """The given files in the order of `liberty_files`; each may end in .gz."""
        by_name = {}
        for path in map(Path, given):
            if not path.is_file():
                raise bad_input(f"Liberty file '{path}' is missing")
            by_name[path.name[:-3] if path.name.endswith(".gz") else path.name] = path
        if sorted(by_name) != sorted(self.liberty_files) or len(given) != len(by_name):
            raise bad_input(f"{self.name} takes --liberty {' '.join(self.liberty_files)} (each also as .gz), "
                            f"found {' '.join(sorted(by_name)) or 'none'}")
        return [by_name[name] for name in self.liberty_files]


def _sha256(content):
    return hashlib.sha256(content).hexdigest()


def _content(path):
    content = path.read_bytes()
    try:
        return content, gzip.decompress(content) if path.name.endswith(".gz") else content
    except (OSError, EOFError) as error:
        raise bad_input(f"{path}: not gzip: {error}") from None


def prepare_library(technology, given, cache):
    """(file, Library, sources): the library that all tools read, kept in the folder `cache`.

    sources  [{file, sha256, uncompressed_sha256}] of the given files
    """
    libraries, sources = [], []
    for path in technology.order(given):
        raw, content = _content(path)
        sources.append({"file": path.name, "sha256": _sha256(raw), "uncompressed_sha256": _sha256(content)})
        libraries.append((path, content))
    key = [source["uncompressed_sha256"] for source in sources] + technology.dont_use
    key.append(_sha256(Path(liberty.__file__).read_bytes()))
    file = cache / f"{technology.name}-{_sha256(' '.join(key).encode())[:16]}.lib"
    if file.is_file():
        return file, liberty.read(file.read_text(encoding="utf-8"), file), sources
    merged = liberty.merge([liberty.read(content.decode("utf-8", "replace"), path) for path, content in libraries])
    library = merged.without(technology.dont_use).without_power()
    wanted = {technology.driving_cell, *(tie.split("/")[0] for tie in (technology.tie_high, technology.tie_low))}
    for cell in sorted(wanted - {"none"} - set(library.cells())):
        raise bad_input(f"{technology.file}: the library has no cell {cell}")
    write_whole(file, library.text())
    return file, library, sources
