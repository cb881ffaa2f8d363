"""One night for all hosts, and what a separate host knows dead: real processes on one SQLite file, so one host; what a
container does not see stands for the other hosts."""
import contextlib
import http.server
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.request

from portal import ALL_DONE, CANNOT_RUN, PROGRAM, SOME_FAILED, Portal, PortalTest, chairpersons
from services import PASSWORD, Services

RECORDS = ["app-001", "app-002", "app-003", "app-005"]
NIGHT = ("nightly", "--scheduled-for", "2026-11-22")
PATIENCE = 120   # seconds until something must have happened, on a machine however busy
CONTAINER = ["bwrap", "--dev-bind", "/", "/", "--unshare-pid", "--proc", "/proc", "--die-with-parent"]


class SlowAuthority:
    """Passes requests on to a time-stamp authority, when it is let."""

    def __init__(self, url):
        self.asked, self.open = threading.Semaphore(0), threading.Event()
        authority = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                authority.asked.release()
                authority.open.wait(PATIENCE)
                request = urllib.request.Request(url, body, {"Content-Type": self.headers["Content-Type"]})
                with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                    content = answer.read()
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}/tsa"

    def close(self):
        self.open.set()
        self.server.shutdown()
        self.server.server_close()


class HostsTest(PortalTest):
    @classmethod
    def setUpClass(cls):
        cls.shared = pathlib.Path(tempfile.mkdtemp(prefix="balalyk-hosts-"))
        cls.addClassCleanup(shutil.rmtree, cls.shared, ignore_errors=True)
        cls.services = Services(cls.shared / "ring")
        cls.addClassCleanup(cls.services.close)
        # Decided, authorised in advance, none worked on yet.
        cls.decided = Portal(cls.shared / "portal", settings={"worker.stages": "publish", "log.format": "json"})
        cls.decided.keep_only(RECORDS)
        shutil.rmtree(cls.decided.keys)
        cls.decided.keys.symlink_to(cls.services.folder)
        cls.decided.set_passwords({member["id"]: PASSWORD for member in chairpersons().values()})
        cls.decided.authorise_everything()
        cls.decided.nightly()
        assert cls.decided.states() == {"decided": len(RECORDS)}, cls.decided.states()

    def portal_with(self, **settings):
        portal = Portal(self.folder() / "portal", settings={"log.format": "json", **settings}, like=self.decided)
        portal.sql("DELETE FROM balalyk_schedule")
        return portal

    def with_evidence(self, url, **settings):
        return self.portal_with(**self.services.settings("B-B", **{
            "evidence.nightly": "true", "timestamps.urls": url, "timestamps.timeout": f"{PATIENCE}s", "worker.lease": "2s",
            "worker.attempts": "20", **settings}))

    def start(self, portal, name, *arguments, around=()):
        """The program in the background; what it says is in `name`.log."""
        with open(portal.folder / f"{name}.log", "wb") as log:
            process = subprocess.Popen([*around, *portal.command(*arguments)], stdout=log, stderr=log,
                                       env={**os.environ, "LC_ALL": "C.UTF-8"})
        self.addCleanup(self.end, process)
        return process

    def end(self, process):
        if process.poll() is None:
            process.send_signal(signal.SIGCONT)
            process.kill()
            process.wait()

    def log(self, portal, name):
        return (portal.folder / f"{name}.log").read_text("utf-8", "replace")

    def wait_for(self, condition, what):
        deadline = time.monotonic() + PATIENCE
        while not condition():
            self.assertLess(time.monotonic(), deadline, what)
            time.sleep(0.02)   # polls what others do

    def leases(self, portal):
        return portal.sql("SELECT id, lease_worker, token FROM balalyk_document WHERE lease_worker IS NOT NULL ORDER BY id")

    def stop_at_work(self, portal, pid):
        """Stops a process while it has documents in its hands, and returns them."""
        while True:
            self.wait_for(lambda: self.leases(portal), "a claim")
            os.kill(pid, signal.SIGSTOP)
            self.wait_for(lambda: "\nState:\tT" in pathlib.Path(f"/proc/{pid}/status").read_text(), "the stop")
            held = self.leases(portal)
            if held and self.can_write(portal):
                return held
            os.kill(pid, signal.SIGCONT)   # it had just finished, or nobody else could write

    def can_write(self, portal):
        with contextlib.closing(sqlite3.connect(portal.database, timeout=0.2, isolation_level=None)) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
                return True
            except sqlite3.OperationalError:
                return False

    def each_once(self, portal):
        self.assertEqual(portal.states(), {"published": len(RECORDS)})
        events = portal.sql("SELECT event, count(*) FROM balalyk_audit WHERE event IN ('drafted', 'signed', 'published') GROUP BY event")
        self.assertEqual(dict(events), {"drafted": len(RECORDS), "signed": len(RECORDS), "published": len(RECORDS)})
        self.assertTrue(portal.json("database", "verify")["whole"])

    def test_the_night_is_kept_while_its_evidence_is_made_and_one_time_stamp_is_paid(self):
        authority = SlowAuthority(self.services.url("/tsa"))
        self.addCleanup(authority.close)
        portal = self.with_evidence(authority.url())
        stamps = self.services.asked("/tsa")
        first = self.start(portal, "first", *NIGHT)
        self.assertTrue(authority.asked.acquire(timeout=PATIENCE), self.log(portal, "first"))
        lease, = portal.sql("SELECT lease_until FROM balalyk_schedule WHERE schedule = 'nightly'")[0]
        self.wait_for(lambda: portal.sql("SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)")[0][0] > lease + 2000,
                      "the end of the lease as it was then")
        self.assertIn("nightTaken", portal.run(*NIGHT).stderr)
        self.assertIn("Another run is making evidence", portal.run("evidence", "seal", code=CANNOT_RUN).stderr)
        self.assertIsNone(first.poll(), "the first is still at it")
        authority.open.set()
        self.assertEqual(first.wait(timeout=PATIENCE), ALL_DONE, self.log(portal, "first"))
        self.assertEqual(self.services.asked("/tsa") - stamps, 1)
        self.assertEqual(portal.sql("SELECT count(finished_at) FROM balalyk_schedule WHERE schedule = 'nightly'"), [(1,)])
        status = portal.json("evidence", "status")
        self.assertEqual((status["sealed"], status["unsealed"]), (len(RECORDS), 0))
        self.each_once(portal)

    def test_a_night_that_was_taken_over_pays_nothing_and_records_nothing_more(self):
        portal = self.with_evidence(self.services.url("/tsa"))
        stamps = self.services.asked("/tsa")
        first = self.start(portal, "first", *NIGHT)
        self.stop_at_work(portal, first.pid)
        second = self.start(portal, "second", *NIGHT)
        # The stopped one is alive: its leases run out by themselves, and nobody takes them before.
        while second.wait(timeout=PATIENCE) == ALL_DONE and "nightTaken" in self.log(portal, "second"):
            second = self.start(portal, "second", *NIGHT)
        self.assertEqual(second.returncode, ALL_DONE, self.log(portal, "second"))
        report = portal.sql("SELECT worker, report FROM balalyk_schedule WHERE schedule = 'nightly'")
        first.send_signal(signal.SIGCONT)
        self.assertEqual(first.wait(timeout=PATIENCE), SOME_FAILED, self.log(portal, "first"))
        self.assertIn("nightTakenOver", self.log(portal, "first"))
        self.assertEqual(self.services.asked("/tsa") - stamps, 1)
        self.assertEqual(portal.sql("SELECT worker, report FROM balalyk_schedule WHERE schedule = 'nightly'"), report)
        self.each_once(portal)

    def test_after_a_kill_the_next_run_of_the_same_host_does_not_wait_for_the_lease(self):
        portal = self.portal_with(**{"worker.lease": "1h", "worker.attempts": "20"})
        night = self.start(portal, "night", *NIGHT)
        self.stop_at_work(portal, night.pid)
        night.kill()
        night.wait()
        self.assertGreater(len(self.leases(portal)), 0)
        portal.run(*NIGHT, timeout=PATIENCE)
        self.each_once(portal)
        self.assertEqual(portal.sql("SELECT count(finished_at) FROM balalyk_schedule"), [(1,)])

    def test_a_stopped_worker_is_not_dead(self):
        portal = self.portal_with(**{"worker.lease": "1h"})
        stopped = self.start(portal, "stopped", "worker")
        held = self.stop_at_work(portal, stopped.pid)
        self.start(portal, "other", "worker")
        self.wait_for(lambda: portal.states().get("published", 0) == len(RECORDS) - len(held), "the rest")
        self.assertEqual([row for row in self.leases(portal) if row in held], held)
        stopped.send_signal(signal.SIGCONT)
        self.wait_for(lambda: portal.states().get("published", 0) == len(RECORDS), "all")
        self.assertNotIn("leaseLost", self.log(portal, "stopped"))
        self.each_once(portal)

    @unittest.skipUnless(shutil.which("bwrap") and subprocess.run([*CONTAINER, "true"], check=False, capture_output=True).returncode == 0,
                         "no namespaces of processes here")
    def test_of_a_worker_in_a_container_nothing_is_known(self):
        portal = self.portal_with(**{"worker.lease": "1h", "office.sandbox": "off"})
        self.start(portal, "inside", "worker", around=CONTAINER)

        def inside():
            for entry in pathlib.Path("/proc").iterdir():
                try:
                    if entry.name.isdigit() and (entry / "exe").readlink() == PROGRAM \
                            and str(portal.config).encode() in (entry / "cmdline").read_bytes():
                        return int(entry.name)
                except OSError:
                    continue
            return None
        self.wait_for(inside, "the worker inside")
        held = self.stop_at_work(portal, inside())
        # Outside, its number belongs to nobody or to another process.
        self.start(portal, "outside", "worker")
        self.wait_for(lambda: portal.states().get("published", 0) == len(RECORDS) - len(held), "the rest")
        self.assertEqual([row for row in self.leases(portal) if row in held], held)
        os.kill(inside(), signal.SIGCONT)
        self.wait_for(lambda: portal.states().get("published", 0) == len(RECORDS), "all")
        self.assertNotIn("leaseLost", self.log(portal, "inside"))
        self.each_once(portal)


if __name__ == "__main__":
    unittest.main(verbosity=2)
