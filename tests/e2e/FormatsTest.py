"""What leaves is looked at by programs that are not ours: qpdf, pdffonts, pdftotext, veraPDF, xmlsec1."""
import base64
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import unicodedata
import unittest
import xml.etree.ElementTree as ET

from portal import BUILD, SOURCE, TOOLS, Portal, locked, sample

RECORD = "{https://balalyk.edu.gov.kg/ns/record/1}"


def squeezed(text):
    """Without any white space and soft line ends: what two programs may lay out differently."""
    return re.sub(r"[\s\u00ad]", "", unicodedata.normalize("NFC", text))


class FormatsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="balalyk-e2e-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.portal = Portal(cls.folder + "/portal", settings={"office.slots": "2"})
        cls.portal.authorise_everything()
        cls.portal.nightly()
        cls.containers = {}
        for key, kind, digest in cls.portal.containers():
            cls.containers[key] = (kind, cls.portal.unpack(digest, f"{cls.folder}/c/{digest}"))
        made = [pdf for kind, folder in cls.containers.values() if kind != "meal-upload" for pdf in sorted(folder.glob("*.pdf"))]
        # Notices are of two templates and differ little: the smallest and the largest of each are looked at by all programs.
        cls.made = [pdf for pdf in made if not pdf.name.startswith("notice-")]
        for name in ("notice-ky.pdf", "notice-ru.pdf"):
            notices = sorted((pdf for pdf in made if pdf.name == name), key=lambda pdf: pdf.stat().st_size)
            cls.made += [notices[0], notices[-1]]

    def test_every_decided_record_has_its_container(self):
        decided = {a["id"] for a in sample("applications") if a["status"] in ("approved", "rejected")}
        meals = {m["id"] for m in sample("meals")}
        lists = {key for key in self.containers if "/" in key}
        self.assertEqual(set(self.containers) - lists, decided | meals)
        self.assertEqual({key.split("/")[0] for key in lists}, {k["id"] for k in sample("kindergartens")})

    def test_a_commission_of_two_languages_gets_two_protocols_and_two_notices_in_one_container(self):
        names = lambda key: sorted(pdf.name for pdf in self.containers[key][1].glob("*.pdf"))  # noqa: E731
        self.assertEqual(names("app-001"), ["notice-ky.pdf", "notice-ru.pdf", "protocol-ky.pdf", "protocol-ru.pdf"])
        self.assertEqual(names("app-019"), ["notice-ru.pdf", "protocol-ru.pdf"])
        self.assertEqual(names("app-031"), ["notice-ky.pdf", "protocol-ky.pdf"])
        self.assertEqual(names("meal-01"), ["protocol-ky.pdf", "protocol-ru.pdf"])

    def test_qpdf_finds_nothing_wrong(self):
        for pdf in self.made:
            done = subprocess.run(["qpdf", "--check", pdf], capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stderr), (0, ""), f"{pdf}\n{done.stdout}")

    def test_every_font_is_embedded(self):
        for pdf in self.made:
            lines = subprocess.run(["pdffonts", pdf], capture_output=True, text=True, check=True).stdout.splitlines()
            self.assertGreater(len(lines), 2, pdf)
            for line in lines[2:]:
                self.assertEqual(line.split()[-5:-2][0], "yes", f"{pdf}: {line}")
                self.assertRegex(line, r"^[A-Z]{6}\+PT", "only the fonts of the templates")

    def test_verapdf_finds_pdf_a_2b_in_every_one(self):
        self.assert_no_breach("2b")

    def test_verapdf_finds_pdf_ua_1_in_every_one(self):
        self.assert_no_breach("ua1")

    def assert_no_breach(self, flavour):
        done = subprocess.run([SOURCE / "tests" / "e2e" / "verapdf" / "check", TOOLS / "verapdf", flavour, *self.made],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, "\n".join(l for l in done.stdout.splitlines() if l.startswith("FAIL"))[:3000]
                         + done.stderr[-2000:])
        self.assertEqual(done.stdout.count("PASS "), len(self.made))

    def test_title_language_table_headers_and_the_codes_text_are_there_for_a_reader_who_cannot_see(self):
        for kind, folder in self.containers.values():
            if kind == "meal-upload":
                continue
            for pdf in folder.glob("*.pdf"):
                plain = subprocess.run(["qpdf", "--qdf", "--object-streams=disable", pdf, "-"], capture_output=True, check=True).stdout
                language = b"ru" if pdf.stem.endswith("-ru") else b"ky"
                self.assertRegex(plain, rb"/Lang \(" + language + rb"\b", pdf)
                self.assertIn(b"/DisplayDocTitle true", plain, pdf)
                self.assertRegex(plain, rb"<dc:title>\s*<rdf:Alt>\s*<rdf:li[^>]*>[^<\s]", pdf)
                if kind == "voucher-list":     # the only kind with a table
                    self.assertGreaterEqual(plain.count(b"/S /TH\n"), 2, pdf)
                figures = len(re.findall(rb"/S /Figure\n", plain))
                self.assertGreaterEqual(figures, 1, pdf)
                self.assertGreaterEqual(len(re.findall(rb"/Alt [<(]\w", plain)), figures, pdf)

    def test_the_picture_of_the_code_is_what_its_text_is_about(self):
        for pdf in self.made:
            objects = self.objects_of(pdf)
            value = lambda reference: objects["obj:" + reference]["value"]  # noqa: E731
            root = value(next(o["value"] for o in objects.values() if o.get("value", {}).get("/Type") == "/Catalog")["/StructTreeRoot"])
            numbers = value(root["/ParentTree"])["/Nums"]
            parents = dict(zip(numbers[::2], numbers[1::2]))
            figures = [key.removeprefix("obj:") for key, o in objects.items() if o.get("value", {}).get("/S") == "/Figure"]
            self.assertGreaterEqual(len(figures), 1, pdf)
            for figure in figures:
                element = value(figure)
                self.assertRegex(element["/Alt"], r"^u:\w", pdf)
                self.assertEqual(len(element.get("/K", [])), 1, f"{pdf}: a text about nothing")
                page, identifier = value(element["/Pg"]), element["/K"][0]
                self.assertEqual(parents[page["/StructParents"]][identifier], figure, pdf)
                content = base64.b64decode(objects["obj:" + page["/Contents"]]["stream"]["data"])
                painted = re.findall(rb"/Figure<</MCID %d>>BDC\n(.*?)\nEMC\n" % identifier, content, re.DOTALL)
                self.assertEqual((len(painted), content.count(b"/MCID %d>>" % identifier)), (1, 1), pdf)
                self.assertRegex(painted[0], rb"\n/Im\d+ Do Q$", pdf)
                self.assertNotIn(b"BT", painted[0], pdf)

    def test_the_text_of_each_protocol_holds_every_value_of_its_record_but_no_pin(self):
        for key, (kind, folder) in self.containers.items():
            if kind in ("meal-upload", "voucher-list"):
                continue
            root = ET.parse(folder / "record.xml").getroot()
            both = [root.findtext(RECORD + "protocolNumber"), root.findtext(RECORD + "comments") or "",
                    root.findtext(RECORD + "refusalGrounds") or ""]
            if root.find(RECORD + "child") is not None:     # a meal decision may be the commission's
                both.append(self.full_name(root.find(RECORD + "child")))
            pins = [person.get("pin") for person in root.iter() if person.get("pin")]
            self.assertGreaterEqual(len(pins), 1, key)
            both += [self.full_name(member) for member in root.iter(RECORD + "member")]
            if root.find(RECORD + "guardian") is not None:
                guardian = root.find(RECORD + "guardian")
                both += [self.full_name(guardian), guardian.findtext(RECORD + "address") or ""]
            for pdf in folder.glob("protocol-*.pdf"):
                language = "ru" if pdf.stem.endswith("-ru") else "ky"
                values = list(both)
                for element in ("commission/name", "commission/place", "benefits/benefit", "documentsShown/document"):
                    path = "/".join(RECORD + step for step in element.split("/"))
                    values += [e.findtext(RECORD + language) or e.findtext(RECORD + "ky") for e in root.findall(path)]
                text = squeezed(self.text_of(pdf))
                self.assertFalse([pin for pin in pins if pin in text], f"{key} {pdf.name}")
                for value in values:
                    # A long text goes over a page's end, with the footer in between: it is looked for word by word.
                    for part in [value] if len(value) < 200 else value.split():
                        self.assertIn(squeezed(part), text, f"{key} {pdf.name}")

    def test_a_notice_names_the_applicant_the_child_and_the_decision_and_nobody_else(self):
        notices = commented = 0
        for key, (kind, folder) in self.containers.items():
            root = ET.parse(folder / "record.xml").getroot()
            for pdf in folder.glob("notice-*.pdf"):
                notices += 1
                self.assertIn(kind, ("voucher-approval", "voucher-refusal"))
                text = squeezed(self.text_of(pdf))
                guardian, child = self.full_name(root.find(RECORD + "guardian")), self.full_name(root.find(RECORD + "child"))
                shown = [guardian, child, root.findtext(RECORD + "protocolNumber"), root.findtext(RECORD + "refusalGrounds") or "",
                         root.find(RECORD + "guardian").findtext(RECORD + "address") or ""]
                for value in shown:
                    for part in [value] if len(value) < 200 else value.split():
                        self.assertIn(squeezed(part), text, f"{key} {pdf.name}")
                pins = [person.get("pin") for person in root.iter() if person.get("pin")]
                self.assertGreaterEqual(len(pins), 3)
                members = {self.full_name(member) for member in root.iter(RECORD + "member")} - {guardian, child}
                comments = root.findtext(RECORD + "comments") or ""
                hidable = len(comments) > 20 and comments not in (root.findtext(RECORD + "refusalGrounds") or "")
                commented += hidable
                if hidable:
                    self.assertNotIn(squeezed(comments), text, f"{key} {pdf.name}")
                for hidden in [*pins, *members]:
                    self.assertNotIn(squeezed(hidden), text, f"{key} {pdf.name}")
        self.assertGreater(notices, 40)
        self.assertGreater(commented, 4)

    def test_a_list_shows_its_holders_and_no_pin_phone_or_benefit(self):
        pins = {p["pin"] for a in sample("applications") for p in (a["child"], a["guardian"])}
        benefits = {squeezed(name) for b in sample("benefits") for name in b["name"].values()}
        for key, (kind, folder) in self.containers.items():
            if kind != "voucher-list":
                continue
            holders = [v for v in sample("vouchers") if v["kindergarten"] == key.split("/")[0] and
                       v["validFrom"][:7] <= key.split("/")[1] <= v["validTo"][:7]]
            # Approvals of the night have given vouchers too: what was frozen counts.
            frozen = ET.parse(folder / "record.xml").getroot().findall(".//" + RECORD + "holder")
            self.assertGreaterEqual(len(frozen), len(holders))
            csv = next(folder.glob("*.csv")).read_bytes()
            self.assertTrue(csv.startswith(b"\xef\xbb\xbf"), "Excel reads UTF-8 only with a BOM")
            self.assertEqual(csv.count(b"\r\n"), len(frozen) + 1)
            for text in [squeezed(csv.decode("utf-8-sig"))] + [squeezed(self.text_of(pdf)) for pdf in folder.glob("*.pdf")]:
                for holder in holders:
                    self.assertIn(squeezed(holder["child"]["surname"].replace("ӊ", "ң")), text)
                self.assertFalse([pin for pin in pins if pin in text])
                self.assertFalse([name for name in benefits if name in text])
                self.assertNotIn("+996", text)

    def test_no_file_that_is_signed_holds_a_phone_or_an_email(self):
        people = [a["guardian"] for a in sample("applications")] + [m for c in sample("commissions") for m in c["members"]]
        planted = {value for person in people for value in (person["phone"], person["email"]) if value}
        self.assertGreater(len(planted), 80)
        for key, (kind, folder) in self.containers.items():
            texts = [file.read_text("utf-8-sig") for file in folder.iterdir() if file.suffix in (".xml", ".csv")]
            if kind != "meal-upload":
                texts += [self.text_of(pdf) for pdf in folder.glob("*.pdf")]
            self.assertGreater(len(texts), 1 if kind != "meal-upload" else 0)
            for text in texts:
                self.assertFalse([value for value in planted if value in squeezed(text)], key)

    def test_an_uploaded_protocol_is_signed_as_it_is(self):
        uploads = {meal["id"]: meal["uploadId"] for meal in sample("meals") if "uploadId" in meal}
        self.assertTrue(uploads)
        for key, upload in uploads.items():
            kind, folder = self.containers[key]
            self.assertEqual(kind, "meal-upload")
            uploaded = (SOURCE / "samples" / "records" / "uploads" / upload).read_bytes()
            self.assertEqual([pdf.read_bytes() for pdf in folder.glob("*.pdf")], [uploaded])

    def test_xmlsec1_accepts_every_signature_with_our_root_alone(self):
        for key, (_, folder) in self.containers.items():
            done = self.xmlsec1(folder)
            self.assertEqual(done.returncode, 0, f"{key}\n{done.stderr[-2000:]}")

    def test_xmlsec1_refuses_a_changed_file(self):
        _, folder = self.containers["app-002"]
        copy = shutil.copytree(folder, self.folder + "/changed")
        record = copy + "/record.xml"
        with open(record, "r+b") as file:
            content = file.read().replace("Бермет".encode(), "Гермет".encode())
            file.seek(0)
            file.write(content)
        self.assertNotEqual(self.xmlsec1(copy).returncode, 0)

    def test_xadesjs_accepts_every_signature_and_none_with_changed_files(self):
        interop = SOURCE / "tests" / "interop" / "signing"
        modules = BUILD / "tests" / "interop" / "signing" / "node"
        with locked("node"):
            subprocess.run([interop / "install-modules", modules], check=True, capture_output=True)
        folder = pathlib.Path(self.folder, "xadesjs")
        folder.mkdir()
        for key, (_, unpacked) in self.containers.items():
            name = key.replace("/", "-")
            shutil.copytree(unpacked, folder / name)
            (folder / name / "container.asice").rename(folder / f"{name}.asice")
        done = subprocess.run(["node", modules / "verify-with-xadesjs.mjs", folder, str(len(self.containers))],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr[-3000:])

    @staticmethod
    def objects_of(pdf):
        """The dictionaries and unpacked streams, by «obj:12 0 R»."""
        done = subprocess.run(["qpdf", "--json=2", "--json-key=qpdf", "--json-stream-data=inline", "--decode-level=generalized", pdf],
                              capture_output=True, check=True)
        objects = json.loads(done.stdout)["qpdf"][1]
        return {key: o for key, o in objects.items() if "stream" in o or isinstance(o["value"], dict)}

    def xmlsec1(self, folder):
        keys = self.portal.keys
        return subprocess.run(["xmlsec1", "--verify", "--trusted-pem", keys / "anchors.pem", "--untrusted-pem", keys / "intermediate.pem",
                               "--id-attr:Id", "http://uri.etsi.org/01903/v1.3.2#:SignedProperties", "META-INF/signatures0.xml"],
                              cwd=folder, capture_output=True, text=True, check=False)

    @staticmethod
    def full_name(person):
        return " ".join(filter(None, (person.findtext(RECORD + part) for part in ("surname", "givenName", "patronymic"))))

    @staticmethod
    def text_of(pdf):
        return subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    unittest.main(verbosity=2)
