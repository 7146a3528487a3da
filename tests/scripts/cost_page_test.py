#!/usr/bin/env python3
"""docs/costs.md has what the shipped cost tables say, and a figure that is changed in it is noticed.

usage: cost_page_test.py LOPSIM
"""
import subprocess
import sys
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import cost_page   # noqa: E402  pylint: disable=wrong-import-position

LOPSIM = sys.argv.pop()


class CostPage(unittest.TestCase):
    def test_its_tables_are_those_of_the_cost_tables(self):
        check = subprocess.run([sys.executable, str(ROOT / "scripts/cost_page.py"), LOPSIM, "--check"], capture_output=True, text=True,
                               check=False)
        self.assertEqual(check.returncode, 0, check.stderr)

    def test_one_other_digit_in_any_table_is_noticed_and_mended(self):
        page, tables = cost_page.PAGE.read_text(encoding="utf-8"), cost_page.read_tables(LOPSIM)
        for heading in cost_page.sections(tables):
            last = page.index("\n", page.index("\n|---", page.index(f"## {heading}\n")) + 1)
            row_end = page.index(" |\n", last + 1)
            digit = row_end - 1
            if heading == "BitMoD's three alignments":   # its last column is not of the cost tables
                digit = page.rindex(" |", 0, row_end) - 1
            broken = page[:digit] + str((int(page[digit]) + 1) % 10) + page[digit + 1:]
            self.assertNotEqual(broken, page)
            self.assertEqual(cost_page.with_tables(broken, tables), cost_page.with_tables(page, tables), heading)


if __name__ == "__main__":
    unittest.main()
