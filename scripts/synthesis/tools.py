"""Runs the gate tools, and says what is wrong in one message.

exit codes of the scripts  0 ok, 1 a finding, 2 bad or missing input named by the user, 3 a tool is missing or fails,
4 a failed write
"""
import shutil
import subprocess
import tempfile
from pathlib import Path

PACKAGES = {"yosys": "yosys", "berkeley-abc": "berkeley-abc", "sta": "opensta"}


class Failure(Exception):
    """One message, and the exit code that goes with it."""

    def __init__(self, message, code):
        super().__init__(message)
        self.code = code


def bad_input(message):
    return Failure(message, 2)


def write_whole(file, text):
    """Writes a file that is there whole or not at all.

    errors  OSError
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=file.parent, prefix=file.name, delete=False, encoding="utf-8") as partial:
        partial.write(text)
    Path(partial.name).chmod(0o644)
    Path(partial.name).replace(file)


def require(*tools):
    missing = [tool for tool in tools if not shutil.which(tool)]
    if missing:
        packages = " ".join(PACKAGES[tool] for tool in missing)
        raise Failure(f"{', '.join(missing)} not installed; install with: apt-get install {packages}", 3)


def run(words, folder, log, seconds=None):
    """Output of a tool, standard error with it; also left in `log`. None when it takes longer than `seconds`.

    errors  Failure 3 with the end of the output
    """
    try:
        done = subprocess.run([str(word) for word in words], cwd=folder, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                              check=False, timeout=seconds)
    except subprocess.TimeoutExpired:
        return None
    log.write_text(done.stdout, encoding="utf-8")
    if done.returncode != 0:
        end = "\n".join(done.stdout.strip().splitlines()[-8:])
        raise Failure(f"{words[0]} failed with {done.returncode}\n{end}", 3)
    return done.stdout


def run_yosys(script, folder, name):
    """Runs a yosys script left as NAME.ys, its output as NAME.log."""
    file = folder / f"{name}.ys"
    file.write_text(script, encoding="utf-8")
    # This warning is yosys 0.23's only sign that it dropped a net.
    return run(["yosys", "-q", "-e", "implicitly declared", "-s", file], folder, folder / f"{name}.log")


def versions(folder):
    """{tool: what it says of itself}"""
    log = folder / "version.log"
    said = {
        "yosys": run(["yosys", "-V"], folder, log),
        "berkeley-abc": run(["berkeley-abc", "-c", "version"], folder, log),
        "sta": run(["sta", "-version"], folder, log),
    }
    log.unlink()
    return {tool: text.strip().splitlines()[-1].strip() for tool, text in said.items()}
