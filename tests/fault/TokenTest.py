"""A token whose driver hangs in the middle of a batch: its documents wait, everybody else's are published, nothing is signed
twice, and the program can be stopped."""
import json
import os
import pathlib
import re
import secrets
import shutil
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from portal import BUILD, SOME_FAILED, SOURCE, PortalTest, chairpersons, end, person_line  # noqa: E402

SOFTHSM = "/usr/lib/softhsm/libsofthsm2.so"
HANGING = pathlib.Path(os.environ.get("TOKEN_LIBRARY", BUILD / "tests" / "fault" / "libhangToken.so"))
EACH = 3  # documents of each chairperson


def token_processes(parent):
    found = []
    for status in pathlib.Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text("utf-8")
        except OSError:
            continue  # it has ended
        if re.search(rf"^PPid:\t{parent}$", text, re.M) and "Name:\tbalalyk-token" in text:
            found.append(int(status.parent.name))
    return found


class TokenTest(PortalTest):
    def setUp(self):
        self.portal_ = self.portal()
        self.commissions = list(chairpersons())
        self.members = [member["id"] for member in chairpersons().values()]
        self.secrets = dict(zip(self.members, ["246813", "246813", secrets.token_hex(12)]))
        self.make_keys(self.portal_.folder / "held")
        self.records = {commission: [row[0] for row in self.portal_.sql(
            "SELECT id FROM application WHERE commission_id = ? AND decision IS NOT NULL AND refusal_grounds = '' "
            "ORDER BY id LIMIT ?", commission, EACH)] for commission in self.commissions}
        self.portal_.keep_only([record for records in self.records.values() for record in records])
        for commission, member in zip(self.commissions, self.members):
            self.portal_.run("authorise", "standing", "--commission", commission, "--chairperson", member, "--from",
                             "2020-01-01", "--to", "2045-12-31", password=self.secrets[member])

    def make_keys(self, held):
        """The first chairperson's token hangs, the second's is fine, the third has a file."""
        reading, writing = os.pipe()
        os.write(writing, self.secrets[self.members[2]].encode() + b"\n")
        os.close(writing)
        subprocess.run([SOURCE / "tests" / "keys" / "make-keys", held, str(reading)], text=True, pass_fds=(reading,), check=True,
                       input="".join(person_line(m) + "\n" for m in chairpersons().values()), stdout=subprocess.PIPE)
        os.close(reading)
        sums = {key["member"]: key["certificateSha256"] for key in json.loads((held / "ring" / "keyring.json").read_text())["keys"]}
        token = {"kind": "pkcs11", "token": "balalyk-test"}
        own = [{**token, "module": str(HANGING)}, {**token, "module": SOFTHSM}, {"file": f"{self.members[2]}.p12"}]
        shutil.rmtree(self.portal_.keys)
        shutil.copytree(held / "ring", self.portal_.keys)
        keys = []
        for member, entry in zip(self.members, own):
            if entry.get("kind"):
                entry.update({"key": member, "certificates": f"../held/{member}.chain.pem"})
            keys.append({"member": member, "certificateSha256": sums[member], **entry})
        (self.portal_.keys / "keyring.json").write_text(json.dumps({"keys": keys}))
        self.portal_.set_passwords(self.secrets)
        self.portal_.env["SOFTHSM2_CONF"] = str(held / "softhsm2.conf")

    def states_of(self, commission):
        return sorted(self.portal_.state_of(record)[0] for record in self.records[commission])

    def test_a_token_that_hangs_stops_its_own_batch_and_nobody_elses(self):
        portal = self.portal_
        portal.configure(keys_deadline="5s")
        night = portal.nightly(code=SOME_FAILED, env={"HANG_TOKEN_AT": "2"})
        self.assertEqual(self.states_of(self.commissions[0]), ["authorised", "authorised", "published"])
        for commission in self.commissions[1:]:
            self.assertEqual(self.states_of(commission), ["published"] * EACH)
        waiting = [portal.state_of(record) for record in self.records[self.commissions[0]]]
        self.assertEqual([problems for state, problems in waiting if state == "authorised"], [["keyTimedOut"]] * 2)
        self.assertEqual(night.stdout.count("gave no answer within 5 s"), 1, night.stdout)
        self.assertEqual(night.stderr.count("gave no answer within 5 s"), 1, night.stderr)
        portal.nightly()
        self.assertEqual(portal.states(), {"published": EACH * len(self.commissions)})
        signed = portal.sql("SELECT count(*), count(DISTINCT document_id) FROM balalyk_audit WHERE event = 'signed'")
        self.assertEqual(signed, [(EACH * len(self.commissions),) * 2])
        self.assertEqual(portal.json("database", "verify")["unreferenced"], [])

    def test_a_stop_does_not_wait_for_a_token_that_hangs(self):
        portal = self.portal_
        portal.configure(keys_deadline="10m", worker_stages="sign, publish")
        portal.run("nightly", env={"BALALYK_WORKER_STAGES": "fill"})
        worker = portal.start("worker", env={"HANG_TOKEN_AT": "1"})
        try:
            self.wait_until(lambda: all(self.states_of(commission) == ["published"] * EACH for commission in self.commissions[1:]))
            self.wait_until(lambda: len(token_processes(worker.pid)) == 2)
            tokens = token_processes(worker.pid)
        finally:
            end(worker, within=60)
        self.wait_until(lambda: not any(pathlib.Path(f"/proc/{token}").exists() for token in tokens))
        self.assertEqual(self.states_of(self.commissions[0]), ["authorised"] * EACH)
        leased = portal.sql("SELECT count(*) FROM balalyk_document WHERE lease_worker IS NOT NULL")
        self.assertEqual(leased, [(0,)], "what the hung token had was given back")

    def wait_until(self, condition):
        deadline = time.monotonic() + 240
        while not condition():
            self.assertLess(time.monotonic(), deadline, (self.portal_.folder / "background.log").read_text("utf-8")[-3000:])
            time.sleep(0.05)  # polls what another process does


if __name__ == "__main__":
    unittest.main(verbosity=2)
