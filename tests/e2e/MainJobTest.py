"""The main job from end to end, and the commands around it, on the whole sample portal and on small ones."""
import json
import pathlib
import re
import shutil
import sqlite3
import unittest

from portal import SOME_FAILED, USAGE, PortalTest, chairpersons, sample


class WholePortalTest(PortalTest):
    def test_decided_records_become_published_once_their_chairperson_authorised_them(self):
        portal = self.portal(settings={"office.slots": "2"})
        for commission in ("bishkek-1may", "bazar-korgon-arstanbap"):
            portal.authorise_standing(commission)
        first = portal.nightly()

        states = dict(portal.sql("SELECT commission_id || ' ' || state, count(*) FROM balalyk_document GROUP BY 1"))
        waiting = states.pop("tokmok drafted")
        self.assertEqual(set(states), {"bishkek-1may published", "bazar-korgon-arstanbap published"}, portal.report())
        self.assertGreater(waiting, 0)
        self.assertIn("tokmok", first.stdout, "it says who is waited for")
        self.assertEqual(portal.sql("SELECT count(*) FROM balalyk_document WHERE commission_id = 'tokmok' AND "
                                    "container_digest IS NOT NULL")[0][0], 0, "nothing is signed without an authorisation")

        listed = portal.json("authorise", "--commission", "tokmok")
        self.assertEqual(len(listed["documents"]), waiting)
        portal.run("authorise", "--all", "--commission", "tokmok", "--digest", listed["batchDigest"],
                   password=portal.password("tokmok"))
        self.assertEqual(set(portal.states()), {"published"})
        decided = sum(a["status"] in ("approved", "rejected") for a in sample("applications"))
        self.assertEqual(portal.states()["published"], decided + len(sample("meals")) + len(sample("kindergartens")))

        before = portal.sql("SELECT count(*) FROM balalyk_audit WHERE document_id <> ''")
        portal.nightly()
        self.assertEqual(portal.sql("SELECT count(*) FROM balalyk_audit WHERE document_id <> ''"), before, "a second run does nothing")
        portal.run("database", "verify")

        containers = []
        for index, (_, _, digest) in enumerate(portal.containers()):
            containers.append(portal.folder / f"{index}.asice")
            containers[-1].write_bytes(portal.stored(digest))
        verdicts = portal.json("verify", *containers)
        self.assertEqual({verdict["passed"] for verdict in verdicts}, {True})

    def test_no_log_report_or_argument_holds_personal_data_or_passwords(self):
        portal = self.portal(settings={"office.slots": "2", "log.level": "debug"})
        portal.authorise_everything()
        done = portal.nightly()
        told = done.stdout + done.stderr + portal.report_file.read_text("utf-8")
        for record in sample("applications") + sample("meals"):
            for person in filter(None, (record["child"], record.get("guardian"))):
                self.assertNotIn(person["pin"], told)
                if record.get("status") != "draft":
                    self.assertNotRegex(told, rf"\b{re.escape(person['surname'].strip())}\b")
        self.assertNotIn(portal.password("tokmok"), told)
        self.assertNotIn(portal.password("tokmok").encode(), portal.database.read_bytes())


class SmallPortalTest(PortalTest):
    def setUp(self):
        self.small = self.portal()
        self.small.keep_only(["app-001", "app-005", "app-007", "app-010", "app-019", "app-024"], ["meal-01", "meal-03"])
        for commission in ("bishkek-1may", "bazar-korgon-arstanbap"):
            self.small.authorise_standing(commission)
        self.small.nightly()

    def export(self, *arguments):
        folder = self.small.folder / "exported"
        return folder, [entry["file"] for entry in self.small.json("export", *arguments, "--to", folder)]

    def names_of(self, *arguments, code=0):
        return {document["sourceKey"] for document in self.small.json("find", *arguments, code=code)}

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
        self.assertEqual(self.names_of("--state", "drafted"), {"app-019", "app-024"})

    def test_export_gives_the_container_and_its_files_and_verify_believes_no_other(self):
        folder, files = self.export(self.small.document_id("app-001"))
        container = next(file for file in files if file.endswith(".asice"))
        self.assertEqual(sum(file.endswith(".pdf") for file in files), 2)
        self.assertIn("TOTAL-PASSED", self.small.run("verify", container).stdout)
        bytes_ = bytearray(pathlib.Path(container).read_bytes())
        place = bytes_.find(b"%PDF-") + 200
        bytes_[place] ^= 1
        tampered = folder / "tampered.asice"
        tampered.write_bytes(bytes_)
        self.assertIn("FAIL", self.small.run("verify", tampered, code=SOME_FAILED).stdout.upper())
        self.assertFalse(self.small.json("verify", container, tampered, code=SOME_FAILED)[1]["passed"])

    def test_verify_without_the_right_root_does_not_pass(self):
        _, files = self.export(self.small.document_id("app-001"))
        container = next(file for file in files if file.endswith(".asice"))
        self.small.run("verify", "--anchors", self.small.keys / "intermediate.pem", container, code=None)
        other = self.folder() / "other.pem"
        shutil.copy("/etc/ssl/certs/ca-certificates.crt", other)
        self.small.run("verify", "--anchors", other, container, code=SOME_FAILED)

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

    def test_a_record_changed_after_signing_is_told_and_left_alone(self):
        self.small.change("application", "app-001", comments="Кийин өзгөрдү.")
        done = self.small.nightly(code=None)
        self.assertEqual(self.small.sql("SELECT count(*) FROM balalyk_document WHERE source_key = 'app-001'")[0][0], 1)
        self.assertIn("regenerate", done.stdout)
        self.small.run("regenerate", self.small.document_id("app-001"), "--reason", "өзгөрдү")
        self.assertIn("Кийин өзгөрдү.", self.small.sql(
            "SELECT r.xml FROM balalyk_record r JOIN balalyk_document d USING (sequence) WHERE d.source_key = 'app-001' "
            "ORDER BY d.revision DESC LIMIT 1")[0][0])

    def test_an_unknown_number_is_a_usage_error(self):
        self.small.run("regenerate", "no-such-number", "--reason", "x", code=USAGE)

    # ------------------------------------------------------------ the chairperson

    def test_what_the_chairperson_rejects_goes_back_and_is_never_signed(self):
        rejected = self.small.document_id("app-019")
        self.small.run("authorise", "--reject", rejected, "--reason", "аты туура эмес", password=self.small.password("tokmok"))
        self.small.run("authorise", "--all", "--commission", "tokmok", password=self.small.password("tokmok"))
        self.assertEqual(self.small.state_of("app-019")[0], "returned")
        self.assertEqual(self.small.state_of("app-024")[0], "published")
        self.assertIsNone(self.small.sql("SELECT container_digest FROM balalyk_document WHERE id = ?", rejected)[0][0])

    def test_a_wrong_password_authorises_nothing(self):
        self.small.run("authorise", "--all", "--commission", "tokmok", password="wrong", code=3)
        self.assertEqual(self.small.state_of("app-019")[0], "drafted")

    def test_a_batch_that_is_not_the_one_reviewed_is_not_authorised(self):
        self.small.run("authorise", "--all", "--commission", "tokmok", "--digest", "0" * 64, code=3,
                       password=self.small.password("tokmok"))
        self.assertEqual(self.small.state_of("app-019")[0], "drafted")

    def test_a_revoked_standing_authorisation_covers_nothing_more(self):
        standing = next(a for a in self.small.json("authorise", "--commission", "bishkek-1may")["authorisations"] if a["standing"])
        self.small.run("authorise", "--revoke", standing["id"], password=self.small.password("bishkek-1may"))
        self.small.run("regenerate", self.small.document_id("app-001"), "--reason", "кайра")
        self.assertEqual(self.small.state_of("app-001")[0], "drafted")

    def test_another_chairpersons_password_does_not_help(self):
        keys = json.loads((self.small.keys / "keyring.json").read_text())
        self.assertEqual({entry["member"] for entry in keys["keys"]}, {m["id"] for m in chairpersons().values()})
        (self.small.keys / "tk-01.p12").unlink()
        self.small.run("authorise", "--all", "--commission", "tokmok", password=self.small.password("bishkek-1may"), code=3)
        self.assertEqual(self.small.state_of("app-019")[0], "drafted")

    # ------------------------------------------------------------ the rest

    def test_status_counts_every_document(self):
        counts = self.small.json("status")["counts"]
        self.assertEqual(sum(count["count"] for count in counts), sum(self.small.states().values()))

    def test_the_audit_trail_cannot_be_changed_unseen(self):
        with self.assertRaises(sqlite3.DatabaseError):
            self.small.sql("UPDATE balalyk_audit SET actor = 'x' WHERE sequence = 3")
        self.small.sql("DROP TRIGGER balalyk_audit_update")
        self.small.sql("UPDATE balalyk_audit SET actor = 'x' WHERE sequence = 3")
        self.small.run("database", "verify", code=SOME_FAILED)

    def test_a_damaged_file_of_the_store_is_told_and_never_exported(self):
        _, _, digest = self.small.containers()[0]
        path = next(path for path in self.small.store.rglob(f"*{digest[-16:]}*"))
        path.chmod(0o600)
        content = bytearray(path.read_bytes())
        content[100] ^= 1
        path.write_bytes(content)
        self.small.run("database", "verify", code=SOME_FAILED)


class VoucherListTest(PortalTest):
    def lists(self, portal):
        return portal.sql("SELECT source_key, revision, state FROM balalyk_document WHERE kind = 'voucher-list' ORDER BY 1, 2")

    def test_a_list_is_superseded_only_when_something_changed(self):
        portal = self.portal()
        portal.keep_only(vouchers=True)
        portal.sql("DELETE FROM voucher WHERE kindergarten_id NOT IN ('kg-tokmok-5', 'kg-arstanbap-1')")
        portal.authorise_everything()
        portal.nightly()
        first = self.lists(portal)
        self.assertEqual([(revision, state) for _, revision, state in first], [(1, "published")] * 2)

        portal.sql("UPDATE voucher SET changed_at = changed_at + 5000")     # touched, the same
        portal.nightly()
        self.assertEqual(self.lists(portal), first)

        gone = portal.sql("SELECT id FROM voucher WHERE kindergarten_id = 'kg-tokmok-5' ORDER BY id LIMIT 1")[0][0]
        portal.sql("DELETE FROM voucher WHERE id = ?", gone)
        portal.nightly()
        self.assertEqual([(key.split("/")[0], revision, state) for key, revision, state in self.lists(portal)],
                         [("kg-arstanbap-1", 1, "published"), ("kg-tokmok-5", 1, "superseded"), ("kg-tokmok-5", 2, "published")])


if __name__ == "__main__":
    unittest.main()
