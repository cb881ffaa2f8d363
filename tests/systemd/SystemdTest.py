"""The units as they are shipped, installed as the README says, under a real systemd: ready, watched, stopped, confined, started by
the timer. Ends with 77 (skipped) where systemd cannot be the first process of new namespaces."""
import os
import re
import shutil
import sqlite3
import sys
import time
import unittest

from host import CannotBoot, Host
from installed import InstalledPortal, give_keys, install

WORKER, NIGHT, TIMER = "balalyk-worker.service", "balalyk-nightly.service", "balalyk-nightly.timer"
PORTAL = "balalyk-portal.service"
SIGNER, SIGNER_SOCKET = "balalyk-signer.service", "balalyk-signer.socket"
RECORDS = ["app-001", "app-005"]
PATIENCE = 90   # seconds until something must have happened, on a machine however busy
SKIPPED = 77


class SystemdTest(unittest.TestCase):
    def setUp(self):
        self.host = HOST
        self.begun = time.time()
        self.addCleanup(self.leave_nothing)
        self.portal = InstalledPortal(HOST, RECORDS)

    def leave_nothing(self):
        self.host.run("systemctl", "stop", TIMER, NIGHT, WORKER, PORTAL, SIGNER_SOCKET, SIGNER)
        self.host.run("systemctl", "reset-failed")
        for changed in self.host.path("/run/systemd/system").glob("*.d"):
            shutil.rmtree(changed)
        self.host.run("systemctl", "daemon-reload")

    def wait(self, condition, what):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            found = condition()
            if found:
                return found
            time.sleep(0.1)   # polls other processes
        self.fail(f"{what} did not happen\n" + self.host.journal("-n", "60"))

    def said_of(self, unit):
        """What a unit said in this test, and systemd of it."""
        return self.host.journal("-u", unit, "--since", f"@{self.begun:.0f}")

    def change(self, unit, *lines):
        """As `systemctl edit --runtime` does."""
        folder = self.host.path(f"/run/systemd/system/{unit}.d")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "change.conf").write_text("\n".join(lines) + "\n")
        self.host.run("systemctl", "daemon-reload")

    def start(self, unit):
        done = self.host.run("systemctl", "start", unit, check=False)
        if done.returncode != 0:
            self.fail(done.stdout + self.host.journal("-n", "60"))

    def property(self, unit, name):
        return self.host.show(unit, name)[name]

    def below(self, unit):
        """(process id, name) of each process of a unit, those in their own namespaces too."""
        group = self.property(unit, "ControlGroup")
        listed = self.host.run("cat", f"/sys/fs/cgroup{group}/cgroup.procs").stdout.split()
        return [(pid, self.host.run("cat", f"/proc/{pid}/comm", check=False).stdout.strip()) for pid in listed]

    def night(self):
        self.start(NIGHT)
        self.wait(lambda: self.property(NIGHT, "ActiveState") == "inactive", "the end of the night")

    def test_systemd_finds_nothing_to_say_about_the_units(self):
        done = self.host.run("systemd-analyze", "verify", "--man=no", WORKER, NIGHT, TIMER, PORTAL, SIGNER, SIGNER_SOCKET)
        self.assertEqual([line for line in done.stdout.splitlines() if "balalyk" in line], [])

    def test_the_portal_serves_from_the_database_and_sees_no_key(self):
        self.start(PORTAL)   # comes back when READY=1 was said
        ask = "import urllib.request as r; print(r.urlopen('http://127.0.0.1:8480%s').read().decode())"
        self.assertIn('{"ready":true}', self.host.run("python3", "-c", ask % "/healthz").stdout)
        self.assertIn("</html>", self.host.run("python3", "-c", ask % "/").stdout)
        main = self.property(PORTAL, "MainPID")
        for secret in ("/etc/balalyk/keys/keyring.json", "/etc/balalyk/passwords"):
            self.assertEqual(self.host.run("ls", secret).returncode, 0)
            seen = self.host.run("nsenter", "-m", "-t", main, "setpriv", "--reuid=balalyk-portal", "--regid=balalyk", "--clear-groups",
                                 "ls", secret, check=False)
            self.assertNotEqual(seen.returncode, 0, seen.stdout)
        self.assertEqual(self.host.path("/var/lib/balalyk-portal/uploads").stat().st_mode & 0o777, 0o700)
        self.host.run("systemctl", "stop", PORTAL)
        self.assertEqual(self.host.show(PORTAL, "Result")["Result"], "success")

    def ask_the_signer(self, user, order=r"\1\0\0\0x\1\0\0\0y"):
        """What it answers to an order that is none."""
        ask = ("import socket\n"
               "s = socket.socket(socket.AF_UNIX)\n"
               "s.connect('/run/balalyk-signer/socket')\n"
               + (f"s.sendall(b'{order}')\n" if order else "") +
               "print(b''.join(iter(lambda: s.recv(1000), b'')))")
        return self.host.run("setpriv", f"--reuid={user}", "--regid=balalyk", "--clear-groups", "python3", "-c", ask, check=False).stdout

    def test_the_signer_begins_with_the_first_order_of_the_portal_which_can_read_no_key(self):
        # As jobs/README.md says where the night does not sign.
        self.host.run("gpasswd", "--delete", "balalyk", "balalyk-signer")
        self.addCleanup(self.host.run, "adduser", "--quiet", "balalyk", "balalyk-signer")
        self.start(SIGNER_SOCKET)
        self.assertEqual(self.property(SIGNER, "ActiveState"), "inactive")
        for user in ("balalyk-portal", "balalyk"):
            tried = self.host.run("runuser", "-u", user, "--", "cat", "/etc/balalyk/keys/keyring.json", check=False)
            self.assertIn("Permission denied", tried.stdout)
        self.assertIn("signerRequestUnusable", self.ask_the_signer("balalyk-portal"), self.said_of(SIGNER))
        main = self.property(SIGNER, "MainPID")
        uid = self.host.run("id", "-u", "balalyk-signer").stdout.strip()
        status = self.host.run("cat", f"/proc/{main}/status").stdout
        for line in (f"Uid:\t{uid}\t{uid}", "NoNewPrivs:\t1", "CapEff:\t0000000000000000", "Seccomp:\t2"):
            self.assertIn(line, status)
        # Its group opens the socket; a stranger all the same. What they send is not read, so nothing is sent.
        self.assertIn("signerRefused", self.ask_the_signer("balalyk", order=""))
        self.host.run("kill", "-KILL", main)
        self.wait(lambda: self.property(SIGNER, "MainPID") in ("0", ""), "its end")
        self.assertIn("signerRequestUnusable", self.ask_the_signer("balalyk-portal"))
        self.assertNotEqual(self.property(SIGNER, "MainPID"), main)
        self.host.run("systemctl", "stop", SIGNER_SOCKET, SIGNER)
        self.assertEqual(self.host.show(SIGNER, "Result")["Result"], "success")

    def test_the_night_runs_to_its_end_within_what_its_unit_allows(self):
        self.night()
        self.wait(lambda: "Deactivated successfully" in self.said_of(NIGHT), "an orderly end")
        self.assertIn("Everything is done", self.said_of(NIGHT))
        self.assertEqual(self.portal.states(), {"published": len(RECORDS)})
        self.assertTrue(self.portal.json("database", "verify")["whole"])

    def test_a_worker_is_started_when_it_is_ready_and_makes_what_a_secretary_asks_for(self):
        self.night()
        self.start(WORKER)   # comes back when READY=1 was said
        self.assertEqual(self.host.show(WORKER, "ActiveState", "SubState", "Type", "WatchdogUSec"),
                         {"ActiveState": "active", "SubState": "running", "Type": "notify", "WatchdogUSec": "1min"})
        self.portal.run("regenerate", self.portal.document_id("app-001"), "--reason", "a test", "--queue")
        self.wait(lambda: self.portal.states() == {"published": len(RECORDS), "superseded": 1}, "the revision")

    def test_the_office_is_confined_by_bubblewrap_inside_what_the_unit_confines(self):
        self.start(WORKER)
        main = self.property(WORKER, "MainPID")
        links = [f"ns/{kind}" for kind in ("user", "mnt", "net", "pid", "ipc", "uts")]

        def namespaces(pid):
            done = self.host.run("readlink", *[f"/proc/{pid}/{link}" for link in links], check=False)
            return done.stdout.split() if done.returncode == 0 else None

        def of_an_office():
            """None while there is none: the first only prepares the profile, and may end while it is looked at."""
            offices = (namespaces(pid) for pid, name in self.below(WORKER) if name == "soffice.bin")
            return next((found for found in offices if found), None)
        office, worker = self.wait(of_an_office, "the office"), namespaces(main)
        self.assertEqual(len(office), len(links))
        self.assertEqual([name for name in office if name in worker], [])
        status = self.host.run("cat", f"/proc/{main}/status").stdout
        for line in ("NoNewPrivs:\t1", "CapEff:\t0000000000000000", "CapBnd:\t0000000000000000", "Seccomp:\t2"):
            self.assertIn(line, status)
        uid = self.host.run("id", "-u", "balalyk").stdout.strip()
        self.assertIn(f"Uid:\t{uid}\t{uid}", status)
        self.assertNotEqual(self.host.run("nsenter", "-t", main, "-m", "touch", "/etc/balalyk/written", "/usr/written",
                                          check=False).returncode, 0, "read-only for it")

    def test_a_worker_whose_engine_hangs_is_ended_by_the_watchdog_and_started_again(self):
        self.night()
        # A document whose worker died after its last attempt: the engine wants to write at once.
        self.portal.sql("UPDATE balalyk_document SET stage = 'fill', state = 'decided', attempts = 9, lease_worker = 'dead', "
                        "lease_until = 1, ready_at = 1, due_at = 1")
        self.change(WORKER, "[Service]", "WatchdogSec=2", "RestartSec=100ms", "Environment=BALALYK_WORKER_HANG_AFTER=2s")
        blocker = sqlite3.connect(self.portal.database, isolation_level=None)
        self.addCleanup(blocker.close)
        blocker.execute("BEGIN IMMEDIATE")
        self.start(WORKER)
        self.wait(lambda: int(self.property(WORKER, "NRestarts")) > 0, "the restart")
        self.assertIn("Watchdog timeout", self.said_of(WORKER))
        blocker.execute("ROLLBACK")
        self.wait(lambda: self.portal.states() == {"quarantined": len(RECORDS)}, "the sweep after it")
        self.wait(lambda: self.property(WORKER, "ActiveState") == "active", "a worker that goes round")

    def test_a_stop_gives_back_what_is_in_hand_and_ends_without_force(self):
        self.portal.run("nightly", "--set", "worker.stages=publish")   # takes what was decided
        self.start(WORKER)
        self.wait(lambda: self.portal.sql("SELECT 1 FROM balalyk_document WHERE token > 0"), "a claim")
        begun = time.monotonic()
        self.host.run("systemctl", "stop", WORKER)
        self.assertLess(time.monotonic() - begun, 15)
        self.wait(lambda: "Deactivated successfully" in self.said_of(WORKER), "an orderly end")
        self.assertNotIn("Killing process", self.said_of(WORKER))
        self.assertEqual(self.portal.sql("SELECT count(*) FROM balalyk_document WHERE lease_worker IS NOT NULL"), [(0,)])

    def test_a_worker_that_was_killed_is_started_again(self):
        self.start(WORKER)
        self.change(WORKER, "[Service]", "RestartSec=100ms")
        self.host.run("systemctl", "kill", "--kill-whom=main", "--signal=KILL", WORKER)
        self.wait(lambda: self.host.show(WORKER, "NRestarts", "ActiveState") == {"NRestarts": "1", "ActiveState": "active"},
                  "the restart")

    def test_a_night_that_was_missed_is_made_up_when_the_timer_is_on_again(self):
        self.change(TIMER, "[Timer]", "RandomizedDelaySec=0")
        stamp = self.host.path("/var/lib/systemd/timers/stamp-balalyk-nightly.timer")
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.touch()
        two_days_ago = time.time() - 2 * 86400
        os.utime(stamp, (two_days_ago, two_days_ago))
        self.host.run("systemctl", "enable", "--now", TIMER)
        self.addCleanup(self.host.run, "systemctl", "disable", TIMER)
        self.wait(lambda: self.portal.states() == {"published": len(RECORDS)}, "the night")
        self.wait(lambda: self.portal.sql("SELECT count(finished_at) FROM balalyk_schedule WHERE schedule = 'nightly'") == [(1,)], "its end")
        # The timer waits again once the night's unit has ended.
        self.wait(lambda: re.search(r" \d\d:(00|15|30|45):00 ", self.property(TIMER, "NextElapseUSecRealtime")), "the next time")
        self.assertIn("01..05:00/15:00 Asia/Bishkek", self.property(TIMER, "TimersCalendar"))


if __name__ == "__main__":
    try:
        HOST = Host("/var/lib/balalyk")
    except (CannotBoot, OSError) as reason:
        print(f"SKIPPED: systemd as the first process of new namespaces (it needs root)\n{reason}")
        sys.exit(SKIPPED)
    try:
        install(HOST)
        give_keys(HOST)
        ran = unittest.main(exit=False, verbosity=2)
    finally:
        HOST.remove()
    sys.exit(not ran.result.wasSuccessful())
