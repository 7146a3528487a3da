#!/usr/bin/env python3
"""Runs setup.sh and test.sh against stand-ins of the tools they call, and reads what they were asked for."""
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

DPKG_QUERY = 'for name in $PRESENT; do echo "$name installed"; done; echo "yosys config-files"; exit 1'
APT_GET = """echo "$DEBIAN_FRONTEND apt-get $*" >>"$CALLS"
case " $* " in *" update "*) touch "$CALLS.fresh" ;; *" install "*) [[ -e $CALLS.fresh || ! $STALE ]] ;; esac"""
APT_CACHE = '[[ -e $CALLS.fresh || ! $UNKNOWN ]]'


class Scripts(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.calls = self.folder / "calls"
        self.stand_in("dpkg-query", DPKG_QUERY)
        self.stand_in("apt-get", APT_GET)
        self.stand_in("apt-cache", APT_CACHE)
        self.stand_in("sudo", 'exec "$@"')

    def stand_in(self, name, text):
        file = self.folder / name
        file.write_text("#!/usr/bin/env bash\n" + text + "\n", encoding="utf-8")
        file.chmod(0o755)

    def run_script(self, script, *arguments, **settings):
        environment = {**os.environ, "CALLS": str(self.calls), "PRESENT": "", "STALE": "", "UNKNOWN": "", **settings}
        environment["PATH"] = f"{self.folder}:{os.environ['PATH']}"
        run = subprocess.run([script, *arguments], env=environment, capture_output=True, text=True, check=False)
        return run, self.calls.read_text(encoding="utf-8").splitlines() if self.calls.exists() else []

    def setup_script(self, *arguments, **settings):
        return self.run_script(str(ROOT / "scripts/setup.sh"), *arguments, **settings)

    def wanted(self, kind):
        return self.setup_script(kind)[1][0].split("--no-install-recommends ")[1]

    def test_nothing_is_called_when_all_packages_are_there(self):
        everything = self.wanted("test")
        self.calls.unlink()
        run, calls = self.setup_script("test", PRESENT=everything)
        self.assertEqual((run.returncode, calls, run.stdout, run.stderr), (0, [], "", ""))

    def test_only_what_is_missing_is_installed_without_questions(self):
        everything = self.wanted("test").split()
        self.calls.unlink()
        present = " ".join(name for name in everything if name not in {"yosys", "libfmt-dev"})
        run, calls = self.setup_script(PRESENT=present)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(calls, ["noninteractive apt-get -o DPkg::Lock::Timeout=600 -q -y install "
                                 "--no-install-recommends libfmt-dev yosys"])

    def test_running_needs_no_test_or_synthesis_packages(self):
        run_packages = set(self.wanted("run").split())
        self.calls.unlink()
        extra = set(self.wanted("test").split()) - run_packages
        self.assertEqual(extra, {"libgtest-dev", "libbenchmark-dev", "libopenblas-dev", "libmpfr-dev", "yosys", "berkeley-abc",
                                 "opensta", "qflow-tech-osu018"})

    def test_package_lists_are_fetched_only_when_they_lack_a_package_or_are_stale(self):
        for settings, expected in (({"UNKNOWN": "1"}, ["update", "install"]),
                                   ({"STALE": "1"}, ["install", "update", "install"])):
            run, calls = self.setup_script("run", **settings)
            self.assertEqual(run.returncode, 0, run.stderr)
            actions = [next(word for word in call.split() if word in {"update", "install"}) for call in calls]
            self.assertEqual(actions, expected)
            self.calls.unlink()
            Path(f"{self.calls}.fresh").unlink()

    def test_an_unknown_argument_is_refused(self):
        run, calls = self.setup_script("rnu")
        self.assertEqual((run.returncode, calls), (2, []))
        self.assertIn("unknown argument 'rnu'; expected run, test or nightly", run.stderr)

    def test_the_last_line_of_test_sh_counts_what_ctest_reports(self):
        results = '<testsuite name="x"\\n\\ttests="12"\\n\\tfailures="2"\\n\\tdisabled="1"\\n\\tskipped="3"\\n>'
        run = self.run_test_script(f"printf '{results}' >build/test_results.xml; exit 8")
        self.assertEqual((run.returncode, run.stdout.splitlines()[-1]), (8, "6 passed, 2 failed"))

    def test_a_build_that_fails_counts_as_a_failure(self):
        run = self.run_test_script("exit 0", cmake='[[ $1 != --build ]]')
        self.assertEqual((run.returncode, run.stdout.splitlines()[-1]), (1, "0 passed, 1 failed"))

    def test_results_of_an_earlier_run_are_not_counted(self):
        run = self.run_test_script("exit 1", earlier='<testsuite tests="5" failures="0" disabled="0" skipped="0">')
        self.assertEqual((run.returncode, run.stdout.splitlines()[-1]), (1, "0 passed, 1 failed"))

    def run_test_script(self, ctest, cmake="exit 0", earlier=""):
        house = self.folder / "house"
        (house / "scripts").mkdir(parents=True)
        (house / "build").mkdir()
        (house / "build/test_results.xml").write_text(earlier, encoding="utf-8")
        script = house / "scripts/test.sh"
        script.write_text((ROOT / "scripts/test.sh").read_text(encoding="utf-8"), encoding="utf-8")
        setup = house / "scripts/setup.sh"
        setup.write_text("#!/usr/bin/env bash\n", encoding="utf-8")
        for file in (script, setup):
            file.chmod(0o755)
        self.stand_in("cmake", cmake)
        self.stand_in("ctest", ctest)
        return self.run_script(str(script))[0]


if __name__ == "__main__":
    unittest.main()
