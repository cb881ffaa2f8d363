"""What is wrong around the documents: templates, keys, disk, database. Nothing is lost; what can be done is done."""
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import unittest

from portal import (BUILD, CANNOT_RUN, SOME_FAILED, PortalTest, chairpersons, make_keyring, person_line)

KEYS = ["app-001", "app-005", "app-019", "app-031"]   # approved and refused in both languages; ru; ky


class SurroundingsTest(PortalTest):
    def small(self, **kwargs):
        portal = self.portal(**kwargs)
        portal.keep_only(KEYS, ["meal-01"])
        portal.authorise_everything()
        return portal

    def templates(self, portal):
        folder = portal.folder / "templates"
        shutil.copytree(BUILD / "templates", folder)
        portal.configure(templates_folder=folder)
        return folder

    def tmpfs(self, folder, options):
        """A small file system in the place of the folder, with what was in it."""
        folder.mkdir(parents=True, exist_ok=True)
        kept = folder.with_name(folder.name + ".kept")
        shutil.copytree(folder, kept)
        first = "size=64m" if options == "ro" else options
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", first, "tmpfs", folder], check=False, capture_output=True)
        if mounted.returncode != 0:
            self.skipTest("no right to mount a small file system")
        self.addCleanup(subprocess.run, ["umount", "-l", folder], check=False)
        shutil.copytree(kept, folder, dirs_exist_ok=True)
        if options == "ro":
            subprocess.run(["mount", "-o", "remount,ro", folder], check=True)

    def assertOthersPublished(self, portal, except_for):
        for key in set(KEYS + ["meal-01"]) - set(except_for):
            self.assertEqual(portal.state_of(key), ("published", []), key)

    # ------------------------------------------------------------ templates

    def test_an_absent_template_stops_its_own_documents_only(self):
        portal = self.small()
        (self.templates(portal) / "voucher-refusal.ky.odt").unlink()
        portal.nightly(code=SOME_FAILED)
        state, problems = portal.state_of("app-005")
        self.assertEqual((state, problems), ("quarantined", ["templateMissing"]))
        self.assertOthersPublished(portal, ["app-005"])

    def test_a_broken_template_stops_its_own_documents_only(self):
        portal = self.small()
        (self.templates(portal) / "voucher-refusal.ru.odt").write_bytes(b"PK\x03\x04 broken " * 100)
        portal.nightly(code=SOME_FAILED)
        self.assertEqual(portal.state_of("app-005")[0], "quarantined")
        self.assertOthersPublished(portal, ["app-005"])

    def test_a_template_that_lacks_a_field_makes_no_protocol_but_a_pdf_to_look_at_and_a_corrected_one_does(self):
        portal = self.small()
        template = self.templates(portal) / "voucher-refusal.ky.odt"
        whole = template.read_bytes()
        work = portal.folder / "odt"
        subprocess.run(["unzip", "-q", template, "-d", work], check=True)
        content = (work / "content.xml").read_text("utf-8")
        self.assertIn("child.fullName", content)
        (work / "content.xml").write_text(content.replace("child.fullName", "child.unknown").replace("verifyQr", "another"), "utf-8")
        template.unlink()
        subprocess.run(["zip", "-q", "-X", "-0", template, "mimetype"], cwd=work, check=True)
        subprocess.run(["zip", "-q", "-X", "-r", template, ".", "-x", "mimetype"], cwd=work, check=True)
        portal.nightly(code=SOME_FAILED)
        self.assertEqual(portal.state_of("app-005")[0], "quarantined")
        self.assertOthersPublished(portal, ["app-005"])
        portal.run("export", portal.document_id("app-005"), "--bundle", "--to", portal.folder)
        bundle = portal.folder / f"{portal.document_id('app-005')}.bundle.zip"
        for command in (["preview", "voucher-refusal", "--language", "ky"], ["replay", bundle, "--template", template]):
            pdf = portal.folder / f"{command[0]}.pdf"
            shown = portal.run("template", *command, "--to", pdf, code=SOME_FAILED).stdout
            self.assertRegex(shown, "child.fullName is not in the PDF|«verifyQr» cannot be read in the PDF")
            self.assertIn(str(pdf), shown)
            text = subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, text=True, check=True).stdout
            self.assertIn("ПРОТОКОЛ", text, f"{command[0]}: what the check refused can be looked at")
        self.assertEqual(stat.S_IMODE((portal.folder / "replay.pdf").stat().st_mode), 0o600, "it shows a record")
        template.write_bytes(whole)
        portal.run("retry", portal.document_id("app-005"))
        portal.nightly()
        self.assertEqual(portal.state_of("app-005"), ("published", []))

    def test_a_commissions_own_template_is_its_own_alone_right_or_wrong(self):
        portal = self.small()
        folder = self.templates(portal)
        own = folder / "commissions" / "bazar-korgon-arstanbap"
        own.mkdir(parents=True)
        shutil.copy(folder / "voucher-refusal.ky.odt", own / "applicant-notice.ky.odt")     # of another kind: lint finds it
        portal.nightly(code=SOME_FAILED)
        self.assertEqual(portal.state_of("app-031"), ("quarantined", ["templateRefused"]), "and not made with the country's")
        self.assertOthersPublished(portal, ["app-031"])
        self.assertEqual(portal.json("database", "verify")["unreferenced"], [], "of what failed in its notice no protocol is left")

        portal.run("export", portal.document_id("app-031"), "--bundle", "--to", portal.folder)
        replayed = portal.run("template", "replay", portal.folder / f"{portal.document_id('app-031')}.bundle.zip",
                              "--template", folder / "applicant-notice.ky.odt").stdout
        self.assertIn("It was the PDF «notice to the applicant» (ky).", replayed)
        self.assertIn("commissions/bazar-korgon-arstanbap/applicant-notice.ky.odt", replayed)
        self.assertIn("Now it was made: 1 page.", replayed)

        (own / "applicant-notice.ky.odt").unlink()
        shutil.copy(folder / "voucher-approval.ky.odt", own)
        portal.run("retry", portal.document_id("app-031"))
        portal.nightly()
        self.assertEqual(portal.state_of("app-031"), ("published", []))

        made = lambda key: json.loads(portal.sql("SELECT provenance FROM balalyk_document WHERE source_key = ?", key)[0][0])["templates"]  # noqa: E731
        self.assertEqual(made("app-031")["voucher-approval"]["ky"]["file"],
                         "commissions/bazar-korgon-arstanbap/voucher-approval.ky.odt")
        self.assertEqual(made("app-031")["applicant-notice"]["ky"]["file"], "applicant-notice.ky.odt")
        self.assertEqual(made("app-001")["voucher-approval"]["ky"]["file"], "voucher-approval.ky.odt")

        (own / "voucher-approval.ky.odt").unlink()
        portal.run("regenerate", portal.document_id("app-031"), "--reason", "үлгү")
        differs = {one["path"]: one["after"] for one in portal.json("regenerate", portal.document_id("app-031"), "--explain")["differences"]}
        self.assertEqual(differs.get("templates/voucher-approval/ky/file"), "voucher-approval.ky.odt")
        self.assertNotIn("templates/applicant-notice/ky/file", differs)

    def test_a_folder_of_templates_without_the_notices_ends_the_night_before_it_begins_unless_they_are_off(self):
        portal = self.small()
        (self.templates(portal) / "applicant-notice.ru.odt").unlink()
        done = portal.run("nightly", code=CANNOT_RUN)
        self.assertIn("applicant-notice.ru.odt", done.stderr)
        self.assertIn("templates.notices = false", done.stderr)
        portal.configure(templates_notices="false")
        portal.nightly()
        self.assertOthersPublished(portal, [])

    # ------------------------------------------------------------ keys

    def with_other_key(self, validity="", password=None, given=None):
        """A portal where Tokmok's chairperson has another key; the documents of the others are done."""
        portal = self.small()
        chair = chairpersons()["tokmok"]
        other = portal.folder / "other"
        make_keyring(other, password or "p", [person_line(chair, "rsa2048", validity)])
        anchors = portal.keys / "anchors.pem"
        anchors.write_text(anchors.read_text() + (other / "anchors.pem").read_text())
        shutil.copy(other / f"{chair['id']}.p12", portal.keys / "other.p12")
        ring = json.loads((portal.keys / "keyring.json").read_text())
        entry = next(e for e in json.loads((other / "keyring.json").read_text())["keys"])
        ring["keys"] = [e for e in ring["keys"] if e["member"] != chair["id"]] + [{**entry, "file": "other.p12"}]
        (portal.keys / "keyring.json").write_text(json.dumps(ring))
        (portal.passwords / f"{chair['id']}.password").write_text((given or password or "p") + "\n")
        return portal

    def assertTokmokWaits(self, portal):
        self.assertEqual(portal.state_of("app-019")[0], "authorised")
        self.assertOthersPublished(portal, ["app-019"])

    def test_an_expired_certificate_signs_nothing(self):
        portal = self.with_other_key("|20200101000000Z|20210101000000Z")
        portal.nightly(code=SOME_FAILED)
        self.assertTokmokWaits(portal)
        self.assertIn("certificateExpired", portal.report_file.read_text())

    def test_a_certificate_that_is_not_yet_valid_signs_nothing(self):
        portal = self.with_other_key("|20400101000000Z|20410101000000Z")
        portal.nightly(code=SOME_FAILED)
        self.assertTokmokWaits(portal)
        self.assertIn("certificateNotYetValid", portal.report_file.read_text())

    def test_a_wrong_password_signs_nothing_and_the_right_one_does(self):
        portal = self.with_other_key(password="right", given="wrong")
        portal.nightly(code=SOME_FAILED)
        self.assertTokmokWaits(portal)
        self.assertIn("keyPasswordWrong", portal.report_file.read_text())
        (portal.passwords / "tk-01.password").write_text("right\n")
        portal.nightly(code=SOME_FAILED)
        self.assertTokmokWaits(portal)
        self.assertIn("certificateChanged", portal.report_file.read_text())
        # The standing authorisation was signed with the certificate before: the chairperson gives it again with this one.
        (standing,) = portal.sql("SELECT id FROM balalyk_authorisation WHERE chairperson_id = 'tk-01'")[0]
        portal.run("authorise", "revoke", standing, password="right")
        portal.authorise_standing("tokmok")
        portal.nightly()
        self.assertOthersPublished(portal, [])

    def test_a_key_that_is_not_the_pinned_one_signs_nothing(self):
        portal = self.small()
        ring = json.loads((portal.keys / "keyring.json").read_text())
        for entry in ring["keys"]:
            if entry["member"] == "tk-01":
                entry["file"] = "b1-01.p12"   # another chairperson's
        (portal.keys / "keyring.json").write_text(json.dumps(ring))
        portal.nightly(code=SOME_FAILED)
        self.assertTokmokWaits(portal)

    # ------------------------------------------------------------ disk and database

    def test_a_full_disk_loses_nothing(self):
        portal = self.small()
        self.tmpfs(portal.store, "size=256k")
        portal.nightly(code=None)
        self.assertNotEqual(set(portal.states()), {"published"})
        for digest, in portal.sql("SELECT container_digest FROM balalyk_document WHERE state = 'published'"):
            portal.stored(digest)
        subprocess.run(["mount", "-o", "remount,size=64m", portal.store], check=True)
        portal.nightly()
        self.assertEqual(set(portal.states()), {"published"})

    def test_a_store_that_cannot_be_written_stops_the_run_with_its_reason(self):
        portal = self.small()
        self.tmpfs(portal.store, "ro")
        done = portal.nightly(code=CANNOT_RUN)
        self.assertIn("store", (done.stdout + done.stderr).lower())
        subprocess.run(["mount", "-o", "remount,rw,size=64m", portal.store], check=True)
        portal.nightly()
        self.assertEqual(set(portal.states()), {"published"})

    def test_a_locked_database_is_reported_and_later_used(self):
        portal = self.small(settings={"database.deadline": "1s"})
        holder = sqlite3.connect(portal.database, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        portal.nightly(code=CANNOT_RUN, timeout=60)
        holder.execute("ROLLBACK")
        holder.close()
        portal.nightly()
        self.assertEqual(set(portal.states()), {"published"})

    def test_a_database_that_is_absent_or_was_never_migrated_is_reported(self):
        portal = self.small()
        os.unlink(portal.database)
        self.assertIn("database", portal.nightly(code=CANNOT_RUN).stderr.lower())
        self.assertFalse(portal.database.exists(), "no empty one is made by the way")
        portal.database.touch()
        self.assertIn("migrat", portal.nightly(code=CANNOT_RUN).stderr.lower())


if __name__ == "__main__":
    unittest.main(verbosity=2)
