"""`balalyk verify` on containers and signatures in every form that others make: text, JSON, exit code. No database, no settings,
no network: the program runs with nothing but the files.

    CommandTest.py SAMPLES MODULES PROGRAM   what make-samples and verify-signatures-of-xmlsec1 left; npm modules; balalyk
"""
import base64
import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

SAMPLES, MODULES, PROGRAM = (pathlib.Path(argument) for argument in sys.argv[1:4])
SOURCE = pathlib.Path(__file__).resolve().parents[3]
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
SHA3 = "http://www.w3.org/2007/05/xmldsig-more#sha3-256"
PSS = "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1"
RSA = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SIGNATURE = "META-INF/signatures0.xml"


def entries(container):
    with zipfile.ZipFile(container) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def between(text, start, stop):
    begin = text.index(start)
    return text[begin:text.index(stop, begin) + len(stop)]


class CommandTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="balalyk-verify-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)

    def run_verify(self, *arguments, language="en"):
        return subprocess.run([PROGRAM, "--set", f"language={language}", "verify", "--anchors", SAMPLES / "keyring" / "anchors.pem",
                               *map(str, arguments)], capture_output=True, text=True, check=False, timeout=60,
                              env={"LC_ALL": "C.UTF-8", "HOME": str(self.folder), "PATH": "/nonexistent"}, cwd=self.folder)

    def verify(self, file, *arguments):
        done = self.run_verify("--json", file, *arguments)
        (entry,) = json.loads(done.stdout)
        ends = {"TOTAL-PASSED": 0, "TOTAL-FAILED": 1, "INDETERMINATE": 4}
        self.assertEqual(done.returncode, ends[entry["report"]["indication"]], done.stderr)
        return entry["report"]

    def write(self, name, files, first=True):
        """A container as the writer of another house might make it: Python's, stored."""
        file = self.folder / name
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for entry, content in files.items():
                archive.writestr(zipfile.ZipInfo(entry, (2020, 1, 1, 0, 0, 0)), content)
        return file

    def assertGood(self, report, form, count=1):
        self.assertEqual((report["indication"], report["subIndication"], report["format"]), ("TOTAL-PASSED", None, form), report)
        self.assertEqual(len(report["signatures"]), count)
        self.assertTrue(all(signature["files"] for signature in report["signatures"]))

    def test_asic_e_of_every_key(self):
        for member, algorithm in (("rsa2048", "RSA-SHA256"), ("rsa3072", "RSA-SHA256"), ("rsa4096", "RSA-SHA256"),
                                  ("p256", "ECDSA-SHA256"), ("p384", "ECDSA-SHA256")):
            report = self.verify(SAMPLES / f"{member}.asice")
            self.assertGood(report, "ASiC-E")
            signature = report["signatures"][0]
            self.assertEqual((signature["algorithm"], signature["level"]), (algorithm, "B-B"))
            self.assertEqual([file["name"] for file in signature["files"]], ["protocol.pdf", "жазуу №1.xml"])
            self.assertEqual(signature["signer"]["commonName"], "Асанова Бермет")
            self.assertTrue(signature["checks"] and all(check["passed"] for check in signature["checks"]))

    def test_asic_s(self):
        files = entries(SAMPLES / "single.container")
        files["mimetype"] = b"application/vnd.etsi.asic-s+zip"
        files["META-INF/signatures.xml"] = files.pop(SIGNATURE)
        del files["META-INF/manifest.xml"]
        self.assertGood(self.verify(self.write("one.asics", files)), "ASiC-S")
        files["protocol.pdf"] += b"!"
        report = self.verify(self.write("changed.asics", files))
        self.assertEqual((report["indication"], report["subIndication"]), ("TOTAL-FAILED", "HASH_FAILURE"))

    def test_several_signatures_are_reported_each(self):
        files = entries(SAMPLES / "rsa2048.asice")
        files["META-INF/signatures1.xml"] = entries(SAMPLES / "p256.asice")[SIGNATURE]
        report = self.verify(self.write("two.asice", files))
        self.assertGood(report, "ASiC-E", 2)
        self.assertEqual([signature["algorithm"] for signature in report["signatures"]], ["RSA-SHA256", "ECDSA-SHA256"])
        files["META-INF/signatures1.xml"] = files["META-INF/signatures1.xml"].replace(b"<ds:SignatureValue Id=\"S0-SignatureValue\">",
                                                                                     b"<ds:SignatureValue Id=\"S0-SignatureValue\">AA")
        report = self.verify(self.write("half.asice", files))
        self.assertEqual([signature["indication"] for signature in report["signatures"]][0], "TOTAL-PASSED")
        self.assertEqual(report["indication"], "TOTAL-FAILED")

    def test_detached(self):
        files = entries(SAMPLES / "p256.asice")
        for name in ("protocol.pdf", "жазуу №1.xml", SIGNATURE):
            (self.folder / pathlib.Path(name).name).write_bytes(files[name])
        content = ["--content", self.folder / "protocol.pdf", "--content", self.folder / "жазуу №1.xml"]
        self.assertGood(self.verify(self.folder / "signatures0.xml", *content), "XAdES")
        report = self.verify(self.folder / "signatures0.xml", *content[:2])
        self.assertEqual((report["indication"], report["subIndication"]), ("INDETERMINATE", "SIGNED_DATA_NOT_FOUND"))

    def test_enveloping_and_enveloped_of_ours_and_of_xmlsec1(self):
        for member in ("rsa2048", "p256"):
            self.assertGood(self.verify(SAMPLES / f"{member}.xml"), "XAdES")
        foreign = sorted(path for path in (SAMPLES / "foreign").glob("*.xml") if ".changed" not in path.name)
        self.assertEqual(len(foreign), 5)
        algorithms = set()
        for path in foreign:
            report = self.verify(path)
            self.assertGood(report, "XAdES")
            algorithms.add(report["signatures"][0]["algorithm"])
            changed = self.verify(path.with_suffix(".changed.xml"))
            self.assertEqual((changed["indication"], changed["subIndication"]), ("TOTAL-FAILED", "HASH_FAILURE"), path)
        self.assertEqual(algorithms, {"RSA-SHA256", "RSA-SHA512", "ECDSA-SHA256"})

    def test_rsa_pss_and_sha3(self):
        files = entries(SAMPLES / "rsa2048.asice")
        xml = files[SIGNATURE].decode()
        reference = between(xml, '<ds:Reference Id="S0-R0"', "</ds:Reference>")
        digest = base64.b64encode(hashlib.sha3_256(files["protocol.pdf"]).digest()).decode()
        sha3 = re.sub(r"(<ds:DigestValue>)[^<]*", lambda match: match[1] + digest, reference.replace(SHA256, SHA3))
        xml = xml.replace(reference, sha3).replace(RSA, PSS)
        info = between(xml, "<ds:SignedInfo", "</ds:SignedInfo>")
        key = self.folder / "key.pem"
        subprocess.run(["openssl", "pkcs12", "-in", SAMPLES / "keyring" / "rsa2048.p12", "-passin", f"file:{SAMPLES}/password",
                        "-nodes", "-nocerts", "-out", key], check=True, capture_output=True)
        value = subprocess.run(["openssl", "dgst", "-sha256", "-sign", key, "-sigopt", "rsa_padding_mode:pss", "-sigopt",
                                "rsa_pss_saltlen:digest"], input=info.encode(), check=True, capture_output=True).stdout
        old = between(xml, "<ds:SignatureValue", "</ds:SignatureValue>")
        files[SIGNATURE] = xml.replace(old, old[:old.index(">") + 1] + base64.b64encode(value).decode() + "</ds:SignatureValue>").encode()
        report = self.verify(self.write("pss.asice", files))
        self.assertGood(report, "ASiC-E")
        self.assertEqual(report["signatures"][0]["algorithm"], "RSA-PSS-SHA256")
        self.assertEqual(report["signatures"][0]["files"][0]["digestAlgorithm"], "SHA3-256")

    def test_a_policy_of_ones_own(self):
        policy = (SOURCE / "signing" / "policy" / "policy.xml").read_text("utf-8")
        strict = self.folder / "strict.xml"
        strict.write_text(policy.replace('mode="ifPresent"', 'mode="required"'), "utf-8")
        report = self.verify(SAMPLES / "p256.asice", "--policy", strict)
        self.assertEqual((report["indication"], report["subIndication"]), ("INDETERMINATE", "TRY_LATER"))
        strict.write_text(policy.replace('<key type="EC" minBits="256"/>', '<key type="EC" minBits="384"/>'), "utf-8")
        self.assertEqual(self.verify(SAMPLES / "p256.asice", "--policy", strict)["subIndication"], "CRYPTO_CONSTRAINTS_FAILURE")
        self.assertGood(self.verify(SAMPLES / "p384.asice", "--policy", strict), "ASiC-E")
        strict.write_text("<policy/>")
        self.assertEqual(self.run_verify(SAMPLES / "p256.asice", "--policy", strict).returncode, 3)

    def test_the_text_reports_who_what_when_and_every_check_in_three_languages(self):
        words = {"en": ("Level: B-B", "Role: Төрага", "No time is proved", "✓ The signature value matches"),
                 "ru": ("Уровень: B-B", "Роль: Төрага", "Время не доказано", "✓ Значение подписи сходится"),
                 "ky": ("Деңгээли: B-B", "Ролу: Төрага", "Убакыт далилденген эмес", "✓ Кол тамганын мааниси туура келет")}
        bad = self.folder / "bad.asice"
        content = bytearray((SAMPLES / "p256.asice").read_bytes())
        content[content.index(b"%PDF") + 200] ^= 1
        bad.write_bytes(content)
        for language, expected in words.items():
            done = self.run_verify(SAMPLES / "p256.asice", bad, language=language)
            self.assertEqual(done.returncode, 1)
            for word in (*expected, "TOTAL-PASSED", "TOTAL-FAILED", "✗", "SHA-256", "protocol.pdf", "ECDSA-SHA256", "Асанова Бермет"):
                self.assertIn(word, done.stdout, language)

    def test_several_files_and_the_json_schema(self):
        garbage = self.folder / "garbage"
        garbage.write_bytes(b"no container")
        done = self.run_verify("--json", SAMPLES / "p256.asice", garbage, self.folder / "missing", SAMPLES / "rsa2048.xml")
        result = json.loads(done.stdout)
        self.assertEqual([entry["passed"] for entry in result], [True, False, False, True])
        self.assertEqual(done.returncode, 1)
        (self.folder / "result.json").write_text(done.stdout, "utf-8")
        check = subprocess.run(["node", MODULES / "check-command.mjs", SOURCE / "signing" / "report" / "report.schema.json",
                                SOURCE / "jobs" / "output" / "problem.schema.json", SOURCE / "jobs" / "output" / "verify.schema.json",
                                self.folder / "result.json"],
                               capture_output=True, text=True, check=False)
        self.assertEqual(check.returncode, 0, check.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
