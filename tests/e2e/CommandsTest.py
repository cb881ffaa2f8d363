"""The commands around the main job, on a small portal after its first night."""
import json
import pathlib
import re
import shutil
import sqlite3
import tempfile
import unittest

from portal import INDETERMINATE, SOME_FAILED, USAGE, Portal, PortalTest, chairpersons


class CommandsTest(PortalTest):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.mkdtemp(prefix="balalyk-e2e-")
        cls.addClassCleanup(shutil.rmtree, folder, ignore_errors=True)
        cls.after_a_night = portal = Portal(folder + "/portal")
        portal.keep_only(["app-001", "app-005", "app-007", "app-010", "app-019", "app-024"], ["meal-01", "meal-03"])
        for commission in ("bishkek-1may", "bazar-korgon-arstanbap"):
            portal.authorise_standing(commission)
        portal.nightly()

    def setUp(self):
        self.small = self.portal(like=self.after_a_night)

    def export(self, *arguments):
        folder = self.small.folder / "exported"
        return folder, [entry["file"] for entry in self.small.json("export", *arguments, "--to", folder)]

    def names_of(self, *arguments, code=0):
        return {document["sourceKey"] for document in self.small.json("find", *arguments, code=code)}

    # ------------------------------------------------------------ the portal's views

    def test_check_views_counts_what_is_fine_and_names_what_is_not(self):
        fine = self.small.json("database", "check-views")
        self.assertTrue(fine["fine"])
        self.assertEqual([view["rows"] for view in fine["views"]][:3], [6, 2, 0])
        self.small.change("application", "app-001", child_pin="1", sitting_date="15.05.2025")
        wrong = self.small.json("database", "check-views", code=SOME_FAILED)
        findings = {finding["problem"]["code"]: finding for view in wrong["views"] for finding in view["findings"]}
        self.assertEqual(set(findings), {"columnUnreadable", "pinImpossible"})
        self.assertEqual(findings["pinImpossible"]["first"], "app-001")
        text = self.small.run("database", "check-views", code=SOME_FAILED).stdout
        self.assertIn("sitting_date", text)
        self.assertNotIn("15.05.2025", text)

    # ------------------------------------------------------------ find and export

    def test_find_folds_the_letters_that_a_russian_keyboard_lacks(self):
        self.assertEqual(self.names_of("усон", "асанов"), {"app-001", "app-024"})
        self.assertEqual(self.names_of("ҮСӨН"), {"app-001", "app-024"})
        self.assertEqual(self.names_of("жанылкыз", code=SOME_FAILED), set())
        self.assertEqual(self.names_of("жаңыл"), self.names_of("ЖАНЫЛ"))
        self.assertIn("app-010", self.names_of("жаныл"))

    def test_find_by_number_date_commission_and_state(self):
        self.assertEqual(self.names_of("--number", "12/34"), {"app-001", "app-024"})
        self.assertEqual(self.names_of("--number", "12/34", "--commission", "tokmok"), {"app-024"})
        self.assertEqual(self.names_of("--from", "2025-05-01", "--to", "2025-05-15"), {"app-001", "app-005"})
        self.assertEqual(self.names_of("--state", "sent"), {"app-019", "app-024"})

    def test_a_word_with_a_digit_is_a_number_too(self):
        self.assertEqual(self.names_of("12/34"), {"app-001", "app-024"})
        self.assertEqual(self.names_of("12/34", "усон"), {"app-001", "app-024"})
        self.assertEqual(self.names_of("12/34", "жаныл", code=SOME_FAILED), set())
        self.assertEqual(len(self.small.json("find", "12/34", "--limit", "1")), 1)

    def test_export_gives_the_container_and_its_files_and_verify_believes_no_other(self):
        folder, files = self.export(self.small.document_id("app-001"))
        container = next(file for file in files if file.endswith(".asice"))
        self.assertEqual(sum(file.endswith(".pdf") for file in files), 4)
        self.assertIn("TOTAL-PASSED", self.small.run("verify", container).stdout)
        bytes_ = bytearray(pathlib.Path(container).read_bytes())
        place = bytes_.find(b"%PDF-") + 200
        bytes_[place] ^= 1
        tampered = folder / "tampered.asice"
        tampered.write_bytes(bytes_)
        self.assertIn("FAIL", self.small.run("verify", tampered, code=SOME_FAILED).stdout.upper())
        self.assertFalse(self.small.json("verify", container, tampered, code=SOME_FAILED)[1]["passed"])

    def test_the_notice_is_covered_by_the_signature_and_exported_alone(self):
        _, files = self.export("12/34", "--notice")
        self.assertEqual(sorted(file.split(") ")[-1].split(" ")[-1] for file in files),
                         ["notice-ky.pdf", "notice-ru.pdf", "notice-ru.pdf"], "of app-001 in both languages, of app-024 a draft")
        self.assertEqual(sum("(draft, not signed)" in file for file in files), 1)
        folder = self.folder()
        done = self.small.run("export", self.small.document_id("meal-01"), "--notice", "--to", folder, code=SOME_FAILED)
        self.assertIn("has no notice to the applicant", done.stderr)
        self.assertEqual(list(folder.iterdir()), [])
        self.small.run("export", "12/34", "--notice", "--bundle", "--to", folder, code=USAGE)
        _, files = self.export(self.small.document_id("app-001"))
        signed, = self.small.json("verify", next(file for file in files if file.endswith(".asice")))
        self.assertIn("notice-ky.pdf", [file["name"] for file in signed["report"]["signatures"][0]["files"]])
        self.assertIn("documents have a notice to the applicant", self.small.run("authorise", "list", "--commission", "tokmok").stdout)

    def test_what_was_drafted_before_there_were_notices_is_signed_as_it_is(self):
        self.small.configure(templates_notices="false")
        drafted = self.small.document_id("app-019")
        self.small.run("regenerate", drafted, "--reason", "as an older version makes it", "--queue")
        self.small.run("worker", "--until-idle")
        self.small.configure(templates_notices="true")
        self.small.authorise_standing("tokmok")
        self.small.nightly()
        document, = self.small.json("find", "--commission", "tokmok", "--state", "published", "--number", self.small.sql(
            "SELECT number FROM balalyk_document WHERE source_key = 'app-019'")[0][0])
        self.assertEqual([file["name"] for file in document["files"]], ["protocol-ru.pdf"])

    def test_verify_without_the_right_root_does_not_pass(self):
        _, files = self.export(self.small.document_id("app-001"))
        container = next(file for file in files if file.endswith(".asice"))
        self.small.run("verify", "--anchors", self.small.keys / "intermediate.pem", container, code=None)
        other = self.folder() / "other.pem"
        shutil.copy("/etc/ssl/certs/ca-certificates.crt", other)
        self.small.run("verify", "--anchors", other, container, code=INDETERMINATE)

    # ------------------------------------------------------------ settings and help

    def test_a_setting_that_cannot_be_meant_stops_the_program_before_it_begins(self):
        for name, value, allowed in (
                ("office.memoryLimit", "3000", "400M"), ("office.recycleAbove", "600", "200M"), ("office.deadline", "0s", "1h"),
                ("office.slots", "100000", "256"), ("store.location", "s3:bucket", "s3://bucket/prefix"),
                ("store.location", "archive", "absolute path"), ("worker.stages", "fil", "fill, sign, publish, upgrade"),
                ("worker.stages", "", "fill, sign, publish, upgrade"), ("check.addressBase", "foo", "https://"),
                ("timestamps.quota", "-1", "0")):
            with self.subTest(f"{name}={value}"):
                done = self.small.run("worker", "--set", f"{name}={value}", code=USAGE)
                self.assertIn(f"--set {name}", done.stderr)
                self.assertIn(f"“{value}”", done.stderr)
                self.assertIn(allowed, done.stderr)
        self.assertFalse((self.small.folder / "archive").exists())

    def test_help_says_how_to_read_it_in_another_language(self):
        for language in ("ky", "ru", "en"):
            self.assertIn(f"BALALYK_LANGUAGE={language}", self.small.run("--help").stdout)

    # ------------------------------------------------------------ a new revision

    def test_regenerate_makes_a_new_revision_and_keeps_the_old_one(self):
        old = self.small.document_id("app-001")
        digest = self.small.sql("SELECT container_digest FROM balalyk_document WHERE id = ?", old)[0][0]
        self.small.run("regenerate", old, "--reason", "дарек өзгөрдү")
        rows = self.small.sql("SELECT revision, state, superseded_by FROM balalyk_document WHERE source_key = 'app-001' "
                              "ORDER BY revision")
        new = self.small.document_id("app-001")
        self.assertEqual(rows, [(1, "superseded", new), (2, "published", None)])
        self.assertTrue(self.small.stored(digest), "a signed document is never removed")
        self.small.run("database", "verify")

    def test_a_record_changed_after_signing_is_reported_and_left_alone(self):
        self.small.change("application", "app-001", comments="Кийин өзгөрдү.")
        self.small.nightly(code=None)
        self.assertEqual(self.small.report()["changedAfterSigning"], [self.small.document_id("app-001")])
        self.assertEqual(self.small.sql("SELECT count(*) FROM balalyk_document WHERE source_key = 'app-001'")[0][0], 1)
        self.small.run("regenerate", self.small.document_id("app-001"), "--reason", "өзгөрдү")
        self.assertIn("Кийин өзгөрдү.", self.small.sql(
            "SELECT r.xml FROM balalyk_record r JOIN balalyk_document d USING (sequence) WHERE d.source_key = 'app-001' "
            "ORDER BY d.revision DESC LIMIT 1")[0][0])

    def test_explain_says_what_differs_between_two_revisions(self):
        app = self.small.document_id("app-001")
        self.small.change("application", "app-001", comments="Кийин өзгөрдү.")
        self.small.run("regenerate", app, "--reason", "өзгөрдү")
        reported = self.small.json("regenerate", app, "--explain")
        self.assertEqual((reported["before"], reported["after"]), (app, self.small.document_id("app-001")))
        changed = {d["path"]: d["after"] for d in reported["differences"] if d["in"] == "record"}
        self.assertEqual(changed, {"application/comments": "Кийин өзгөрдү."})
        self.assertFalse([d for d in reported["differences"] if d["in"] == "office"])

    def test_an_unknown_number_is_a_usage_error(self):
        self.small.run("regenerate", "no-such-number", "--reason", "x", code=USAGE)

    # ------------------------------------------------------------ the chairperson

    def test_what_the_chairperson_rejects_goes_back_and_is_never_signed(self):
        rejected = self.small.document_id("app-019")
        self.small.run("authorise", "reject", rejected, "--reason", "аты туура эмес", password=self.small.password("tokmok"))
        self.small.run("authorise", "batch", "--all", "--commission", "tokmok", password=self.small.password("tokmok"))
        self.assertEqual(self.small.state_of("app-019")[0], "returned")
        self.assertEqual(self.small.state_of("app-024")[0], "published")
        self.assertIsNone(self.small.sql("SELECT container_digest FROM balalyk_document WHERE id = ?", rejected)[0][0])

    def test_a_wrong_password_authorises_nothing(self):
        self.small.run("authorise", "batch", "--all", "--commission", "tokmok", password="wrong", code=3)
        self.assertEqual(self.small.state_of("app-019")[0], "sent")

    def test_a_batch_that_is_not_the_one_reviewed_is_not_authorised(self):
        self.small.run("authorise", "batch", "--all", "--commission", "tokmok", "--digest", "0" * 64, code=3,
                       password=self.small.password("tokmok"))
        self.assertEqual(self.small.state_of("app-019")[0], "sent")

    def test_a_revoked_standing_authorisation_covers_nothing_more(self):
        standing = next(a for a in self.small.json("authorise", "list", "--commission", "bishkek-1may")["authorisations"] if a["standing"])
        self.small.run("authorise", "revoke", standing["id"], password=self.small.password("bishkek-1may"))
        self.small.run("regenerate", self.small.document_id("app-001"), "--reason", "кайра")
        self.assertEqual(self.small.state_of("app-001")[0], "sent")

    def test_another_chairpersons_password_does_not_help(self):
        keys = json.loads((self.small.keys / "keyring.json").read_text())
        self.assertEqual({entry["member"] for entry in keys["keys"]}, {m["id"] for m in chairpersons().values()})
        (self.small.keys / "tk-01.p12").unlink()
        self.small.run("authorise", "batch", "--all", "--commission", "tokmok", password=self.small.password("bishkek-1may"), code=3)
        self.assertEqual(self.small.state_of("app-019")[0], "sent")

    # ------------------------------------------------------------ the rest

    def test_status_counts_every_document(self):
        counts = self.small.json("status")["counts"]
        self.assertEqual(sum(count["count"] for count in counts), sum(self.small.states().values()))

    def test_status_names_the_night_that_was_begun_by_hand(self):
        status = self.small.json("status")
        self.assertEqual(status["lastNight"], "", "no timer began one")
        self.assertRegex(status["lastNightByHand"], r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+00:00$")
        text = self.small.run("status").stdout
        self.assertIn("No scheduled night yet.", text)
        self.assertRegex(text, r"Last night begun by hand: \d{4}-\d\d-\d\d")

    def test_status_counts_all_that_does_not_move_and_shows_as_many_as_asked_for(self):
        all_documents = sum(self.small.states().values())
        self.assertGreater(all_documents, 3)
        for change, heading in {
                "state = 'quarantined', resume_stage = 'publish', stage = NULL": "Set aside",
                "state = 'sent', problems = '[{\"code\":\"notAuthorised\",\"params\":{}}]', stage = NULL, resume_stage = NULL":
                    "Not signed: waiting for the chairperson again",
                "state = 'signed', stage = 'publish', due_at = 1, ready_at = 1, problems = '[]'": "Stuck, waiting for too long",
        }.items():
            with self.subTest(heading=heading):
                self.small.sql("UPDATE balalyk_count SET documents = 0")
                self.small.sql(f"UPDATE balalyk_document SET {change}")
                self.small.sql("INSERT INTO balalyk_count (state, kind, documents) SELECT state, kind, count(*) FROM balalyk_document "
                               "GROUP BY state, kind ON CONFLICT (state, kind) DO UPDATE SET documents = excluded.documents")
                text = self.small.run("status", "--limit", "2", code=None).stdout
                self.assertIn(f"{heading} ({all_documents})", text)
                self.assertEqual(len(re.findall(r"^  [a-z ]+ \S+ \[", text, re.MULTILINE)), 2, text)

    def test_the_audit_trail_cannot_be_changed_unseen(self):
        with self.assertRaises(sqlite3.DatabaseError):
            self.small.sql("UPDATE balalyk_audit SET actor = 'x' WHERE sequence = 3")
        self.small.sql("DROP TRIGGER balalyk_audit_update")
        self.small.sql("UPDATE balalyk_audit SET actor = 'x' WHERE sequence = 3")
        self.small.run("database", "verify", code=SOME_FAILED)

    def test_a_damaged_file_of_the_store_is_reported_and_never_exported(self):
        _, _, digest = self.small.containers()[0]
        path = next(path for path in self.small.store.rglob(f"*{digest[-16:]}*"))
        path.chmod(0o600)
        content = bytearray(path.read_bytes())
        content[100] ^= 1
        path.write_bytes(content)
        self.small.run("database", "verify", code=SOME_FAILED)


if __name__ == "__main__":
    unittest.main(verbosity=2)
