"""Keys in a file, in a token and at a remote service sign one night; their passwords are nowhere but in the program."""
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

from portal import SOURCE, PortalTest, chairpersons, end, person_line

KEYS = SOURCE / "tests" / "keys"
SOFTHSM = "/usr/lib/softhsm/libsofthsm2.so"


def processes_of(pid):
    """The process and all that came of it."""
    parents = {}
    for status in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue  # it has ended
    found = [pid]
    for process in found:
        found += [child for child, parent in parents.items() if parent == process]
    return found


def memory_of(pid):
    """Every page that the process can write, piece by piece."""
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps, open(f"/proc/{pid}/mem", "rb") as memory:
        for line in maps:
            begin, finish, rights = re.match(r"([0-9a-f]+)-([0-9a-f]+) (\S+)", line).groups()
            if "w" not in rights:
                continue
            memory.seek(int(begin, 16))
            try:
                yield memory.read(int(finish, 16) - int(begin, 16))
            except OSError:
                continue  # a guard page


class KeysTest(PortalTest):
    def setUp(self):
        self.secrets = {kind: secrets.token_hex(12) for kind in ("pkcs12", "pkcs11", "csc", "client")}
        self.members = dict(zip(("pkcs12", "pkcs11", "csc"), [m["id"] for m in chairpersons().values()]))
        self.portal_ = self.portal()
        self.make_keys(self.portal_.folder / "held")
        self.decided = self.keep_one_application_of_each_commission()
        for commission, kind in zip(chairpersons(), self.members):
            self.portal_.run("authorise", "standing", "--commission", commission, "--chairperson", self.members[kind],
                             "--from", "2020-01-01", "--to", "2045-12-31", password=self.secrets[kind])

    def make_keys(self, held):
        reading, writing = os.pipe()
        os.write(writing, self.secrets["pkcs12"].encode() + b"\n")
        os.close(writing)
        subprocess.run([KEYS / "make-keys", held, str(reading), self.secrets["pkcs11"]], text=True, pass_fds=(reading,), check=True,
                       input="".join(person_line(m) + "\n" for m in chairpersons().values()), stdout=subprocess.PIPE)
        os.close(reading)
        ring = json.loads((held / "ring" / "keyring.json").read_text("utf-8"))
        fingerprints = {entry["member"]: entry["certificateSha256"] for entry in ring["keys"]}
        address = "https://localhost:" + self.start_service(held)
        own = {"pkcs12": {"file": "{}.p12"},
               "pkcs11": {"module": SOFTHSM, "token": "balalyk-test", "key": "{}", "certificates": "../held/{}.chain.pem"},
               "csc": {"service": address + "/csc/v2", "tokens": address + "/oauth2/token", "credential": "{}", "client": "balalyk",
                       "anchors": "../held/anchors.pem"}}
        ring["keys"] = [{"member": member, "kind": kind, "certificateSha256": fingerprints[member],
                         **{name: value.format(member) for name, value in own[kind].items()}}
                        for kind, member in self.members.items()]
        shutil.rmtree(self.portal_.keys)
        shutil.copytree(held / "ring", self.portal_.keys)
        (self.portal_.keys / "keyring.json").write_text(json.dumps(ring), "utf-8")
        self.portal_.set_passwords({"balalyk": self.secrets["client"],
                                    **{member: self.secrets[kind] for kind, member in self.members.items()}})
        self.portal_.env["SOFTHSM2_CONF"] = str(held / "softhsm2.conf")

    def start_service(self, held):
        member = self.members["csc"]
        (held / "csc.json").write_text(json.dumps({
            "client": "balalyk", "secret": self.secrets["client"], "atOnce": 10,
            "credentials": {member: {"key": f"{member}.key", "certificates": [f"{member}.pem", "ring/intermediate.pem"],
                                     "algo": ["1.2.840.113549.1.1.11"], "multisign": 10, "pin": self.secrets["csc"]}}}), "utf-8")
        service = subprocess.Popen([sys.executable, "-B", KEYS / "csc.py", held], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   text=True)

        def stop():
            service.stdin.close()
            service.wait(timeout=15)
            service.stdout.close()

        self.addCleanup(stop)
        return service.stdout.readline().strip()

    def keep_one_application_of_each_commission(self):
        chosen = [rows[0][0] for rows in (self.portal_.sql(
            "SELECT id FROM application WHERE commission_id = ? AND decision IS NOT NULL ORDER BY id LIMIT 1", commission)
            for commission in chairpersons())]
        self.portal_.keep_only(chosen)
        return chosen

    def containers(self):
        files = []
        for index, (_, _, digest) in enumerate(self.portal_.containers()):
            files.append(self.portal_.folder / f"{index}.asice")
            files[-1].write_bytes(self.portal_.stored(digest))
        return files

    def test_one_night_is_signed_by_keys_of_every_kind(self):
        self.portal_.nightly()
        self.assertEqual(self.portal_.states(), {"published": 3})
        verdicts = self.portal_.json("verify", *self.containers())
        self.assertEqual([verdict["passed"] for verdict in verdicts], [True] * 3)

    def test_after_signing_no_secret_is_left_in_memory_or_was_ever_given_to_another_process(self):
        portal = self.portal_
        portal.nightly()
        for source in self.decided:
            portal.run("regenerate", portal.document_id(source), "--reason", "a test", "--queue")
        worker = portal.start("worker")
        try:
            deadline = time.monotonic() + 120
            while portal.states() != {"published": 3, "superseded": 3}:
                self.assertLess(time.monotonic(), deadline, (portal.folder / "background.log").read_text("utf-8")[-3000:])
                time.sleep(0.05)  # polls what another process does
            self.look_into(worker.pid)
        finally:
            end(worker)
        reported = (portal.folder / "background.log").read_text("utf-8") + portal.report_file.read_text("utf-8")
        for kind, secret in self.secrets.items():
            self.assertNotIn(secret, reported, kind)

    def look_into(self, pid):
        for process in processes_of(pid):
            for what in ("cmdline", "environ"):
                try:
                    text = pathlib.Path(f"/proc/{process}/{what}").read_bytes()
                except OSError:
                    continue  # it has ended, or nobody may look
                for kind, secret in self.secrets.items():
                    self.assertNotIn(secret.encode(), text, f"{kind} in {what}")
        if os.geteuid() != 0:
            with self.assertRaises(PermissionError):
                open(f"/proc/{pid}/mem", "rb")
            return
        # A remote key's PIN is needed for each batch, and the client's secret for each token: these stay, wiped with the key.
        counts = {name: 0 for name in ("pkcs12", "pkcs11", "csc", "client", "control")}
        sought = {**self.secrets, "control": str(self.portal_.config)}
        for piece in memory_of(pid):
            for name, text in sought.items():
                counts[name] += piece.count(text.encode())
        self.assertGreater(counts.pop("control"), 0, "the memory was really read")
        self.assertEqual(counts, {"pkcs12": 0, "pkcs11": 0, "csc": 1, "client": 1})


if __name__ == "__main__":
    unittest.main(verbosity=2)
