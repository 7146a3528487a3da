"""Runs the gate tools, and says what is wrong in one message.

exit codes of the scripts  0 ok, 1 a finding, 2 bad or missing input named by the user, 3 a tool is missing or fails, 4 a
failed write
"""
import shutil
import subprocess

PACKAGES = {"yosys": "yosys", "berkeley-abc": "berkeley-abc", "sta": "opensta"}


class Failure(Exception):
    """One message, and the exit code that goes with it."""

    def __init__(self, message, code):
        super().__init__(message)
        self.code = code


def bad_input(message):
    return Failure(message, 2)


def require(*tools):
    missing = [tool for tool in tools if not shutil.which(tool)]
    if missing:
        packages = " ".join(PACKAGES[tool] for tool in missing)
        raise Failure(f"{', '.join(missing)} not installed; install with: apt-get install {packages}", 3)


def run(words, folder, log, accept=(0,)):
    """Output of a tool, standard error with it; also left in `log`.

    errors  Failure 3 with the end of the output
    """
    done = subprocess.run([str(word) for word in words], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
    log.write_text(done.stdout, encoding="utf-8")
    if done.returncode not in accept:
        end = "\n".join(done.stdout.strip().splitlines()[-8:])
        raise Failure(f"{words[0]} failed with {done.returncode}, see {log}\n{end}", 3)
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
