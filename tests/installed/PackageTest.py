"""The Debian package of the build folder: what is in it, what lintian says, its manual and completion, and its life on a host over this
machine's files from which the source tree is gone."""
import contextlib
import gzip
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from life import Life
from package import BUILD, SOURCE, build, contents, earlier, field, listed_packages
from host import CannotBoot, Host

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="balalyk-package-"))
PROGRAM = BUILD / "bin" / "balalyk"
LANGUAGES = {"en": "", "ky": "ky/", "ru": "ru/"}


def setUpModule():
    global PACKAGE
    PACKAGE = build(FOLDER)


def tearDownModule():
    shutil.rmtree(FOLDER)


def helps(words=()):
    """{command: its help} of the program and all below it, as the program prints them."""
    text = subprocess.run([PROGRAM, "--set", "language=en", *words, "--help"], check=True, stdout=subprocess.PIPE, text=True).stdout
    found = {" ".join(words): text}
    below = re.search(r"^Commands:\n((?:  .*\n|\n)+)", text, re.M)
    for command in re.findall(r"^  ([a-z-]+) ", below[1], re.M) if below else []:
        found.update(helps((*words, command)))
    return found


def options(text):
    return set(re.findall(r"^  (?:-\w,)?(--[a-z-]+)", text, re.M))


class ContentsTest(unittest.TestCase):
    def test_it_depends_on_what_the_one_list_names_and_on_the_libraries_that_are_linked(self):
        depends = re.sub(r" \([^)]*\)", "", field(PACKAGE, "Depends")).split(", ")
        self.assertLessEqual(set(listed_packages("run")), set(depends))
        self.assertLessEqual({"libc6", "libpocofoundation80", "libuno-sal3", "libpq5"}, set(depends))
        self.assertEqual(field(PACKAGE, "Suggests").split(", "), listed_packages("beside"))

    def test_it_has_what_the_program_needs_and_enables_nothing(self):
        paths = contents(PACKAGE)
        for path in ("/usr/bin/balalyk", "/usr/lib/balalyk/balalyk-pdf-helper", "/usr/lib/balalyk/balalyk-verifier", "/usr/lib/balalyk/balalyk-token", "/usr/lib/balalyk/balalyk-office-shim",
                     "/usr/lib/balalyk/libbalalykfiller.so", "/usr/share/balalyk/templates/contract.json", "/usr/share/balalyk/nginx/balalyk.conf",
                     "/usr/share/balalyk/nginx/errors/413.html", "/usr/share/balalyk/nginx/errors/api/413.json", "/usr/share/balalyk/postgresql-roles.sql", "/usr/share/balalyk/backup/balalyk-backup",
                     "/usr/share/doc/balalyk/jobs/README.md", "/usr/share/bash-completion/completions/balalyk", "/etc/balalyk/balalyk.conf"):
            self.assertIn(path, paths)
        for file in (SOURCE / "jobs" / "systemd").iterdir():
            if file.suffix != ".conf":
                self.assertIn(f"/usr/lib/systemd/system/{file.name}", paths)
        self.assertEqual([path for path in paths if ".wants" in path or "/sites-enabled/" in path or path.startswith("/etc/nginx")], [])
        self.assertEqual([path for path, mode in paths.items() if "s" in mode[3:9] or mode[8] == "w" and not mode.startswith("l")], [])

    def test_lintian_finds_neither_errors_nor_warnings(self):
        if not shutil.which("lintian"):
            print("SKIPPED: lintian")
            self.skipTest("lintian")
        done = subprocess.run(["lintian", "--allow-root", "--fail-on", "error,warning", PACKAGE], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout)
        overrides = (SOURCE / "jobs" / "package" / "lintian-overrides").read_text("utf-8").splitlines()
        self.assertTrue(all(above.startswith("#") for above, line in zip([""] + overrides, overrides) if line.startswith("balalyk")), "without a reason")


class ManualTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.helps = helps()

    def page(self, language, name):
        section = name[-1]
        return gzip.decompress((BUILD / "manual" / f"{LANGUAGES[language]}man{section}" / f"{name}.gz").read_bytes()).decode()

    def complete(self, *words):
        """What bash offers for the last word."""
        script = ('source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
                  '_balalyk "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"; printf "%s\\n" "${COMPREPLY[@]}"')
        done = subprocess.run(["bash", "-c", script, "bash", BUILD / "manual" / "completion" / "balalyk", "balalyk", *words], check=True,
                              stdout=subprocess.PIPE, text=True, cwd=SOURCE)
        return done.stdout.split()

    def test_the_program_says_what_commands_it_has(self):
        self.assertGreater(len(self.helps), 40)
        self.assertIn("--all", options(self.helps["authorise batch"]))

    def test_each_command_and_option_is_in_the_manual_of_each_language(self):
        for language in LANGUAGES:
            page = self.page(language, "balalyk.1")
            parts = re.split(r"^\.SS balalyk (.*)$", page, flags=re.M)
            described = {"": parts[0], **dict(zip((name.replace("\\-", "-") for name in parts[1::2]), parts[2::2]))}
            self.assertEqual(set(described), set(self.helps), language)
            for command, text in self.helps.items():
                shown = set(re.findall(r"--[a-z-]+", " ".join(re.findall(r"^\.TP\n(.*)$", described[command], re.M)).replace("\\-", "-")))
                self.assertEqual(options(text) - {"--help"}, shown - {"--help"}, f"{language}: {command}")

    def test_each_setting_is_in_the_manual_of_each_language(self):
        settings = re.findall(r"^#(\S+) =", (SOURCE / "jobs" / "systemd" / "balalyk.conf").read_text("utf-8"), re.M)
        self.assertGreater(len(settings), 60)
        for language in LANGUAGES:
            self.assertEqual(re.findall(r"^\.TP\n\\fB(\S+)\\fR = ", self.page(language, "balalyk.conf.5"), re.M), settings)

    def test_pages_are_formatted_without_a_complaint(self):
        if not shutil.which("man"):
            print("SKIPPED: man")
            self.skipTest("man")
        for language in LANGUAGES:
            for name in ("balalyk.1", "balalyk.conf.5"):
                done = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", "-"], input=self.page(language, name), stdout=subprocess.PIPE,
                                      stderr=subprocess.PIPE, text=True, check=False, env={**os.environ, "MANWIDTH": "80"})
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertIn("balalyk", done.stdout)

    def test_each_command_and_option_is_completed(self):
        for command, text in self.helps.items():
            words = command.split()
            self.assertEqual(options(text) | {"--config", "--set", "--version"}, set(self.complete(*words, "--")) | {"--version"}, command)
        self.assertEqual({words[0] for words in map(str.split, self.helps) if words}, {word for word in self.complete("") if not word.startswith("-")})

    def test_values_are_completed(self):
        self.assertEqual(self.complete("account", "add", "aigul", "--language", ""), ["ky", "ru", "en"])
        self.assertEqual(self.complete("--set", "office.sl"), ["office.slots="])
        self.assertEqual(self.complete("verify", "READ"), ["README.md"])
        self.assertEqual(self.complete("--config", "status", "au"), ["authorise"])   # «status» is a file here
        self.assertEqual(self.complete("find", "--name-of-nothing", "x", "--kin"), ["--kind"])


class HereLife(Life):
    """Over this machine's files: what it depends on is there."""
    install = ("dpkg", "--install")
    only = ("app-001",)

    def setUp(self):
        try:
            self.host = Host("/var/lib/balalyk")
        except (CannotBoot, OSError) as reason:
            print("SKIPPED: systemd as the first process of new namespaces (it needs root)")
            self.skipTest(str(reason))
        self.addCleanup(self.host.remove)
        self.host.run("mount", "-t", "tmpfs", "none", SOURCE)   # nothing comes from the source tree
        self.host.run("rm", "-f", "/usr/sbin/policy-rc.d")   # images of containers forbid services with it
        self.earlier, self.package = earlier(PACKAGE, FOLDER), PACKAGE


def load_tests(loader, tests, _):
    with contextlib.suppress(KeyError):
        return loader.loadTestsFromName(os.environ["ONLY"], sys.modules[__name__])
    return unittest.TestSuite(test for test in tests if not any(type(case) is Life for case in test))


if __name__ == "__main__":
    unittest.main(verbosity=2)
