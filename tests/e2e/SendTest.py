"""The gate between the secretary and the chairperson: what is sent, one or many, and recalled until it is authorised."""
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import unittest

from portal import BUILD, CANNOT_RUN, SOME_FAILED, USAGE, Portal, PortalTest

DIE = pathlib.Path(os.environ.get("DIE_LIBRARY", BUILD / "tests" / "fault" / "libdieAtWrite.so"))
RECORDS = ["app-019", "app-020", "app-022"]
COMMISSION = "tokmok"


class SendTest(PortalTest):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.mkdtemp(prefix="balalyk-e2e-")
        cls.addClassCleanup(shutil.rmtree, folder, ignore_errors=True)
        cls.drafted = Portal(folder + "/portal")
        cls.drafted.keep_only(RECORDS)
        cls.drafted.sql("UPDATE commission SET sending = 'by-secretary' WHERE id = ?", COMMISSION)
        cls.drafted.nightly()
        assert cls.drafted.states() == {"drafted": len(RECORDS)}, cls.drafted.states()

    def setUp(self):
        self.small = self.portal(like=self.drafted)
        self.ids = [self.small.document_id(key) for key in RECORDS]

    def outcomes(self, *arguments, code=0):
        documents = self.small.json(*arguments, code=code)["documents"]
        return [(one["outcome"], one.get("state"), one.get("problem", {}).get("code")) for one in documents]

    def waiting(self):
        return [document["id"] for batch in self.small.json("authorise", "list")["waiting"] for document in batch["documents"]]

    def authorise(self, *arguments, code=0):
        return self.small.run("authorise", "batch", *arguments, "--later", password=self.small.password(COMMISSION), code=code)

    def sign_what_is_authorised(self):
        self.small.configure(worker_stages="sign, publish")
        self.small.run("worker", "--until-idle")

    def events(self, document):
        return [event for (event,) in self.small.sql("SELECT event FROM balalyk_audit WHERE document_id = ? ORDER BY sequence", document)]

    # ------------------------------------------------------------

    def test_the_night_says_whose_turn_it_is_and_the_chairperson_sees_nothing_before(self):
        report = self.small.report()
        self.assertEqual((report["waitingForSecretary"], report["waitingForAuthorisation"]), ({COMMISSION: len(RECORDS)}, {}))
        self.assertTrue(report["allDone"])
        self.assertEqual(self.waiting(), [])
        self.assertIn("is drafted", self.authorise("--document", self.ids[0], code=CANNOT_RUN).stderr)
        refused = self.small.run("authorise", "reject", self.ids[0], "--reason", "no", code=CANNOT_RUN,
                                 password=self.small.password(COMMISSION)).stderr
        self.assertIn("does not wait for the chairperson", refused)
        self.small.authorise_standing(COMMISSION)
        self.sign_what_is_authorised()
        self.assertEqual(self.small.states(), {"drafted": len(RECORDS)})
        self.assertEqual(self.small.json("status")["stuck"], [])

    def test_one_or_many_are_sent_each_with_its_outcome_and_then_signed(self):
        first, second, third = self.ids
        self.assertEqual(self.outcomes("send", first), [("done", "sent", None)])
        self.assertEqual(self.waiting(), [first])
        self.assertEqual(self.outcomes("send", first, "unknown", second, code=SOME_FAILED),
                         [("already", "sent", None), ("unknown", None, "documentNotFound"), ("done", "sent", None)])
        self.assertEqual(self.outcomes("send", "--commission", "bishkek-1may"), [])
        self.assertEqual(self.outcomes("send", "--commission", COMMISSION), [("done", "sent", None)])
        self.assertEqual(self.outcomes("send", "--all-drafted"), [])
        self.small.run("send", code=USAGE)
        self.assertEqual({document["sourceKey"] for document in self.small.json("find", "--state", "sent")}, set(RECORDS))
        self.small.run("authorise", "batch", "--all", "--commission", COMMISSION, password=self.small.password(COMMISSION))
        self.assertEqual(self.small.states(), {"published": len(RECORDS)})
        self.assertEqual(self.events(third), ["taken", "drafted", "sent", "authorised", "signed", "published"])
        who = self.small.sql("SELECT DISTINCT actor FROM balalyk_audit WHERE event = 'sent'")
        self.assertTrue(who and all(actor.startswith(("login:", "uid:")) for (actor,) in who), who)
        self.small.run("database", "verify")

    def test_what_is_recalled_is_out_of_the_chairpersons_hands_until_it_is_sent_again(self):
        first, second, _ = self.ids
        self.small.run("send", "--all-drafted")
        digest = self.small.json("authorise", "list")["waiting"][0]["batchDigest"]
        self.assertEqual(self.outcomes("recall", first, first), [("done", "drafted", None), ("already", "drafted", None)])
        self.assertNotIn(first, self.waiting())
        # The list that was reviewed is another one now.
        self.authorise("--all", "--commission", COMMISSION, "--digest", digest, code=CANNOT_RUN)
        self.authorise("--document", first, code=CANNOT_RUN)
        self.authorise("--document", second)
        self.assertEqual(self.outcomes("recall", second, code=SOME_FAILED), [("refused", "authorised", "documentAuthorised")])
        text = self.small.run("recall", second, code=SOME_FAILED).stdout
        self.assertIn("can no longer be recalled", text)
        for language, words in (("ky", "кайтарып алууга болбойт"), ("ru", "нельзя отозвать")):
            self.small.configure(language=language)
            self.assertIn(words, self.small.run("recall", second, code=SOME_FAILED).stdout)
        # Rejected, it is back with the secretary for correction.
        self.small.run("send", first)
        self.small.run("authorise", "reject", first, "--reason", "wrong address", password=self.small.password(COMMISSION))
        self.assertEqual(self.small.state_of(RECORDS[0])[0], "returned")
        self.assertEqual(self.outcomes("send", first, code=SOME_FAILED), [("refused", "returned", "documentNotDrafted")])
        self.small.run("database", "verify")

    def test_a_new_revision_of_what_was_sent_has_to_be_sent_itself(self):
        first = self.ids[0]
        self.small.run("send", first)
        self.small.run("regenerate", first, "--reason", "mistyped", "--queue")
        self.assertEqual(self.waiting(), [])
        self.assertEqual(self.outcomes("recall", first, code=SOME_FAILED), [("refused", "superseded", "documentNotSent")])
        # What the portal shows no longer is withdrawn, sent or not.
        second = self.ids[1]
        self.small.run("send", second)
        self.small.sql("UPDATE application SET decision = NULL WHERE id = ?", RECORDS[1])
        self.assertEqual(self.waiting(), [])
        self.assertEqual(self.small.state_of(RECORDS[1]), ("withdrawn", ["recordWithdrawn"]))

    def test_a_recall_and_an_authorisation_by_two_processes_are_never_both_done(self):
        for turn in range(4):
            self.small = self.portal(like=self.drafted)
            self.small.run("send", *self.ids)
            reading, writing = os.pipe()
            os.write(writing, self.small.password(COMMISSION).encode() + b"\n")
            os.close(writing)
            commands = [self.small.command("authorise", "batch", *(word for id_ in self.ids for word in ("--document", id_)), "--later",
                                           "--passwords-fd", reading),
                        self.small.command("recall", *self.ids)]
            if turn % 2:
                commands.reverse()
            running = [subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        pass_fds=(reading,)) for command in commands]
            codes = [process.wait(timeout=60) for process in running]
            os.close(reading)
            self.assertTrue(set(codes) <= {0, SOME_FAILED, CANNOT_RUN}, codes)
            for id_ in self.ids:
                events = self.events(id_)
                self.assertFalse("authorised" in events and "recalled" in events, events)
            self.sign_what_is_authorised()
            signed = {id_ for (id_,) in self.small.sql("SELECT document_id FROM balalyk_audit WHERE event = 'signed'")}
            recalled = {id_ for (id_,) in self.small.sql("SELECT document_id FROM balalyk_audit WHERE event = 'recalled'")}
            self.assertEqual((signed & recalled, signed | recalled), (set(), set(self.ids)))
            self.small.run("database", "verify")

    def test_killed_anywhere_while_sending_it_is_done_for_all_or_for_none(self):
        count = self.small.folder / "changes"
        env = {"LD_PRELOAD": str(DIE), "DIE_IN": "balalyk", "DIE_BELOW": str(self.small.folder), "DIE_COUNT": str(count)}
        self.small.run("send", *self.ids, env=env)
        changes = int(count.read_text())
        self.assertGreater(changes, 2)
        kills = 0
        for change in range(1, changes + 1):
            self.small.run("recall", *self.ids)
            before = [len(self.events(id_)) for id_ in self.ids]
            code = self.small.run("send", *self.ids, env={**env, "DIE_AT": str(change)}, code=None).returncode
            kills += code == -signal.SIGKILL
            states = self.small.states()
            self.assertIn(states, ({"drafted": len(RECORDS)}, {"sent": len(RECORDS)}), change)
            added = 1 if "sent" in states else 0
            self.assertEqual([len(self.events(id_)) for id_ in self.ids], [n + added for n in before], change)
            self.small.run("send", *self.ids)
            self.assertEqual(self.small.states(), {"sent": len(RECORDS)})
        self.assertGreater(kills, 0)
        self.small.run("database", "verify")


if __name__ == "__main__":
    unittest.main(verbosity=2)
