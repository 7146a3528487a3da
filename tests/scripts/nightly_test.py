#!/usr/bin/env python3
"""Runs nightly.sh against stand-ins of the tools it calls, and reads its table and its exit code."""
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ["nightly.sh", "pe_catalog.sh"]


class Nightly(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.house = Path(folder.name)
        for name in ("scripts", "models/pe", "build/bin", "tools"):
            (self.house / name).mkdir(parents=True)
        for name in SCRIPTS:
            shutil.copy(ROOT / "scripts" / name, self.house / "scripts" / name)
        (self.house / "models/pe/pe_catalog.def").write_text(
            "// A list.\nPE(first, First, a, b, c, d)\nPE(second, Second, a, b, c, d)\n", encoding="utf-8")
        self.stand_in("scripts/setup.sh", "exit 0")
        self.stand_in("tools/cmake", "exit 0")
        self.stand_in("tools/ctest", 'echo "ctest $*" >>calls; echo "100% tests passed, 0 tests failed out of 20"')
        self.stand_in("scripts/characterize.sh", 'echo "characterize.sh $*" >>calls; echo "$1: 2 PEs in 9 s"')
        self.stand_in("scripts/same_bits.sh", 'echo "one hash: 01ab"')
        self.stand_in("scripts/big_checkpoint.py", "0")
        self.stand_in("scripts/compare_units.py", 'echo "compare_units.py $*" >>calls')
        self.stand_in("build/bin/lopsim", 'echo "lopsim $*" >>calls; echo "9 steps, 9 cycles: 0 mismatches"')

    def stand_in(self, name, text):
        file = self.house / name
        file.write_text("#!/usr/bin/env bash\n" + text + "\n", encoding="utf-8")
        file.chmod(0o755)

    def run_nightly(self, *campaigns, **environment):
        environment = {**os.environ, "PATH": f"{self.house}/tools:{os.environ['PATH']}", **environment}
        run = subprocess.run([self.house / "scripts/nightly.sh", *campaigns], env=environment, capture_output=True,
                             text=True, check=False)
        return run, [line.split() for line in run.stdout.splitlines() if " s  " in line]

    def test_every_campaign_has_a_row_and_every_pe_its_own(self):
        run, rows = self.run_nightly()
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual([row[0] for row in rows],
                         ["arrays", "bits", "conversions", "fidelity", "formats", "kernels", "memory", "regression", "cosim-first",
                          "cosim-second", "sanitizers", "gates-osu018"])
        self.assertEqual({row[1] for row in rows}, {"passed"})
        self.assertIn("one hash", " ".join(rows[1]))
        self.assertIn("0 mismatches", " ".join(rows[7]))
        self.assertIn("12 passed, 0 failed", run.stdout)
        calls = (self.house / "calls").read_text(encoding="utf-8")
        self.assertIn("lopsim cosim --pe second --steps 10000000 ", calls)
        self.assertIn("lopsim cosim configs/cosim/full.yaml ", calls)
        self.assertIn("--test-dir build-sanitize ", calls)
        self.assertIn("characterize.sh osu018 /usr/share", calls)
        self.assertIn("2 PEs in 9 s", " ".join(rows[11]))

    def test_a_library_that_is_not_debians_comes_from_a_folder(self):
        self.assertEqual(self.run_nightly("gates-asap7")[0].returncode, 1)
        libraries = self.house / "libraries"
        libraries.mkdir()
        for name in ("asap7_a.lib.gz", "asap7_b.lib", "nangate45.lib"):
            (libraries / name).touch()
        run, rows = self.run_nightly("gates-asap7", LOPSIM_LIBERTY=str(libraries))
        self.assertEqual((run.returncode, rows[0][1]), (0, "passed"))
        calls = (self.house / "calls").read_text(encoding="utf-8")
        self.assertIn(f"characterize.sh asap7 {libraries}/asap7_a.lib.gz {libraries}/asap7_b.lib\n", calls)
        self.assertIn("compare_units.py --technology asap7 ", calls)

    def test_one_failure_fails_the_night_but_not_the_campaigns_after_it(self):
        self.stand_in("build/bin/lopsim", "[[ $* != *first* ]]")
        run, rows = self.run_nightly()
        self.assertEqual(run.returncode, 1)
        self.assertEqual([row[0] for row in rows if row[1] == "FAILED"], ["cosim-first"])
        self.assertEqual(len(rows), 12)

    def test_a_build_that_fails_runs_nothing(self):
        self.stand_in("tools/cmake", "[[ $1 != --build ]]")
        run, rows = self.run_nightly()
        self.assertEqual((run.returncode, rows), (1, []))
        self.assertFalse((self.house / "calls").exists())

    def test_chosen_campaigns_run_alone_and_unknown_ones_are_refused(self):
        campaigns = ["fidelity", "cosim-second"]
        self.assertEqual([row[0] for row in self.run_nightly(*campaigns)[1]], campaigns)
        run, rows = self.run_nightly("cosim-third")
        self.assertEqual((run.returncode, rows), (2, []))
        self.assertIn("unknown campaign 'cosim-third'; known: arrays", run.stderr)


if __name__ == "__main__":
    unittest.main()
