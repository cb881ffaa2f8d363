"""The API of the real portal, with its worker and its signer: the sample client takes an application from the parents' site to the signed
container, an address hears of each step, and schemathesis sends what the description allows and what it does not."""
import hashlib
import hmac
import http.server
import json
import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from portal import SOURCE, Portal, end  # noqa: E402

SCHEMATHESIS = pathlib.Path(os.environ.get("SCHEMATHESIS", ""))
COMMISSION = "bishkek-1may"
STEPS = ["applicationReceived", "applicationSaved", "taken", "drafted", "sent", "authorised", "signed", "published"]


class Receiver(http.server.BaseHTTPRequestHandler):
    """Keeps what is delivered."""
    got = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).got.append((self.headers["Balalyk-Signature"], self.headers["Balalyk-Cursor"], body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def waited(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)   # polls another process
    return True


class ApiTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="balalyk-api-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        run = tempfile.mkdtemp(prefix="balalyk-api-run-")   # a socket's path is short
        cls.addClassCleanup(shutil.rmtree, run, ignore_errors=True)
        cls.address = f"http://127.0.0.1:{free_port()}"
        cls.portal = Portal(cls.folder / "portal", settings={
            "portal.address": cls.address, "portal.listen": cls.address[7:], "portal.uploads": str(cls.folder / "uploads"),
            "signer.socket": f"{run}/socket", "signer.user": pwd.getpwuid(os.getuid()).pw_name,
            "worker.stages": "fill, publish", "webhook.loopback": "true"})
        cls.portal.sql("UPDATE commission SET sending = 'by-secretary'")
        reading, writing = os.pipe()
        os.write(writing, b"chair of the commission\n")
        os.close(writing)
        subprocess.run(cls.portal.command("account", "add", "chairperson", "--role", "chairperson", "--member", "b1-01",
                                          "--password-fd", reading), pass_fds=(reading,), check=True, stdout=subprocess.DEVNULL)
        os.close(reading)
        cls.tokens = cls.folder / "tokens"
        cls.tokens.mkdir(mode=0o700)
        cls.token("site", "intake")
        cls.token("office", "records,decide,send,events", "--commissions", COMMISSION)
        cls.token("chair", "authorise,containers,check", "--commissions", COMMISSION, "--account", "chairperson")
        cls.token("all", "intake,records,decide,find,containers,send,regenerate,check,events", "--commissions", COMMISSION)
        receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        threading.Thread(target=receiver.serve_forever, daemon=True).start()
        cls.addClassCleanup(receiver.shutdown)
        added = cls.portal.json("webhook", "add", f"http://127.0.0.1:{receiver.server_port}/balalyk")
        cls.webhook, cls.secret = added["id"], added["secret"]
        for job in ("portal", "signer", "worker"):
            process = cls.portal.start(job)
            cls.addClassCleanup(lambda process=process: end(process) if process.poll() is None else None)
            shutil.move(cls.portal.folder / "background.log", cls.portal.folder / f"{job}.log")
        if not waited(lambda: cls.status("/openapi.yaml") == 200):
            raise AssertionError((cls.portal.folder / "portal.log").read_text())

    @classmethod
    def token(cls, name, scopes, *more):
        made = cls.portal.json("token", "add", name, "--scopes", scopes, *more)
        (cls.tokens / name).write_text(made["token"])

    @classmethod
    def status(cls, path, token=None):
        headers = {"Authorization": "Bearer " + (cls.tokens / token).read_text()} if token else {}
        try:
            with urllib.request.urlopen(urllib.request.Request(f"{cls.address}/api/v1{path}", headers=headers), timeout=10) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def test_1_the_sample_client_takes_an_application_to_the_signed_container(self):
        made = self.folder / "made"
        reading, writing = os.pipe()
        os.write(writing, self.portal.password(COMMISSION).encode() + b"\n")
        os.close(writing)
        # Descriptor 3, as a shell gives it.
        client = subprocess.run(["bash", "-c", f'exec "$0" "$@" 3<&{reading}', SOURCE / "samples" / "client", self.address, self.tokens, made],
                                pass_fds=(reading,), capture_output=True, text=True, timeout=240)
        os.close(reading)
        print(client.stdout)
        self.assertEqual(client.returncode, 0, client.stdout + client.stderr)
        container = next(made.glob("*.asice"))
        self.portal.run("verify", container)
        self.assertTrue(next(made.glob("*.pdf")).read_bytes().startswith(b"%PDF-"))

        # The address heard of each step, in order, in deliveries that only this portal can have made.
        document, heard = container.stem, []
        record = self.portal.sql("SELECT source_key FROM balalyk_document WHERE id = ?", document)[0][0]

        def events():
            heard.clear()
            for signature, cursor, body in Receiver.got:
                time_, mac = (part.split("=", 1)[1] for part in signature.split(","))
                wanted = hmac.new(self.secret.encode(), time_.encode() + b"." + body, hashlib.sha256).hexdigest()
                self.assertEqual(mac, wanted)
                self.assertLess(abs(time.time() - int(time_)), 300)
                page = json.loads(body)
                self.assertEqual(page["next"], cursor)
                heard.extend(event for event in page["events"] if event["record"] == record)
            return [event["event"] for event in heard]
        self.assertTrue(waited(lambda: "published" in events()), events())
        self.assertEqual(events(), STEPS)
        self.assertNotIn("Үлгүева", json.dumps(heard, ensure_ascii=False))

        # What happened has a token for its actor, and the chain is whole.
        actors = dict(self.portal.sql("SELECT event, actor FROM balalyk_audit WHERE document_id = ? OR event = 'applicationReceived'", document))
        for event in ("applicationReceived", "sent"):
            self.assertTrue(actors[event].startswith("token:"), actors)
        log = "".join((self.portal.folder / f"{job}.log").read_text() for job in ("portal", "signer", "worker"))
        for secret in ["Үлгүева", self.secret, self.portal.password(COMMISSION)] + [file.read_text() for file in self.tokens.iterdir()]:
            self.assertNotIn(secret, log)
        for secret in [file.read_text() for file in self.tokens.iterdir()]:
            self.assertNotIn(secret.encode(), self.portal.database.read_bytes())

    def test_2_a_revoked_token_is_of_no_more_use(self):
        self.token("gone", "events")
        self.assertEqual(self.status("/events", "gone"), 200)
        listed = next(token for token in self.portal.json("token", "list") if token["name"] == "gone")
        self.assertTrue(listed["inForce"] and listed["lastUsedAt"])
        self.portal.run("token", "revoke", listed["id"])
        self.assertEqual(self.status("/events", "gone"), 401)
        self.assertIn("gone", self.portal.run("token", "list").stdout)
        self.assertIn(self.webhook, self.portal.run("webhook", "list").stdout)
        self.portal.run("webhook", "add", "http://example.com/", code=3)
        self.portal.run("webhook", "pause", self.webhook)
        self.portal.run("webhook", "resume", self.webhook)
        self.portal.run("webhook", "resume", self.webhook, code=3)

    def test_3_the_portal_answers_as_its_description_says(self):
        command = [sys.executable, "-m", "schemathesis.cli", "run", f"{self.address}/api/v1/openapi.yaml", "--header",
                   "Authorization: Bearer " + (self.tokens / "all").read_text(), "--max-examples", "3", "--seed", "16", "--workers", "2",
                   "--phases", "coverage,fuzzing", "--generation-database", "none", "--no-color",
                   "--exclude-checks", "positive_data_acceptance,unsupported_method"]
        done = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(SCHEMATHESIS), "LC_ALL": "C.UTF-8"}, capture_output=True, text=True,
                              timeout=300, cwd=self.folder)
        print(done.stdout[-1500:])
        self.assertEqual(done.returncode, 0, done.stdout[-12000:] + done.stderr[-2000:])
        log = (self.portal.folder / "portal.log").read_text()
        self.assertNotIn("portalTrouble", log)


if __name__ == "__main__":
    unittest.main()
