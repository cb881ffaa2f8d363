#!/usr/bin/env python3
"""The check of circles finds what it is there to find, in a small tree made for it."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

CIRCLES = pathlib.Path(__file__).with_name("circles")
PROGRAMS = ["connectors/pdf/helper/Main.cpp", "connectors/pdf/finishing/Stamp.cpp", "connectors/pdf/judging/Judge.cpp", "connectors/pdf/verifier/Main.cpp",
            "connectors/office/filler/Fill.cpp",
            "connectors/office/preload/Load.cpp", "connectors/process/shim/Shim.cpp", "connectors/signer/Words.h", "connectors/keys/token/Main.cpp"]


class CirclesTest(unittest.TestCase):
    def verdict(self, **files):
        with tempfile.TemporaryDirectory() as folder:
            for name in ["signing/a/A.h", "pipeline/b/B.h", "jobs/c/C.h", *PROGRAMS]:
                path = pathlib.Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text("")
            for name, included in files.items():
                path = pathlib.Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text("".join(f'#include "{one}"\n' for one in included))
            done = subprocess.run([sys.executable, CIRCLES, folder], capture_output=True, text=True, timeout=60, check=False)
            return done.returncode, done.stdout

    def test_a_tree_without_faults_passes(self):
        self.assertEqual(self.verdict(**{"pipeline/b/B.h": ["signing/a/A.h"]})[0], 0)

    def test_a_circle_over_three_folders_is_found_with_its_lines(self):
        code, text = self.verdict(**{"pipeline/b/B.h": ["pipeline/d/D.h"], "pipeline/d/D.h": ["pipeline/e/E.h"],
                                     "pipeline/e/F.h": ["pipeline/b/B.h"]})
        self.assertEqual(code, 1)
        self.assertIn("Circle between pipeline/b, pipeline/d, pipeline/e", text)
        self.assertIn("pipeline/e/F.h includes pipeline/b/B.h", text)

    def test_an_include_of_a_higher_folder_is_found(self):
        code, text = self.verdict(**{"signing/a/A.h": ["pipeline/b/B.h"]})
        self.assertEqual(code, 1)
        self.assertIn("signing/a/A.h includes pipeline/b/B.h, which is above it", text)

    def test_a_program_that_sees_more_than_it_may_is_found_through_a_header(self):
        code, text = self.verdict(**{"connectors/office/filler/Fill.cpp": ["connectors/process/Channel.h"],
                                     "connectors/process/Channel.h": ["pipeline/b/B.h"]})
        self.assertEqual(code, 1)
        self.assertIn("connectors/office/filler sees pipeline/b/B.h", text)

    def test_a_program_that_the_table_does_not_name_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in [*((name, "") for name in PROGRAMS), ("connectors/pdf/other/Main.cpp", ""),
                               ("connectors/pdf/other/CMakeLists.txt", "add_executable(other Main.cpp)\n")]:
                path = pathlib.Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            done = subprocess.run([sys.executable, CIRCLES, folder], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("connectors/pdf/other makes a program", done.stdout)

    def test_a_program_without_sources_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "signing").mkdir()
            done = subprocess.run([sys.executable, CIRCLES, folder], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("connectors/process/shim has no sources", done.stdout)


if __name__ == "__main__":
    unittest.main()
