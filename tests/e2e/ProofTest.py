"""Authorisation is proved, not looked up: what somebody writes into the database past the program signs nothing and is found."""
import hashlib
import json
import shutil
import sqlite3
import tempfile
import unittest

from portal import SOME_FAILED, Portal, PortalTest, chairpersons

FIRST, SECOND, THIRD = RECORDS = ["app-019", "app-020", "app-022"]
COMMISSION = "tokmok"
CHAIRPERSON = chairpersons()[COMMISSION]["id"]
FORGED = "00000000-0000-4000-8000-000000000666"


class ProofTest(PortalTest):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.mkdtemp(prefix="balalyk-e2e-")
        cls.addClassCleanup(shutil.rmtree, folder, ignore_errors=True)
        cls.drafted = Portal(folder + "/drafted")
        cls.drafted.keep_only(RECORDS)
        cls.drafted.nightly()
        assert cls.drafted.states() == {"sent": len(RECORDS)}, cls.drafted.states()
        # One document signed and published, with a receipt.
        cls.signed = Portal(folder + "/signed", like=cls.drafted)
        cls.signed.run("authorise", "batch", "--document", cls.signed.document_id(FIRST), password=cls.signed.password(COMMISSION))
        assert cls.signed.states() == {"sent": 2, "published": 1}, cls.signed.states()

    def setUp(self):
        self.small = self.portal(like=self.signed)
        self.assertEqual(self.found(code=0), [])

    def attack(self, *statements):
        """As one who may write everything, and whom no trigger stops."""
        triggers = self.small.sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers:
            self.small.sql(f"DROP TRIGGER {name}")
        for statement in statements:
            self.small.sql(statement)

    def found(self, code=SOME_FAILED):
        reported = self.small.json("database", "verify", code=code)
        self.assertEqual(reported["whole"], code == 0)
        return sorted(problem["code"] for problem in reported["problems"])

    def forge_standing(self, statement=""):
        self.attack("INSERT INTO balalyk_authorisation (id, chairperson_id, commission_id, standing, kinds, valid_from, valid_to, "
                    f"recorded_at, batch_digest, statement_digest) VALUES ('{FORGED}', '{CHAIRPERSON}', '{COMMISSION}', 1, "
                    "'[\"voucher-approval\",\"voucher-refusal\"]', '2020-01-01', '2099-12-31', 0, '', "
                    f"'{statement}')")

    def statement(self):
        return self.small.sql("SELECT statement_digest FROM balalyk_authorisation")[0][0]

    def rewrite_trail(self, *statements):
        """Changes the audit trail and computes every hash again, as the program would."""
        self.attack(*statements)
        previous, sequence = "0" * 64, 0
        with sqlite3.connect(self.small.database) as connection:
            rows = connection.execute("SELECT sequence, at, actor, event, document_id, detail FROM balalyk_audit ORDER BY sequence")
            for row in rows.fetchall():
                text = "".join(f"{len(str(value).encode())}:{value}\n" for value in (*row, previous))
                digest, sequence = hashlib.sha256(text.encode()).hexdigest(), row[0]
                connection.execute("UPDATE balalyk_audit SET previous_hash = ?, hash = ? WHERE sequence = ?",
                                   (previous, digest, sequence))
                previous = digest
            connection.execute("UPDATE balalyk_audit_head SET sequence = ?, hash = ?", (sequence, previous))
        connection.close()

    # ------------------------------------------------------------

    def test_verify_looks_at_every_authorisation_and_at_the_anchors_in_receipts(self):
        reported = self.small.json("database", "verify")
        self.assertEqual((reported["authorisations"], reported["auditAnchors"]), (1, 1))
        self.assertIn("passes through 1 anchor ", self.small.run("database", "verify").stdout)

    def test_a_forged_standing_authorisation_signs_nothing_and_everyone_hears_of_it(self):
        self.forge_standing()
        night = self.small.nightly(code=SOME_FAILED)
        self.assertEqual(self.small.states(), {"sent": 2, "published": 1})
        self.assertIn(FORGED, night.stdout)
        self.assertEqual({failure["problem"]["code"] for failure in self.small.report()["failures"]}, {"statementMissing"})
        status = self.small.json("status")
        self.assertEqual(sorted(document["id"] for document in status["waitingAgain"]),
                         sorted(self.small.document_id(key) for key in (SECOND, THIRD)))
        self.assertIn("waiting for the chairperson again", self.small.run("status").stdout)
        self.assertIn(FORGED, self.small.run("authorise", "list", "--commission", COMMISSION).stdout)
        self.assertEqual(self.found(), ["authorisationNotInTrail", "statementMissing"])
        # The chairperson decides as ever.
        self.small.run("authorise", "batch", "--all", "--commission", COMMISSION, password=self.small.password(COMMISSION))
        self.assertEqual(self.small.states(), {"published": 3})
        self.assertEqual(self.small.json("status")["waitingAgain"], [])

    def test_the_statement_of_a_batch_makes_no_standing_authorisation(self):
        self.forge_standing(self.statement())
        self.small.nightly(code=SOME_FAILED)
        self.assertEqual(self.small.states(), {"sent": 2, "published": 1})
        self.assertEqual({failure["problem"]["code"] for failure in self.small.report()["failures"]}, {"statementDiffers"})
        found = self.found()
        self.assertIn("statementDiffers", found)
        self.assertIn("authorisationNotInTrail", found)

    def test_a_statement_signed_by_somebody_else_is_found(self):
        other = next(commission for commission in chairpersons() if commission != COMMISSION)
        ring = json.loads((self.small.keys / "keyring.json").read_text("utf-8"))
        keys = {entry["member"]: entry for entry in ring["keys"]}
        mine, theirs = CHAIRPERSON, chairpersons()[other]["id"]
        swapped = [{**keys[theirs], "member": mine}, {**keys[mine], "member": theirs}]
        honest = (self.small.keys / "keyring.json").read_text("utf-8")
        (self.small.keys / "keyring.json").write_text(json.dumps({"keys": swapped}), "utf-8")
        self.small.run("authorise", "standing", "--commission", COMMISSION, "--chairperson", CHAIRPERSON, "--from", "2020-01-01",
                       "--to", "2045-12-31", password=self.small.password(other))
        (self.small.keys / "keyring.json").write_text(honest, "utf-8")
        self.small.nightly(code=SOME_FAILED)
        self.assertEqual(self.small.states(), {"sent": 2, "published": 1})
        self.assertEqual(set(self.found()), {"statementOfAnotherPerson"})

    def test_changed_dates_kinds_commission_and_chairperson_are_found(self):
        self.small.authorise_standing(COMMISSION)
        for change in ("valid_to = '2099-12-31'", "valid_from = '2019-01-01'", "kinds = '[\"voucher-list\"]'",
                       "commission_id = 'x'", "chairperson_id = 'x'", "batch_digest = 'x', standing = 0"):
            with self.subTest(change):
                backup = self.small.database.read_bytes()
                self.attack(f"UPDATE balalyk_authorisation SET {change} WHERE standing = 1")
                self.assertIn("statementDiffers", self.found())
                self.small.database.write_bytes(backup)

    def test_a_cleared_revocation_is_found_and_holds_nevertheless(self):
        self.small.authorise_standing(COMMISSION)
        (standing,) = self.small.sql("SELECT id FROM balalyk_authorisation WHERE standing = 1")[0]
        self.small.run("authorise", "revoke", standing, password=self.small.password(COMMISSION))
        with self.assertRaises(sqlite3.IntegrityError):
            self.small.sql("UPDATE balalyk_authorisation SET revoked_at = NULL")
        self.attack("UPDATE balalyk_authorisation SET revoked_at = NULL")
        self.small.nightly(code=SOME_FAILED)
        self.assertEqual(self.small.states(), {"sent": 2, "published": 1})
        self.assertEqual(self.found(), ["revocationCleared"])

    def test_a_removed_authorisation_and_what_it_covered_are_found(self):
        self.attack("DELETE FROM balalyk_authorisation_document", "DELETE FROM balalyk_authorisation")
        self.assertEqual(self.found(), ["authorisationMissing", "documentSignedUnauthorised"])

    def test_a_document_added_to_a_batch_is_found(self):
        document = self.small.document_id(SECOND)
        self.attack("INSERT INTO balalyk_authorisation_document (document_id, content_digest, authorisation_id) SELECT d.id, "
                    f"d.content_digest, a.id FROM balalyk_document d, balalyk_authorisation a WHERE d.id = '{document}'",
                    f"UPDATE balalyk_document SET state = 'authorised', stage = 'sign', due_at = 0, ready_at = 0 WHERE id = '{document}'")
        self.small.nightly(code=SOME_FAILED)
        self.assertEqual(self.small.states(), {"sent": 2, "published": 1})
        self.assertEqual(self.found(), ["documentNotInStatement"])

    def test_what_the_chairperson_rejected_stays_so_whoever_sets_it_on_its_way_again(self):
        password, document = self.small.password(COMMISSION), self.small.document_id(SECOND)
        self.small.run("authorise", "batch", "--document", document, "--later", password=password)
        self.small.run("authorise", "reject", document, "--reason", "wrong child", password=password)
        # Any login of a stage may write these columns.
        self.small.sql(f"UPDATE balalyk_document SET state = 'authorised', stage = 'sign', due_at = 0, ready_at = 0 WHERE id = '{document}'")
        night = self.small.nightly(code=SOME_FAILED)
        self.assertEqual(self.small.state_of(SECOND), ("sent", ["documentRejected"]))
        self.assertIn("rejected", night.stdout)

    def test_a_published_document_that_shows_the_container_of_another_is_found(self):
        self.small.run("authorise", "batch", "--all", "--commission", COMMISSION, password=self.small.password(COMMISSION))
        self.attack("UPDATE balalyk_document SET container_digest = (SELECT o.container_digest FROM balalyk_document o WHERE "
                    f"o.source_key = '{SECOND}') WHERE source_key = '{FIRST}'")
        self.assertEqual(self.found(), ["documentDiffers"])
        self.assertIn(self.small.document_id(FIRST), self.small.run("database", "verify", code=SOME_FAILED).stdout)

    def test_a_trail_that_was_rewritten_with_all_its_hashes_is_found_by_a_receipt(self):
        self.rewrite_trail("UPDATE balalyk_audit SET actor = 'somebody' WHERE sequence = 2")
        self.assertEqual(self.found(), ["auditRewritten"])

    def test_a_receipt_that_no_row_names_any_more_is_an_anchor_too(self):
        self.rewrite_trail("UPDATE balalyk_audit SET actor = 'somebody' WHERE sequence = 2",
                           "UPDATE balalyk_authorisation SET receipt_digest = ''")
        self.assertEqual(self.found(), ["auditRewritten", "receiptNotInTrail"])

    def test_what_was_not_signed_by_the_last_day_waits_for_the_chairperson_again(self):
        document = self.small.document_id(SECOND)
        self.small.run("authorise", "standing", "--commission", COMMISSION, "--chairperson", CHAIRPERSON, "--from", "2025-01-01",
                       "--to", "2025-12-31", password=self.small.password(COMMISSION))
        # As it would be had it been authorised in time, and not been signed since.
        self.attack("INSERT INTO balalyk_authorisation_document (document_id, content_digest, authorisation_id) SELECT d.id, "
                    "d.content_digest, a.id FROM balalyk_document d, balalyk_authorisation a WHERE a.standing = 1 AND "
                    f"d.id = '{document}'",
                    f"UPDATE balalyk_document SET state = 'authorised', stage = 'sign', due_at = 0, ready_at = 0 WHERE id = '{document}'")
        night = self.small.nightly(code=SOME_FAILED)
        self.assertIn("2025-12-31", night.stdout)
        self.assertEqual(self.small.state_of(SECOND), ("sent", ["authorisationNotInForce"]))
        self.small.authorise_standing(COMMISSION)
        self.small.nightly()
        self.assertEqual(self.small.states(), {"published": 3})


if __name__ == "__main__":
    unittest.main(verbosity=2)
