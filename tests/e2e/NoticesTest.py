"""Mails to chairpersons and secretaries: from what the night does to a real sendmail and a real mail server."""
import re
import shutil
import signal
import tempfile
import time
import unittest

from mailserver import Mailbox, sendmail
from portal import CANNOT_RUN, SOME_FAILED, Portal, PortalTest, chairpersons, end, sample

COMMISSION = "tokmok"
RECORDS = ["app-019", "app-020", "app-022"]
FROM = "portal@balalyk.example"
SETTINGS = {"worker.stages": "publish", "mail.from": FROM, "mail.quiet": "0s", "mail.fromHour": 0, "mail.untilHour": 24,
            "portal.address": "https://balalyk.example"}


class NoticesTest(PortalTest):
    """A night without an office: records are taken, and those that are wrong returned."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.mkdtemp(prefix="balalyk-e2e-")
        cls.addClassCleanup(shutil.rmtree, folder, ignore_errors=True)
        cls.night = Portal(folder + "/portal", settings=SETTINGS)
        cls.night.keep_only(RECORDS)
        cls.chairperson = chairpersons()[COMMISSION]["id"]
        cls.secretary = next(m["id"] for c in sample("commissions") if c["id"] == COMMISSION for m in c["members"] if m["role"] == "secretary")
        cls.night.sql("UPDATE commission SET languages = 'both' WHERE id = ?", COMMISSION)
        cls.night.sql("UPDATE commission_member SET email = ''")
        for member in (cls.chairperson, cls.secretary):
            cls.night.sql("UPDATE commission_member SET email = ?, active = 1 WHERE id = ?", f"{member}@kommissiya.example", member)
        cls.night.change("application", RECORDS[0], child_pin="12345")
        cls.night.nightly(code=SOME_FAILED)  # of which one is to be corrected
        assert cls.night.states() == {"decided": 2, "returned": 1}, cls.night.states()

    def setUp(self):
        self.small = self.portal(like=self.night, settings=SETTINGS)
        self.mailbox = Mailbox()
        self.addCleanup(self.mailbox.stop)
        self.port = self.mailbox.start()
        self.use(self.port)

    def use(self, port, after="", **settings):
        self.small.configure(mail_command=sendmail(self.small.folder, port, after), **settings)

    def let_wait(self, count=1):
        """Documents with the chairperson, as after «send»."""
        for record in RECORDS[1:1 + count]:
            self.small.sql("UPDATE balalyk_document SET state = 'sent', stage = NULL, ready_at = NULL, due_at = NULL WHERE source_key = ?", record)

    def send(self, *arguments, code=0):
        return self.small.json("notices", "send", *arguments, code=code)

    def states(self):
        return {notice["member"]: notice["state"] for notice in self.small.json("notices", "list")}

    def problems(self, member):
        return [problem["code"] for notice in self.small.json("notices", "list") if notice["member"] == member
                for problem in notice["problems"]]

    # ------------------------------------------------------------

    def test_the_secretary_and_the_chairperson_get_one_mail_each_with_figures_and_a_link(self):
        self.let_wait(2)
        self.assertEqual(self.send(), {"sent": 2, "again": 0, "givenUp": 0})
        self.assertEqual(self.send()["sent"], 0)
        by_reader = {mail["To"].addresses[0].username: mail for mail in self.mailbox.parsed()}
        self.assertEqual(set(by_reader), {self.chairperson, self.secretary})
        waiting, returned = by_reader[self.chairperson], by_reader[self.secretary]
        self.assertEqual(waiting["Subject"], "Кол коюуну күткөн документтер: 2")
        self.assertEqual(returned["Subject"], "Сизге кайтарылган документтер: 1")
        self.assertIn("Сиздин кол коюуңузду күткөн документтер: 2", waiting.get_content())
        self.assertIn("https://balalyk.example/", waiting.get_content())
        self.assertIn("https://balalyk.example/applications", returned.get_content())
        for mail in (waiting, returned):
            self.assertEqual(mail["From"].addresses[0].addr_spec, FROM)
            self.assertEqual(mail["From"].addresses[0].display_name, "Ваучер порталы")
            self.assertEqual(mail["Auto-Submitted"], "auto-generated")
            self.assertEqual(mail["Content-Language"], "ky")
            self.assertEqual(mail.get_content_charset(), "utf-8")
            self.assertRegex(mail["Message-ID"], r"^<[0-9a-f-]{36}@balalyk\.example>$")
            self.assertLess(abs(mail["Date"].datetime.timestamp() - time.time()), 120)
            self.assertEqual([defect for header in mail.values() for defect in header.defects], [])
        for envelope in self.mailbox.mails:
            self.assertEqual(envelope.mail_from, FROM)
            self.assertEqual(len(envelope.rcpt_tos), 1)
            self.assertTrue(all(byte < 0x80 for byte in envelope.content))
            self.assertLessEqual(max(map(len, envelope.content.split(b"\r\n"))), 78)

    def test_no_mail_has_anything_of_a_person(self):
        self.let_wait(2)
        self.send()
        personal = [word for record in RECORDS for row in self.small.sql(
            "SELECT child_surname, child_given_name, child_pin, guardian_surname, guardian_pin, protocol_number FROM application WHERE id = ?", record)
            for word in row if len(word) > 3]
        personal += [word for row in self.small.sql("SELECT surname, pin FROM commission_member") for word in row]
        self.assertGreater(len(personal), 20)
        for mail in self.mailbox.parsed():
            whole = "\n".join(str(value) for value in mail.values()) + mail.get_content()
            self.assertEqual([word for word in personal if word in whole], [])
            self.assertNotIn(self.small.document_id(RECORDS[0]), whole)

    def test_each_reads_it_in_the_own_language(self):
        self.let_wait()
        account = self.small.json("account", "add", "aigul", "--role", "secretary", "--member", self.secretary, "--language", "en")["account"]
        self.small.sql("UPDATE commission SET languages = 'ru' WHERE id = ?", COMMISSION)
        self.send()
        self.assertEqual({mail["Subject"] for mail in self.mailbox.parsed()}, {"Documents returned to you: 1", "Документы ждут подписи: 1"})
        self.assertTrue(account)

    def test_a_name_or_an_address_cannot_become_a_header(self):
        self.let_wait()
        self.small.sql("UPDATE commission SET name_ky = ? WHERE id = ?", "К1\r\nBcc: all@evil.example\r\n\r\nx", COMMISSION)
        for address in ("a@b.example\nBcc: all@evil.example", "a@b.example, all@evil.example", "-oQ/tmp", "a b@c.example", "аты@b.example", "<a@b.example>"):
            self.small.sql("UPDATE commission_member SET email = ? WHERE id = ?", address, self.secretary)
            self.send("--given-up", code=SOME_FAILED)
            self.assertEqual(self.problems(self.secretary), ["mailAddressWrong"])
        mail, = self.mailbox.parsed()  # the chairperson's
        self.assertIsNone(mail["Bcc"])
        self.assertIn("Bcc", mail.get_content())
        self.assertEqual(self.mailbox.mails[0].rcpt_tos, [f"{self.chairperson}@kommissiya.example"])

    def test_while_the_server_is_away_nothing_is_lost_and_nothing_comes_twice(self):
        self.let_wait()
        self.mailbox.stop()
        self.assertEqual(self.send(code=SOME_FAILED), {"sent": 0, "again": 2, "givenUp": 0})
        self.assertEqual(self.problems(self.secretary), ["mailFailed"])
        self.assertEqual(self.states(), {self.chairperson: "composed", self.secretary: "composed"})
        self.mailbox.start(self.port)
        self.assertEqual(self.send()["sent"], 2)
        self.assertEqual(self.send()["sent"], 0)
        self.assertEqual(len(self.mailbox.mails), 2)

    def test_one_refused_recipient_is_given_up_and_others_get_theirs(self):
        self.let_wait()
        self.mailbox.refuse = {f"{self.secretary}@kommissiya.example": "550 5.1.1 no such user"}
        self.assertEqual(self.send(code=SOME_FAILED), {"sent": 1, "again": 0, "givenUp": 1})
        self.assertEqual(self.problems(self.secretary), ["mailRefused"])
        self.assertEqual(self.states()[self.chairperson], "sent")
        listed = self.small.run("notices", "list").stdout
        self.assertIn("refused the mail for good", listed)
        self.mailbox.refuse = {}
        self.assertEqual(self.send()["sent"], 0)
        self.assertEqual(self.send("--given-up")["sent"], 1)

    def test_what_the_server_cannot_take_now_is_tried_again_and_given_up_at_last(self):
        self.mailbox.answer = "451 4.3.0 later"
        for attempt in range(1, 9):
            self.assertEqual(self.send(code=SOME_FAILED), {"sent": 0, "again": int(attempt < 8), "givenUp": int(attempt == 8)})
        self.assertEqual(self.states()[self.secretary], "failed")
        self.assertEqual(self.send()["sent"], 0)

    def test_a_server_that_does_not_answer_is_left_at_the_deadline(self):
        self.use(self.port, mail_deadline="1s")
        self.mailbox.may_answer.clear()
        begun = time.monotonic()
        self.assertEqual(self.send(code=SOME_FAILED)["again"], 1)
        self.assertLess(time.monotonic() - begun, 8)
        self.assertEqual(self.problems(self.secretary), ["mailTimeout"])

    def test_without_a_mail_program_the_mails_are_kept(self):
        self.small.configure(mail_command=self.small.folder / "none")
        done = self.small.run("notices", "send", code=SOME_FAILED)
        self.assertIn("does not start", done.stderr)
        self.use(self.port)
        self.assertEqual(self.send()["sent"], 1)

    def test_without_a_sender_there_are_no_mails(self):
        self.small.configure(mail_from="")
        self.assertIn("mail.from", self.small.run("notices", "send", code=CANNOT_RUN).stderr)

    def killed(self, after, until):
        """Kills the program when `until` has happened; the lease of what it was sending is over then."""
        self.use(self.port, after)
        process = self.small.start("notices", "send")
        until()
        end(process, signal.SIGKILL)
        self.assertEqual(self.send()["sent"], 0)  # as long as it may be at it, nobody else is
        self.small.sql("UPDATE balalyk_notice SET ready_at = 0 WHERE ready_at IS NOT NULL")

    def test_killed_before_the_server_took_it_one_mail_comes(self):
        self.mailbox.may_answer.clear()
        self.mailbox.answer = "451 4.3.0 later"  # of the try that is cut
        self.killed("", lambda: self.assertTrue(self.mailbox.received.wait(20)))
        self.mailbox.may_answer.set()
        self.assertTrue(self.mailbox.answered.wait(20))
        self.mailbox.answer = "250 OK"
        self.use(self.port)
        self.assertEqual(self.send()["sent"], 1)
        self.assertEqual(len(self.mailbox.mails), 1)

    def test_killed_after_the_server_took_it_the_same_mail_comes_again_and_can_be_known(self):
        taken = self.small.folder / "taken"

        def until():
            deadline = time.monotonic() + 20
            while not taken.exists():
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.02)  # polls another process

        self.killed(f"touch {taken}; sleep 30", until)
        self.use(self.port)
        self.assertEqual(self.send()["sent"], 1)
        first, second = self.mailbox.parsed()
        self.assertEqual(first["Message-ID"], second["Message-ID"])
        added = re.compile(rb"(?m)^(Received|X-Peer|X-MailFrom|X-RcptTo):.*\r\n")
        self.assertEqual(*(added.sub(b"", envelope.content) for envelope in self.mailbox.mails))

    def test_the_worker_sends_by_itself_and_finishes_its_mail_when_it_is_stopped(self):
        self.mailbox.may_answer.clear()
        worker = self.small.start("worker")
        try:
            self.assertTrue(self.mailbox.received.wait(30))
            worker.send_signal(signal.SIGTERM)
            self.mailbox.may_answer.set()
            self.assertEqual(worker.wait(15), 0)
        finally:
            worker.kill()
        self.assertEqual(self.states()[self.secretary], "sent")
        log = (self.small.folder / "background.log").read_text()
        self.assertIn("Mails sent: 1", log)
        self.assertNotIn("kommissiya.example", log)

    def test_nothing_that_mails_write_has_an_address(self):
        self.mailbox.refuse = {f"{self.secretary}@kommissiya.example": "550 no such user"}
        done = self.small.run("notices", "send", code=SOME_FAILED)
        listed = self.small.run("notices", "list", "--json")
        for text in (done.stdout, done.stderr, listed.stdout):
            self.assertNotIn("kommissiya.example", text)


if __name__ == "__main__":
    unittest.main()
