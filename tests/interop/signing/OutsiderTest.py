"""`balalyk verify` for whoever has a file, a root, and no installation: exit codes, reasons, times, standard input, evidence
records beside their files, JSON in every case. The program runs with nothing but the files.

    OutsiderTest.py SAMPLES MODULES EVIDENCE-MAKER PROGRAM   what make-samples left; npm modules; interop_evidence; balalyk
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

SAMPLES, MODULES, EVIDENCE_MAKER, PROGRAM = (pathlib.Path(argument).resolve() for argument in sys.argv[1:5])
SOURCE = pathlib.Path(__file__).resolve().parents[3]
SIGNING = SOURCE / "tests" / "signing"
GOOD = SAMPLES / "p256.asice"
ANCHORS = SAMPLES / "keyring" / "anchors.pem"
PASSED, NOT_VALID, USAGE, CANNOT_RUN, INDETERMINATE = 0, 1, 2, 3, 4
LANGUAGES = ("ky", "ru", "en")


class OutsiderTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="balalyk-outsider-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.bad = cls.folder / "bad.asice"
        with zipfile.ZipFile(GOOD) as good, zipfile.ZipFile(cls.bad, "w", zipfile.ZIP_STORED) as bad:
            for entry in good.infolist():
                changed = good.read(entry) + (b"!" if entry.filename == "protocol.pdf" else b"")
                bad.writestr(zipfile.ZipInfo(entry.filename, (2020, 1, 1, 0, 0, 0)), changed)
        cls.stranger = cls.folder / "stranger.pem"
        cls.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                    cls.folder / "stranger.key", "-out", cls.stranger, "-subj", "/CN=Stranger", "-days", "30")

    @staticmethod
    def openssl(*arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)

    def run_verify(self, *arguments, code, anchors=ANCHORS, language="en", **more):
        roots = [] if anchors is None else ["--anchors", str(anchors)]
        more.setdefault("stdin", subprocess.DEVNULL) if "input" not in more else None
        done = subprocess.run([PROGRAM, "--set", f"language={language}", "verify", *roots, *map(str, arguments)],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, timeout=120, cwd=self.folder,
                              env={"LC_ALL": "C.UTF-8", "HOME": str(self.folder), "PATH": "/nonexistent"}, **more)
        out, err = done.stdout.decode(), done.stderr.decode()
        self.assertEqual(done.returncode, code, out + err)
        return out, err

    def json(self, *arguments, **more):
        return json.loads(self.run_verify("--json", *arguments, **more)[0])

    # ---------------------------------------------------------------- how it ends

    def test_the_exit_code_says_passed_not_valid_indeterminate_or_could_not_run(self):
        missing = self.folder / "missing"
        self.run_verify(GOOD, code=PASSED)
        self.run_verify(self.bad, code=NOT_VALID)
        self.run_verify(GOOD, code=INDETERMINATE, anchors=self.stranger)
        self.run_verify(missing, code=CANNOT_RUN)
        self.run_verify(GOOD, code=CANNOT_RUN, anchors=missing)
        self.run_verify(GOOD, "--nonsense", code=USAGE)
        # Of several files the worst counts: what is certainly wrong, then what could not be read, then what is unknown.
        self.run_verify(GOOD, missing, self.bad, code=NOT_VALID)
        self.run_verify(GOOD, missing, code=CANNOT_RUN)
        self.run_verify(missing, GOOD, code=CANNOT_RUN, anchors=self.stranger)

    def test_the_help_lists_every_exit_code(self):
        for language in LANGUAGES:
            shown = subprocess.run([PROGRAM, "--set", f"language={language}", "--help"], capture_output=True, text=True, check=True)
            self.assertEqual(re.findall(r"^  ([0-9])  ", shown.stdout, re.MULTILINE), list("01234"))

    # ---------------------------------------------------------------- what decided, in words

    def test_what_decided_comes_first_in_words(self):
        expected = {"en": "Why: A file was changed after signing: protocol.pdf", "ru": "Почему: Файл изменён после подписания: protocol.pdf",
                    "ky": "Себеби: Файл кол коюлгандан кийин өзгөртүлгөн: protocol.pdf"}
        for language, words in expected.items():
            out, _ = self.run_verify(self.bad, code=NOT_VALID, language=language)
            self.assertEqual(out.splitlines()[1].strip(), words)
        self.assertNotIn("Why:", self.run_verify(GOOD, code=PASSED)[0])

    # ---------------------------------------------------------------- times

    def test_at_judges_as_of_another_time_and_times_have_their_zone(self):
        out, _ = self.run_verify(GOOD, "--at", "2099-01-01T00:00:00Z", code=INDETERMINATE)
        self.assertIn("as of 2099-01-01 06:00:00 +06:00", out)
        for text in (self.json(GOOD, "--at", "2099-01-01T00:00:00Z", code=INDETERMINATE),
                     self.json(GOOD, "--at", "2099-01-01T06:00:00+06:00", code=INDETERMINATE)):
            report = text[0]["report"]
            self.assertEqual((report["validationTime"], report["subIndication"]), ("2099-01-01T00:00:00Z", "OUT_OF_BOUNDS_NO_POE"))
        for match in re.findall(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}\S*( \S+)?", self.run_verify(GOOD, code=PASSED)[0]):
            self.assertEqual(match, " +06:00")
        for wrong in ("2099-01-01", "2099-01-01T00:00:00", "tomorrow"):
            _, err = self.run_verify(GOOD, "--at", wrong, code=USAGE)
            self.assertIn("+06:00", err)

    # ---------------------------------------------------------------- where the file comes from

    def test_standard_input(self):
        out, _ = self.run_verify("-", code=PASSED, input=GOOD.read_bytes())
        self.assertTrue(out.startswith("standard input: "), out)
        (entry,) = self.json("-", code=NOT_VALID, input=self.bad.read_bytes())
        self.assertEqual((entry["file"], entry["report"]["subIndication"]), ("-", "HASH_FAILURE"))
        self.run_verify("-", "-", code=USAGE, input=b"")

    # ---------------------------------------------------------------- whom it trusts

    def test_roots_in_pem_and_in_der(self):
        der = self.folder / "root.cer"
        self.openssl("x509", "-in", ANCHORS, "-outform", "DER", "-out", der)
        self.run_verify(GOOD, code=PASSED, anchors=der)
        self.run_verify(GOOD, code=PASSED, anchors=der, language="ky")
        der.write_bytes(der.read_bytes()[:-1])
        _, err = self.run_verify(GOOD, code=CANNOT_RUN, anchors=der)
        self.assertIn(f"{der} holds no certificate", err)

    def test_who_gives_no_root_is_asked_for_it(self):
        for language in LANGUAGES:
            _, err = self.run_verify(GOOD, code=CANNOT_RUN, anchors=None, language=language)
            self.assertIn("--anchors", err)
            self.assertNotIn("/etc/", err)
            self.assertNotIn("keys.trustAnchors", err)
        # Who named a file in the settings hears of that file.
        _, err = self.run_verify(GOOD, "--set", "keys.trustAnchors=/nowhere/roots.pem", code=CANNOT_RUN, anchors=None)
        self.assertIn("/nowhere/roots.pem", err)

    def test_a_wrong_root_says_which_issuer_is_missing(self):
        root = "CN=Balalyk demo root,O=Balalyk demo,C=KG"
        words = {"en": f"The certificate of “{root}” is missing", "ru": f"Нет сертификата «{root}»", "ky": f"«{root}» сертификаты жок"}
        for language, text in words.items():
            out, _ = self.run_verify(GOOD, code=INDETERMINATE, anchors=self.stranger, language=language)
            why = out.splitlines()[1]
            self.assertIn(text, why)
            self.assertIn("--anchors", out.splitlines()[2])
            self.assertNotIn("certificate in certificate chain", out)
            self.assertNotIn("unable to get", out)
        (entry,) = self.json(GOOD, code=INDETERMINATE, anchors=self.stranger)
        (check,) = [check for check in entry["report"]["signatures"][0]["checks"] if check["code"] == "chainTrusted"]
        self.assertEqual((check["params"]["reason"], check["params"]["issuer"]), ("chainIssuerMissing", root))

    # ---------------------------------------------------------------- evidence records beside their files

    def make_evidence(self):
        if (self.folder / "single.ers").exists():
            return
        ring = self.folder / "keyring"
        shutil.copytree(SAMPLES / "keyring", ring)
        shutil.copy(SAMPLES / "password", ring / "password")
        subprocess.run([SIGNING / "make-services", ring], check=True, capture_output=True)
        with subprocess.Popen([sys.executable, "-B", SIGNING / "services.py", ring], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              text=True) as services:
            port = services.stdout.readline().strip()
            subprocess.run([EVIDENCE_MAKER, "make", self.folder, f"http://127.0.0.1:{port}/tsa"], check=True)
            services.stdin.close()

    def test_an_evidence_record_beside_its_files(self):
        self.make_evidence()
        (entry,) = self.json("single.ers", "--content", "a", code=PASSED)
        report = entry["report"]
        self.assertEqual((report["format"], report["signatures"]), ("ERS", []))
        self.assertEqual(report["evidenceRecords"][0]["files"], ["a"])
        self.assertRegex(report["evidenceRecords"][0]["provedTime"], r"^20\d\d-")
        self.json("renewed.ers", "--content", "a", "--content", "b", code=PASSED)
        (changed,) = self.json("single.ers", "--content", "b", code=NOT_VALID)
        self.assertEqual(changed["report"]["subIndication"], "HASH_FAILURE")
        (alone,) = self.json("single.ers", code=CANNOT_RUN)
        self.assertEqual(alone["problem"]["code"], "evidenceNeedsContent")
        self.assertIn("--content", alone["problem"]["remedy"])
        self.json("single.ers", "--content", "a", code=INDETERMINATE, anchors=self.stranger)

    def test_evidence_has_a_heading_and_its_proved_time_in_words(self):
        self.make_evidence()
        words = {"en": (r"Evidence record 1: the evidence holds", r"Time proved: [-0-9]+ [0-9:]+ \+06:00 — the files are not later"),
                 "ru": (r"Запись доказательства 1: доказательство верно", r"Доказанное время: [-0-9]+ [0-9:]+ \+06:00 — файлы не позже"),
                 "ky": (r"1-далил жазуусу: далил туура", r"Далилденген убакыт: [-0-9]+ [0-9:]+ \+06:00 — файлдар мындан кеч эмес")}
        for language, patterns in words.items():
            out, _ = self.run_verify("single.ers", "--content", "a", code=PASSED, language=language)
            for pattern in patterns:
                self.assertRegex(out, pattern)

    # ---------------------------------------------------------------- JSON in every case

    def test_json_is_json_also_when_it_cannot_run(self):
        results = {
            "noAnchors": (self.json(GOOD, code=CANNOT_RUN, anchors=None), "rootNotGiven", CANNOT_RUN),
            "missingAnchors": (self.json(GOOD, code=CANNOT_RUN, anchors="nothing.pem"), "fileUnreadable", CANNOT_RUN),
            "wrongTime": (self.json(GOOD, "--at", "noon", code=USAGE), "momentWrong", USAGE),
            "wrongOption": (self.json(GOOD, "--nonsense", code=USAGE), "argumentUnknown", USAGE),
            "wrongSetting": (self.json(GOOD, "--set", "time.zone=Nowhere", code=USAGE), "settingWrong", USAGE)}
        files = []
        for name, (result, problem, code) in results.items():
            self.assertEqual((result["problem"]["code"], result["exitCode"]), (problem, code), name)
            files.append(self.folder / f"{name}.json")
            files[-1].write_text(json.dumps(result), "utf-8")
        files.append(self.folder / "judged.json")
        files[-1].write_text(json.dumps(self.json(GOOD, self.folder / "missing", code=CANNOT_RUN)), "utf-8")
        schemas = [SOURCE / "signing" / "report" / "report.schema.json", SOURCE / "jobs" / "output" / "problem.schema.json",
                   SOURCE / "jobs" / "output" / "verify.schema.json"]
        check = subprocess.run(["node", MODULES / "check-command.mjs", *schemas, *files], capture_output=True, text=True, check=False)
        self.assertEqual(check.returncode, 0, check.stderr)

    def test_every_command_with_json_writes_json_when_it_cannot_run(self):
        listed = subprocess.run([PROGRAM, "--set", "language=en", "--help"], capture_output=True, text=True, check=True).stdout
        self.assertIn("verify", listed)
        for command in (["status"], ["find"], ["retry", "--all"], ["nightly"], ["config"], ["database", "migrate"], ["database", "verify"],
                        ["evidence", "status"], ["evidence", "seal"], ["store", "copy", "--to", "x"], ["export", "1", "--to", "x"],
                        ["regenerate", "1", "--reason", "x"], ["authorise", "list"], ["template", "check", "missing.fodt"]):
            for wrong, code in ((["--set", "database.connection=sqlite:/nowhere/portal.db"], None), (["--set", "no.such=1"], USAGE)):
                done = subprocess.run([PROGRAM, "--set", "language=en", *command, "--json", *wrong], capture_output=True, check=False,
                                      stdin=subprocess.DEVNULL, timeout=120, cwd=self.folder, env={"LC_ALL": "C.UTF-8"})
                if code is not None:
                    self.assertEqual(done.returncode, code, command)
                if done.returncode in (USAGE, CANNOT_RUN):
                    result = json.loads(done.stdout)
                    if isinstance(result, dict) and "exitCode" in result:
                        self.assertEqual(result["exitCode"], done.returncode, command)
                        self.assertTrue(result["problem"]["code"] and result["problem"]["what"], command)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
