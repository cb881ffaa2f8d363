"""What the operator's tools see: systemd's readiness and watchdog, health, metrics, and logs without personal data."""
import contextlib
import json
import os
import queue
import re
import signal
import socket
import sqlite3
import threading
import time
import unittest
import urllib.error
import urllib.request

from portal import CANNOT_RUN, USAGE, PortalTest, end, offices

LINE = re.compile(r'^([a-z_]+)(?:\{(.*)\})? (\S+)$')
LABEL = re.compile(r'([a-z]+)="([^"]*)"')


def get(url):
    """(status, content type, body) of an answer."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Content-Type"], error.read().decode()


class Metrics:
    """Prometheus' text format, read strictly: every line is a comment or a sample."""

    def __init__(self, text):
        self.samples, self.helped, self.typed = [], set(), set()
        for line in text.splitlines():
            if line.startswith("# HELP "):
                self.helped.add(line.split()[2])
            elif line.startswith("# TYPE "):
                self.typed.add(line.split()[2])
            elif line:
                name, labels, value = LINE.match(line).groups()
                self.samples.append((name, dict(LABEL.findall(labels or "")), float(value)))

    def value(self, name, **labels):
        found = [value for n, l, value in self.samples if n == name and labels.items() <= l.items()]
        return sum(found) if found else None


class ServiceManager:
    """The other end of sd_notify(3). Like the real one it always reads: a sender would wait for it otherwise."""

    def __init__(self, folder):
        self.path = str(folder / "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.environment = {"NOTIFY_SOCKET": self.path, "WATCHDOG_USEC": "600000"}
        self.messages = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        with self.socket:
            while message := self.socket.recv(4096).decode():
                self.messages.put(message)

    def close(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as last:
            last.sendto(b"", self.path)

    def wait_for(self, message, within=60):
        """The next message of this kind that was not looked at yet."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            with contextlib.suppress(queue.Empty):
                if self.messages.get(timeout=1) == message:
                    return
        raise AssertionError(f"no {message}")

    def silent_for(self, seconds):
        try:
            self.messages.get(timeout=seconds)
            return False
        except queue.Empty:
            return True


class OperationTest(PortalTest):
    def wait(self, condition, what, within=60):
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            found = condition()
            if found:
                return found
            time.sleep(0.05)   # polls another process
        self.fail(f"{what} did not happen")

    @contextlib.contextmanager
    def worker(self, portal, env=None):
        process = portal.start("worker", "--set", "worker.monitor=127.0.0.1:0", env=env)
        log = portal.folder / "background.log"
        try:
            found = self.wait(lambda: re.search(r"127\.0\.0\.1:(\d+)", log.read_text()), "the monitor's address")
            yield process, f"http://127.0.0.1:{found.group(1)}"
        finally:
            if process.poll() is None:
                end(process)

    def test_readiness_and_watchdog_follow_the_engine(self):
        portal = self.portal(settings={"worker.hangAfter": "3s", "worker.stages": "publish"})
        portal.keep_only(["app-001"])
        portal.nightly()
        # A document whose worker died after its last attempt: the engine wants to write at once.
        portal.sql("UPDATE balalyk_document SET stage = 'fill', state = 'decided', attempts = 9, lease_worker = 'dead', "
                   "lease_until = 1, ready_at = 1, due_at = 1")
        manager = ServiceManager(portal.folder)
        self.addCleanup(manager.close)
        # It hangs while the database lets nobody write. Then nobody feeds the watchdog.
        with contextlib.closing(sqlite3.connect(portal.database, isolation_level=None)) as blocker, \
                contextlib.ExitStack() as running:
            blocker.execute("BEGIN IMMEDIATE")
            process, url = running.enter_context(self.worker(portal, env=manager.environment))
            manager.wait_for("READY=1")
            manager.wait_for("WATCHDOG=1")
            self.wait(lambda: get(url + "/health/live")[0] == 503, "hanging")
            status, kind, body = get(url + "/health/ready")
            self.assertEqual((status, kind, json.loads(body)["status"]), (503, "application/json", "hangs"))
            self.wait(lambda: manager.silent_for(1.5), "silence")
            blocker.execute("ROLLBACK")
            self.wait(lambda: get(url + "/health/live")[0] == 200, "living again")
            self.wait(lambda: get(url + "/health/ready")[0] == 200, "ready")
            manager.wait_for("WATCHDOG=1")
            self.wait(lambda: portal.states() == {"quarantined": 1}, "the sweep")
            process.terminate()
            manager.wait_for("STOPPING=1")
            self.assertEqual(process.wait(timeout=20), 0)

    def test_metrics_report_what_the_worker_and_the_database_hold(self):
        portal = self.portal()
        portal.keep_only(["app-001", "app-002"])
        portal.change("application", "app-002", comments="\U0001F600")   # no font has it: set aside or returned
        portal.authorise_everything()
        portal.nightly(code=None)
        with self.worker(portal) as (_, url):
            portal.run("regenerate", portal.document_id("app-001"), "--reason", "a test", "--queue")
            self.wait(lambda: portal.states().get("superseded") == 1 and portal.states().get("published") == 1, "the revision")
            published = lambda: Metrics(get(url + "/metrics")[2])
            metrics = self.wait(lambda: published().value("balalyk_documents", state="superseded") == 1 and published(),
                                "the sample after it")
            status, kind, _ = get(url + "/metrics")
            self.assertEqual((status, kind), (200, "text/plain; version=0.0.4; charset=utf-8"))
            self.assertEqual({name.removesuffix("_bucket").removesuffix("_count").removesuffix("_sum")
                              for name, _, _ in metrics.samples} - metrics.typed, set())
            self.assertTrue(metrics.typed <= metrics.helped)
            for state, count in portal.states().items():
                self.assertEqual(metrics.value("balalyk_documents", state=state), count, state)
            for stage in ("fill", "sign", "publish"):
                self.assertEqual(metrics.value("balalyk_stage_duration_seconds_count", stage=stage), 1, stage)
                self.assertEqual(metrics.value("balalyk_oldest_due_seconds", stage=stage), 0, stage)
            self.assertEqual(metrics.value("balalyk_database_up"), 1)
            self.assertEqual(metrics.value("balalyk_office_slots"), 1)
            self.assertGreaterEqual(metrics.value("balalyk_office_documents_total", result="filled"), 1)
            self.assertEqual(get(url + "/nothing")[0], 404)
            self.assertEqual(get(url + "/health/ready")[0], 200)

    def test_what_the_alarms_watch_shows_a_missing_password_and_an_office_that_died(self):
        portal = self.portal()
        portal.keep_only(["app-001"])
        portal.authorise_everything()
        portal.run("nightly", "--set", "worker.stages=publish")   # takes what was decided
        portal.set_passwords({})
        with self.worker(portal) as (process, url):
            value = lambda name, **labels: Metrics(get(url + "/metrics")[2]).value(name, **labels)
            self.wait(lambda: value("balalyk_stage_failures_total", part="key", disposition="wait", stage="sign"), "the alarm")
            for office in offices(process.pid):
                os.kill(office, signal.SIGKILL)
            self.wait(lambda: value("balalyk_office_restarts_total"), "the alarm")
            self.wait(lambda: value("balalyk_documents", state="authorised") == 1, "the sample")
            self.assertEqual(value("balalyk_documents", state="decided") or 0, 0)

    def test_neither_logs_nor_metrics_name_a_person(self):
        portal = self.portal(settings={"log.format": "json", "log.level": "debug"})
        portal.sql("UPDATE application SET child_pin = '12345678901234' WHERE id = 'app-001'")
        portal.authorise_everything()
        night = portal.nightly(code=None)
        with self.worker(portal) as (_, url):
            metrics = get(url + "/metrics")[2]
        texts = night.stderr + metrics + (portal.folder / "background.log").read_text()
        lines = [json.loads(line) for line in night.stderr.splitlines()]
        self.assertGreater(len(lines), 50)
        known = {id for id, in portal.sql("SELECT id FROM balalyk_document")}
        for line in lines:
            if "stage" in line:
                self.assertIn(line["document"], known)
        people = ("SELECT child_pin, child_surname, child_given_name, guardian_pin, guardian_surname, guardian_address, comments, guardian_phone, guardian_email "
                  "FROM application UNION ALL SELECT pin, surname, given_name, patronymic, '', '', '', phone, email FROM commission_member")
        for value in {value for row in portal.sql(people) for value in row if value and len(value) > 4}:
            self.assertNotIn(value, texts)

    def test_an_address_that_others_could_reach_is_refused(self):
        portal = self.portal()
        done = portal.run("worker", "--set", "worker.monitor=0.0.0.0:0", code=USAGE)
        self.assertIn("0.0.0.0:0", done.stderr)
        self.assertIn("loopback", done.stderr)
        done = portal.run("worker", "--set", "worker.monitor=nonsense", code=USAGE)
        self.assertIn("127.0.0.1:9464", done.stderr)
        with socket.create_server(("127.0.0.1", 0)) as other:
            address = f"127.0.0.1:{other.getsockname()[1]}"
            done = portal.run("worker", "--set", f"worker.monitor={address}", code=CANNOT_RUN)
            self.assertIn(f"The monitor cannot listen at {address}", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
