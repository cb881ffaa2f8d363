"""`balalyk signer` as it is, over its socket, with real keys: what it signs, what it refuses, what is left when it is killed, and
that nobody but it can read a key or is left with a password.

    SIGNER_KILLS      how many random places (default 6)
    SIGNER_SEED       of the random places (default: printed, a new one each time)
"""
import hashlib
import json
import os
import pathlib
import pwd
import random
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from KeysTest import KEYS, SOFTHSM, memory_of, processes_of  # noqa: E402
from portal import BUILD, Portal, PortalTest, chairpersons, end, person_line  # noqa: E402

CLIENT = pathlib.Path(os.environ.get("SIGNER_CLIENT", BUILD / "tests" / "signer" / "signer_client"))
DIE = BUILD / "tests" / "fault" / "libdieAtWrite.so"
KILLS = int(os.environ.get("SIGNER_KILLS", "6"))
SEED = int(os.environ.get("SIGNER_SEED", random.SystemRandom().randrange(1_000_000)))
COMMISSION = "tokmok"
RECORDS = ["app-019", "app-020", "app-022"]
MEMBER = chairpersons()[COMMISSION]["id"]
PASSWORD = secrets.token_hex(12)
USER = pwd.getpwuid(os.getuid()).pw_name


class Signer:
    """The process, once it listens; or None of it, when it died before."""

    def __init__(self, portal, env=None):
        self.portal = portal
        self.process = portal.start("signer", env=env)
        deadline = time.monotonic() + 30
        while self.process.poll() is None and "listens at" not in self.log():
            if time.monotonic() > deadline:
                raise AssertionError(self.log()[-3000:])
            time.sleep(0.02)   # polls another process
        self.listens = self.process.poll() is None

    def log(self):
        return (self.portal.folder / "background.log").read_text("utf-8")

    def end(self):
        return end(self.process) if self.process.poll() is None else self.process.wait()


class Order:
    """A client process that gave an order; it lives until it is let go."""

    def __init__(self, portal, lines, password, **kwargs):
        reading, writing = os.pipe()
        os.write(writing, password.encode() + b"\n")
        os.close(writing)
        self.process = subprocess.Popen([kwargs.pop("program", CLIENT), portal.settings["signer.socket"], str(reading)], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=(reading,), **kwargs)
        os.close(reading)
        self.process.stdin.write("\n".join(lines) + "\n\n")
        self.process.stdin.flush()

    def read(self):
        """(kind, words) of each line it says until the end of the order."""
        said = []
        for line in self.process.stdout:
            if line == "end\n":
                break
            said.append(line.rstrip("\n").split(" ", 1))
        return said

    def let_go(self):
        self.process.stdin.close()
        self.process.wait(timeout=15)
        self.process.stdout.close()

    def answer(self):
        said = self.read()
        self.let_go()
        return said


class SignerTest(PortalTest):
    @classmethod
    def setUpClass(cls):
        cls.shared = pathlib.Path(tempfile.mkdtemp(prefix="balalyk-signer-"))
        cls.addClassCleanup(shutil.rmtree, cls.shared, ignore_errors=True)
        cls.drafted = Portal(cls.shared / "drafted", settings={"worker.stages": "fill"})
        cls.drafted.keep_only(RECORDS)
        cls.drafted.nightly()
        assert cls.drafted.states() == {"sent": len(RECORDS)}, cls.drafted.states()
        cls.make_keys(cls.shared / "held")

    @classmethod
    def make_keys(cls, held):
        """One key ring with files, and the same keys in a token."""
        reading, writing = os.pipe()
        os.write(writing, PASSWORD.encode() + b"\n")
        os.close(writing)
        subprocess.run([KEYS / "make-keys", held, str(reading), PASSWORD], text=True, pass_fds=(reading,), check=True,
                       input=person_line(chairpersons()[COMMISSION]) + "\n", stdout=subprocess.PIPE)
        os.close(reading)

    def setUp(self):
        # A password file or a ring that others share would prove nothing: this portal has neither.
        self.small = Portal(self.folder() / "portal", like=self.drafted, settings={"worker.stages": "fill"})
        shutil.rmtree(self.small.keys)
        shutil.rmtree(self.small.passwords)
        shutil.copytree(self.shared / "held" / "ring", self.small.keys)
        run = tempfile.mkdtemp(prefix="balalyk-signer-run-")
        self.addCleanup(shutil.rmtree, run, ignore_errors=True)
        self.small.configure(signer_socket=f"{run}/socket", signer_user=USER)
        self.shown = self.small.sql("SELECT id, content_digest FROM balalyk_document ORDER BY id")

    def signer(self, **env):
        signer = Signer(self.small, env=env)
        self.addCleanup(signer.end)
        return signer

    def use_token(self):
        ring = json.loads((self.small.keys / "keyring.json").read_text("utf-8"))
        ring["keys"] = [{"member": MEMBER, "kind": "pkcs11", "module": SOFTHSM, "token": "balalyk-test", "key": MEMBER,
                         "certificates": str(self.shared / "held" / f"{MEMBER}.chain.pem"),
                         "certificateSha256": ring["keys"][0]["certificateSha256"]}]
        (self.small.keys / "keyring.json").write_text(json.dumps(ring), "utf-8")
        # Tries that a test wastes are its own.
        shutil.copytree(self.shared / "held" / "tokens", self.small.folder / "tokens")
        config = self.small.folder / "softhsm2.conf"
        config.write_text(f"directories.tokendir = {self.small.folder / 'tokens'}\nlog.level = ERROR\n")
        self.small.env["SOFTHSM2_CONF"] = str(config)

    # ------------------------------------------------------------ orders

    def batch(self, id_=None):
        lines = sorted(f"{document} {digest}\n" for document, digest in self.shown)
        digest = hashlib.sha256("".join(lines).encode()).hexdigest()
        return [f"batch {id_ or uuid.uuid4()} {MEMBER} {digest}", *[f"document {row[0]} {row[1]}" for row in self.shown]]

    def order(self, lines, password=PASSWORD, **kwargs):
        return Order(self.small, lines, password, **kwargs)

    def error(self, lines, password=PASSWORD, **kwargs):
        said = self.order(lines, password, **kwargs).answer()
        self.assertEqual([kind for kind, *_ in said if kind != "progress"], ["error"], said)
        return said[-1][1]

    def problem_of(self, batch):
        """Why the batch ended, as its page would read it."""
        (found,) = self.small.sql("SELECT problem FROM balalyk_batch WHERE id = ?", batch)[0]
        return [problem["code"] for problem in json.loads(found)]

    def assertSignedOnce(self, batch):
        self.assertEqual(self.small.states(), {"signed": len(RECORDS)})
        events = dict(self.small.sql("SELECT event, count(*) FROM balalyk_audit WHERE event IN ('authorised', 'signed', 'authorisation') "
                                     "GROUP BY event"))
        self.assertEqual(events, {"authorisation": 1, "authorised": len(RECORDS), "signed": len(RECORDS)})
        self.assertEqual(self.small.sql("SELECT count(*) FROM balalyk_signature_journal"), [(0,)])
        (receipt,) = self.small.sql("SELECT receipt_digest FROM balalyk_authorisation WHERE id = ?", batch)[0]
        self.assertTrue(receipt)
        file = self.small.folder / "receipt.asice"
        file.write_bytes(self.small.stored(receipt))
        self.small.run("verify", file)

    def assertNothingSigned(self):
        self.assertEqual(self.small.states(), {"sent": len(RECORDS)})
        self.assertEqual(self.small.sql("SELECT count(*) FROM balalyk_authorisation"), [(0,)])

    # ------------------------------------------------------------

    def sign_and_look(self, signer):
        batch = str(uuid.uuid4())
        order = self.order(self.batch(batch))
        said = order.read()
        self.assertEqual([words.split()[1:] for kind, words in said if kind == "outcome"], [["signed", "-"]] * len(RECORDS), said)
        self.assertTrue(any(kind == "progress" and words.startswith("1 3 ") for kind, words in said), said)
        self.assertSignedOnce(batch)
        if os.geteuid() == 0:   # nobody else may look
            for process in (*processes_of(signer.process.pid), order.process.pid):
                found = {"password": 0, "control": 0}
                for piece in memory_of(process):
                    found["password"] += piece.count(PASSWORD.encode())
                    found["control"] += piece.count(MEMBER.encode())
                self.assertGreater(found["control"], 0, "the memory was really read")
                self.assertEqual(found["password"], 0, pathlib.Path(f"/proc/{process}/comm").read_text())
        order.let_go()
        self.assertNotIn(PASSWORD, signer.log())

    def test_a_key_in_a_file_signs_a_batch_and_the_password_is_left_in_neither_process(self):
        self.sign_and_look(self.signer())

    def test_a_key_in_a_token_does_and_the_password_is_left_in_none_of_the_processes(self):
        self.use_token()
        self.sign_and_look(self.signer())

    def test_what_was_signed_is_published_by_a_worker_without_keys(self):
        self.signer()
        self.order(self.batch()).answer()
        shutil.rmtree(self.small.keys / "authority", ignore_errors=True)
        self.small.configure(worker_stages="publish")
        self.small.run("worker", "--until-idle")
        self.assertEqual(self.small.states(), {"published": len(RECORDS)})

    def test_a_wrong_password_is_said_and_signs_nothing_and_guessing_is_slowed_down(self):
        self.signer()
        batch = str(uuid.uuid4())
        self.assertTrue(self.error(self.batch(batch), "wrong").startswith("keyPasswordWrong"))
        self.assertEqual(self.problem_of(batch), ["keyPasswordWrong"])
        self.assertNothingSigned()
        for _ in range(4):
            self.error(self.batch(), "wrong")
        self.assertEqual(self.error(self.batch()), "passwordTriesSpent(minutes=1)")
        self.assertNothingSigned()
        self.small.sql("DELETE FROM balalyk_sign_in_attempt")
        self.order(self.batch(batch)).answer()
        self.assertSignedOnce(batch)
        self.assertEqual(self.problem_of(batch), [])

    def test_a_token_says_what_is_wrong_with_its_pin_and_with_itself(self):
        self.use_token()
        self.signer()
        self.assertTrue(self.error(self.batch(), "000000").startswith("keyPinWrong"))
        away = self.small.folder / "away"
        (self.small.folder / "tokens").rename(away)
        (self.small.folder / "tokens").mkdir()
        batch = str(uuid.uuid4())
        self.assertTrue(self.error(self.batch(batch)).startswith("keyTokenMissing"))
        self.assertNothingSigned()
        (self.small.folder / "tokens").rmdir()
        away.rename(self.small.folder / "tokens")
        self.order(self.batch(batch)).answer()
        self.assertSignedOnce(batch)

    def test_another_certificate_than_the_pinned_one_signs_nothing(self):
        ring = json.loads((self.small.keys / "keyring.json").read_text("utf-8"))
        ring["keys"][0]["certificateSha256"] = "0" * 64
        (self.small.keys / "keyring.json").write_text(json.dumps(ring), "utf-8")
        self.signer()
        self.assertTrue(self.error(self.batch()).startswith("certificateUnknown"))
        self.assertNothingSigned()

    def test_a_list_that_changed_since_it_was_shown_is_not_signed_and_says_what_changed(self):
        self.signer()
        batch = str(uuid.uuid4())
        changed, recalled, same = (self.small.document_id(record) for record in RECORDS)
        self.small.run("recall", recalled)
        self.small.change("application", RECORDS[0], comments="Көрсөтүлгөндөн кийин өзгөрдү.")
        # The password is not even tried.
        self.assertEqual(self.error(self.batch(batch), "wrong"), "batchChangedSinceShown(count=2)")
        why = dict(self.small.sql("SELECT document_id, problem FROM balalyk_batch_document WHERE batch_id = ?", batch))
        self.assertEqual({document: [problem["code"] for problem in json.loads(problems)] for document, problems in why.items()},
                         {changed: ["documentChanged"], recalled: ["documentNotSent"], same: []})
        self.assertEqual(self.small.sql("SELECT count(*) FROM balalyk_authorisation"), [(0,)])

    def test_a_batch_that_is_given_again_or_by_two_at_once_is_signed_once(self):
        self.signer()
        batch = str(uuid.uuid4())
        both = [self.order(self.batch(batch)) for _ in range(2)]
        said = [order.answer() for order in both]
        for answer in said:
            if answer[-1][0] == "error":
                self.assertEqual(answer[-1][1], f"batchUnderWay(batch={batch})")
        self.assertSignedOnce(batch)
        again = self.order(self.batch(batch)).answer()
        self.assertEqual(again[-1], ["receipt", self.small.sql("SELECT receipt_digest FROM balalyk_authorisation")[0][0]])
        self.assertSignedOnce(batch)

    def test_a_client_that_is_killed_ends_no_batch(self):
        self.signer()
        batch = str(uuid.uuid4())
        order = self.order(self.batch(batch))
        order.process.stdout.readline()   # it was heard
        order.process.kill()
        order.let_go()
        deadline = time.monotonic() + 30
        while self.small.sql("SELECT count(*) FROM balalyk_authorisation WHERE receipt_digest <> ''") == [(0,)]:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)   # polls another process
        self.assertSignedOnce(batch)

    def test_killed_anywhere_the_same_order_again_finishes_it_and_nothing_is_signed_twice(self):
        print(f"SIGNER_SEED={SEED}", file=sys.stderr)
        count = self.small.folder / "count"
        untouched = self.small
        spy = {"LD_PRELOAD": str(DIE), "DIE_IN": "balalyk", "DIE_BELOW": str(untouched.folder), "DIE_COUNT": str(count)}
        shutil.copytree(untouched.folder, self.shared / "before", dirs_exist_ok=True)
        signer = self.signer(**spy)
        self.order(self.batch()).answer()
        self.assertEqual(signer.end(), 0)
        changes = int(count.read_text())
        died = 0
        for place in sorted(random.Random(SEED).sample(range(1, changes + 1), min(KILLS, changes))):
            with self.subTest(place=place, of=changes):
                shutil.rmtree(untouched.folder)
                shutil.copytree(self.shared / "before", untouched.folder)
                batch = str(uuid.uuid4())
                signer = self.signer(**spy, DIE_AT=str(place))
                if signer.listens:
                    self.order(self.batch(batch)).answer()
                died += signer.end() == -signal.SIGKILL
                signer = self.signer()
                self.assertTrue(signer.listens, signer.log())
                said = self.order(self.batch(batch)).answer()
                self.assertEqual([words.split()[1] for kind, words in said if kind == "outcome"], ["signed"] * len(RECORDS), said)
                self.assertSignedOnce(batch)
                self.assertEqual(signer.end(), 0)
        self.assertGreater(died, 0)

    def test_killed_as_it_authorises_it_is_known_what_was_left_out_and_why(self):
        """The first place after which the authorisation is recorded is looked for; at none is it there without the reasons."""
        count, recalled = self.small.folder / "count", self.small.document_id(RECORDS[1])
        spy = {"LD_PRELOAD": str(DIE), "DIE_IN": "balalyk", "DIE_BELOW": str(self.small.folder), "DIE_COUNT": str(count)}
        # By the secretary, between the comparison with what was shown and the authorisation.
        self.small.sql("CREATE TRIGGER recall AFTER INSERT ON balalyk_sign_in_attempt BEGIN UPDATE balalyk_document SET state = 'drafted', "
                       f"recalled = 1 WHERE id = '{recalled}' AND state = 'sent'; END")
        shutil.copytree(self.small.folder, self.shared / "unsigned", dirs_exist_ok=True)
        batch = str(uuid.uuid4())

        def signed_until(place):
            shutil.rmtree(self.small.folder)
            shutil.copytree(self.shared / "unsigned", self.small.folder)
            signer = self.signer(**spy, DIE_AT=str(place))
            if signer.listens:
                self.order(self.batch(batch)).answer()
            self.assertEqual(signer.end(), -signal.SIGKILL if place else 0)
            recorded = self.small.sql("SELECT documents FROM balalyk_authorisation") == [(len(RECORDS) - 1,)]
            why = self.small.sql("SELECT problem FROM balalyk_batch_document WHERE document_id = ?", recalled)
            if recorded:
                self.assertEqual([problem["code"] for problem in json.loads(why[0][0])], ["documentNotSent"], place)
            return recorded

        self.assertTrue(signed_until(0))
        before, after = 1, int(count.read_text())
        while after - before > 1:
            middle = (before + after) // 2
            before, after = (before, middle) if signed_until(middle) else (middle, after)
        # One run writes a little more or less than the other, so that the same place may be one before.
        self.assertTrue(any(signed_until(place) for place in range(after, after + 6)), after)
        self.assertEqual(self.small.sql("SELECT count(*) FROM balalyk_document WHERE container_digest IS NOT NULL"), [(0,)])
        self.signer()
        said = self.order(self.batch(batch)).answer()
        outcomes = dict(words.split(" ", 1) for kind, words in said if kind == "outcome")
        self.assertEqual(outcomes.pop(recalled), f"skipped documentNotSent(document={recalled}, state=drafted)", said)
        self.assertEqual(set(outcomes.values()), {"signed -"})
        (receipt,) = self.small.sql("SELECT receipt_digest FROM balalyk_authorisation WHERE id = ?", batch)[0]
        self.assertTrue(receipt)

    def test_standing_authorisations_are_granted_and_revoked_with_the_password(self):
        self.signer()
        grant = [f"grant {MEMBER} {COMMISSION} 2020-01-01 2045-12-31"]
        self.assertTrue(self.error(grant, "wrong").startswith("keyPasswordWrong"))
        ((kind, id_),) = self.order(grant).answer()
        self.assertEqual(kind, "granted")
        self.assertEqual(self.small.sql("SELECT id, standing, revoked_at FROM balalyk_authorisation"), [(id_, 1, None)])
        other = next(m["id"] for c, m in chairpersons().items() if c != COMMISSION)
        self.assertEqual(self.error([f"revoke {id_} {other}"]), f"authorisationNotFound(id={id_})")
        self.assertTrue(self.error([f"revoke {id_} {MEMBER}"], "wrong").startswith("keyPasswordWrong"))
        self.assertEqual(self.order([f"revoke {id_} {MEMBER}"]).answer(), [["revoked"]])
        self.assertIsNotNone(self.small.sql("SELECT revoked_at FROM balalyk_authorisation")[0][0])

    def test_the_portal_s_user_can_read_no_key_and_signs_and_another_user_is_not_heard(self):
        if os.geteuid() != 0:
            print("SKIPPED: processes of other users (they need root)")
            self.skipTest("not root")
        self.small.configure(signer_user="nobody")
        program = pathlib.Path(self.small.settings["signer.socket"]).parent / "client"
        shutil.copy(CLIENT, program)
        program.parent.chmod(0o755)
        self.small.folder.parent.chmod(0o755)   # the way to the keys is open; they themselves are not
        self.small.folder.chmod(0o755)
        self.signer()
        socket = pathlib.Path(self.small.settings["signer.socket"])
        self.assertEqual(socket.stat().st_mode & 0o777, 0o660)
        for file in (self.small.keys / "keyring.json", self.small.keys / f"{MEMBER}.p12"):
            self.assertTrue(file.exists())
            tried = subprocess.run(["cat", file], user="nobody", group="nogroup", extra_groups=[], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, check=False)
            self.assertNotEqual(tried.returncode, 0)
            self.assertEqual(tried.stdout, b"")
        nobody = {"user": "nobody", "group": "nogroup", "extra_groups": [], "program": program}
        self.assertEqual(self.error(self.batch(), **nobody), "signerUnreachable")   # not even of its group
        os.chown(socket, 0, pwd.getpwnam("nobody").pw_gid)
        stranger = {**nobody, "user": "daemon"}
        self.assertEqual(self.error(self.batch(), **stranger), "signerRefused")
        self.assertEqual(self.error(self.batch(), program=program), "signerRefused")   # root is another user too
        self.assertNothingSigned()
        batch = str(uuid.uuid4())
        self.order(self.batch(batch), **nobody).answer()
        self.assertSignedOnce(batch)


if __name__ == "__main__":
    unittest.main(verbosity=2)
