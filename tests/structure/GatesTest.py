#!/usr/bin/env python3
"""The gates cannot be passed by what they do not look at: an empty tree, a link to no heading, a commit that is not there."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent


def code_of(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False).returncode


class GatesTest(unittest.TestCase):
    def gate(self, name, pages=()):
        with tempfile.TemporaryDirectory() as folder:
            for page, text in dict(pages).items():
                pathlib.Path(folder, page).write_text(text)
            return code_of(sys.executable, "-B", HERE / name, folder)

    def test_a_tree_without_anything_passes_none(self):
        for name in ("asvs", "circles", "declarations", "links", "words"):
            with self.subTest(name):
                self.assertNotEqual(self.gate(name), 0)

    def test_a_link_leads_to_a_heading(self):
        self.assertEqual(self.gate("links", {"A.md": "[b](B.md#the-heading-of-b)\n", "B.md": "# The heading: of `B`\n"}), 0)
        self.assertEqual(self.gate("links", {"A.md": "[b](B.md#another)\n", "B.md": "# The heading\n"}), 1)
        self.assertEqual(self.gate("links", {"A.md": "# One\n[above](#two)\n"}), 1)

    def test_lint_looks_at_nothing_it_was_not_asked_for(self):
        for wrong in (["--since", "a-commit-that-is-not-there"], ["--since"], ["--everything"], ["--all", "more"]):
            with self.subTest(wrong):
                self.assertEqual(code_of(ROOT / "tests" / "lint", *wrong), 2)


if __name__ == "__main__":
    unittest.main()
