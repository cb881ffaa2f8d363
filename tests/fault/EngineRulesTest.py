"""The rules of the engine, each broken on the real program with a real PostgreSQL: a worker paused past its lease, a wrong clock,
no session left, a statement held up, a lost NOTIFY, the server restarted, a fail-over to another address, a missed night."""
import datetime
import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import postgres  # noqa: E402
from portal import ALL_DONE, CANNOT_RUN, SOME_FAILED, PortalTest  # noqa: E402

FAKETIME = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
DOCUMENTS = 8
PATIENCE = 120   # seconds until something must have happened, on a machine however busy


class EngineRulesTest(PortalTest):
    def server(self, **kwargs):
        server = postgres.Server(**kwargs)
        self.addCleanup(server.remove)
        return server

    def night(self, server, documents=DOCUMENTS, **settings):
        """Decided records, all authorised in advance, none worked on yet."""
        portal = postgres.PostgresPortal(self.folder() / "portal", server, seed=("--applications", str(documents)), settings={
            "database.connection": server.connection("portal"), "worker.lease": "2s", "worker.poll": "100ms",
            "worker.attempts": "20", "log.format": "json"})
        portal.keep_only([f"generated-{n:06d}" for n in range(1, documents + 1)])
        portal.authorise_everything()
        portal.run("nightly", "--set", "worker.stages=publish")   # takes what was decided
        portal.configure(**{"database_deadline": "3s", **settings})
        self.assertEqual(portal.states(), {"decided": documents})
        return portal

    def start(self, portal, name, *arguments, env=None):
        """The program in the background; what it says is in `name`.log."""
        with open(portal.folder / f"{name}.log", "wb") as log:
            process = subprocess.Popen(portal.command(*arguments), stdout=log, stderr=log,
                                       env={**os.environ, "LC_ALL": "C.UTF-8", **(env or {})})
        self.addCleanup(self.end, process)
        return process

    def end(self, process):
        if process.poll() is None:
            process.send_signal(signal.SIGCONT)
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def log(self, portal, name):
        return (portal.folder / f"{name}.log").read_text("utf-8", "replace")

    def wait_for(self, condition, what, portal=None):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if condition():
                return
            time.sleep(0.02)   # polls what others do
        logs = "".join(f"\n{log.name}:\n{log.read_text()[-1500:]}" for log in portal.folder.glob("*.log")) if portal else ""
        self.fail(f"{what} did not happen; {portal and portal.sql('SELECT state, stage, lease_worker, attempts FROM balalyk_document')}"
                  + logs)

    def published(self, portal):
        return portal.states().get("published", 0)

    def wait_until_published(self, portal, count=DOCUMENTS):
        self.wait_for(lambda: self.published(portal) >= count, "the publication of all", portal)

    def leases(self, portal):
        return portal.sql("SELECT id, lease_worker, token FROM balalyk_document WHERE lease_worker IS NOT NULL ORDER BY id")

    def pause_at_work(self, portal, process):
        """Pauses a worker while it has documents in its hands, and returns them."""
        while True:
            self.wait_for(lambda: self.leases(portal), "a claim", portal)
            process.send_signal(signal.SIGSTOP)
            self.wait_for(lambda: "\nState:\tT" in pathlib.Path(f"/proc/{process.pid}/status").read_text(), "the pause")
            held = self.leases(portal)
            if held:
                return held
            process.send_signal(signal.SIGCONT)   # it had just finished

    def each_once(self, portal, documents=DOCUMENTS):
        self.assertEqual(portal.states(), {"published": documents})
        events = portal.sql("SELECT event, count(*), count(DISTINCT document_id) FROM balalyk_audit "
                            "WHERE event IN ('drafted', 'signed', 'published') GROUP BY event ORDER BY event")
        self.assertEqual(events, [(event, documents, documents) for event in ("drafted", "published", "signed")])
        self.assertTrue(portal.json("database", "verify")["whole"])

    def test_fencing_discards_the_late_result_of_a_worker_that_was_paused_past_its_lease(self):
        portal = self.night(self.server())
        paused = self.start(portal, "paused", "worker")
        held = self.pause_at_work(portal, paused)
        self.start(portal, "other", "worker")
        self.wait_until_published(portal)
        winners = portal.containers()
        for document, worker, token in held:
            new, = portal.sql("SELECT token FROM balalyk_document WHERE id = ?", document)[0]
            self.assertGreater(new, token, "taken over")
        paused.send_signal(signal.SIGCONT)
        self.wait_for(lambda: '"leaseLost"' in self.log(portal, "paused"), "the loss of the lease", portal)
        self.assertEqual(portal.containers(), winners)
        self.each_once(portal)

    @unittest.skipUnless(FAKETIME, "libfaketime is not installed")
    def test_time_is_the_databases_and_a_worker_with_a_wrong_clock_neither_takes_live_leases_nor_delays_what_is_due(self):
        portal = self.night(self.server(), worker_lease="600s")
        usual = self.start(portal, "usual", "worker")
        held = self.pause_at_work(portal, usual)

        def wrong(name, offset):
            return self.start(portal, name, "worker", env={
                "LD_PRELOAD": str(FAKETIME), "FAKETIME": offset, "FAKETIME_DONT_FAKE_MONOTONIC": "1"})
        ahead = wrong("ahead", "+1d")
        self.wait_until_published(portal, DOCUMENTS - len(held))
        self.assertEqual([row for row in self.leases(portal) if row in held], held, "a live lease is left alone")
        tomorrow = (datetime.datetime.now() + datetime.timedelta(days=1)).date().isoformat()
        self.assertIn(tomorrow, self.log(portal, "ahead"), "its clock is a day ahead")
        self.end(ahead)
        usual.send_signal(signal.SIGCONT)
        self.wait_until_published(portal)
        self.assertNotIn("leaseLost", self.log(portal, "usual"))
        self.end(usual)
        self.each_once(portal)

        portal.run("regenerate", portal.document_id("generated-000001"), "--reason", "a test", "--queue")
        wrong("behind", "-1d")
        self.wait_for(lambda: portal.states() == {"published": DOCUMENTS, "superseded": 1}, "what was due", portal)
        wrong_times, = portal.sql("SELECT count(*) FROM balalyk_document, balalyk_audit WHERE abs(published_at - "
                                  "extract(epoch FROM now()) * 1000) > 3600000 OR abs(at - extract(epoch FROM now()) * 1000) > 3600000")[0]
        self.assertEqual(wrong_times, 0)

    def test_with_all_sessions_used_up_by_others_it_says_so_and_continues_when_there_is_room(self):
        server = self.server(options=["max_connections=12", "max_wal_senders=0"])
        portal = self.night(server)
        others = []

        def occupy():
            other = subprocess.Popen(server.psql() + ["-A", "-t"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                     stderr=subprocess.DEVNULL, text=True, cwd="/")
            others.append(other)
            self.addCleanup(leave, other)
            try:
                other.stdin.write("SELECT 'here';\n")
                other.stdin.flush()
            except BrokenPipeError:
                return False
            return other.stdout.readline() == "here\n"

        def leave(other):
            other.kill()
            other.communicate()
        while occupy():
            pass
        said = portal.run("status", code=CANNOT_RUN)
        self.assertIn("no session left", said.stderr)
        leave(others[0])      # one for the worker, which wants several
        self.start(portal, "worker", "worker")
        self.wait_for(lambda: "databaseSessionsUsedUp" in self.log(portal, "worker"), "the lack of sessions")
        for other in others:
            leave(other)
        self.wait_until_published(portal)
        self.each_once(portal)

    def test_a_statement_held_up_longer_than_its_deadline_is_given_up_and_done_again(self):
        server = self.server()
        portal = self.night(server, database_deadline="1s")
        holder = subprocess.Popen(server.psql("portal"), stdin=subprocess.PIPE, text=True, cwd="/")
        self.addCleanup(holder.communicate)
        holder.stdin.write("BEGIN; LOCK TABLE balalyk_audit_head IN ACCESS EXCLUSIVE MODE;\n")
        holder.stdin.flush()
        self.wait_for(lambda: portal.sql("SELECT 1 FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted "
                                         "AND relation = 'balalyk_audit_head'::regclass"), "the lock")
        self.start(portal, "worker", "worker")
        self.wait_for(lambda: self.leases(portal), "a claim", portal)
        self.wait_for(lambda: "databaseLocked" in self.log(portal, "worker") or "databaseTimeout" in self.log(portal, "worker"),
                      "the end of patience", portal)
        holder.stdin.write("ROLLBACK;\n")
        holder.stdin.flush()
        self.wait_until_published(portal)
        self.each_once(portal)

    def test_work_whose_announcement_was_lost_is_found_by_looking(self):
        portal = self.night(self.server())
        portal.sql("UPDATE balalyk_document SET ready_at = ready_at + 86400000")
        self.start(portal, "worker", "worker")
        self.wait_for(lambda: portal.sql("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"), "a worker that listens", portal)
        portal.sql("UPDATE balalyk_document SET ready_at = ready_at - 86400000")   # and nobody says NOTIFY
        self.wait_until_published(portal)
        self.each_once(portal)

    def test_after_a_restart_of_the_server_in_mid_night_the_night_continues(self):
        server = self.server()
        portal = self.night(server, worker_attempts="50")
        night = self.start(portal, "night", "nightly")
        self.wait_for(lambda: any(f"worker-{night.pid}-" in worker for _, worker, _ in self.leases(portal)), "a claim", portal)
        self.start(portal, "worker", "worker")
        server.stop(signal.SIGQUIT)
        server.start()
        # Through, and it says that the database was away.
        self.assertIn(night.wait(timeout=PATIENCE), (ALL_DONE, SOME_FAILED), self.log(portal, "night"))
        self.each_once(portal)

    def test_fail_over_to_the_next_address_when_the_first_is_dead_and_when_the_server_in_use_dies(self):
        first = self.server()
        portal = self.night(first)
        second = self.server(standby_of=first)
        first.sql("ALTER SYSTEM SET synchronous_standby_names = '*'")   # what is committed, the second has too
        first.sql("SELECT pg_reload_conf()")
        self.wait_for(lambda: first.sql("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"), "replication")
        hosts = ",".join(str(host).replace("/", "%2F") for host in (portal.folder / "nobody", second.folder, first.folder))
        portal.configure(database_connection=f"postgresql://postgres@{hosts}/portal")
        self.start(portal, "worker", "worker")
        self.wait_for(lambda: self.leases(portal), "work by way of the first server that takes it", portal)
        first.stop(signal.SIGQUIT)
        second.sql("SELECT pg_promote()")
        second.sql("ALTER SYSTEM RESET synchronous_standby_names")
        second.sql("SELECT pg_reload_conf()")
        portal.server = second
        self.wait_until_published(portal)
        self.each_once(portal)

    def test_a_scheduled_night_happens_once_and_a_missed_one_is_made_up(self):
        portal = self.night(self.server(), documents=2)
        hosts = [self.start(portal, f"host{n}", "nightly", "--scheduled-for", "2026-11-22") for n in range(3)]
        self.assertEqual([host.wait(timeout=PATIENCE) for host in hosts], [ALL_DONE] * 3)
        self.assertEqual(sum('"nightTaken"' in self.log(portal, f"host{n}") for n in range(3)), 2)
        portal.run("nightly", "--scheduled-for", "2026-11-21")
        self.assertIn("nightTaken", portal.run("nightly", "--scheduled-for", "2026-11-21").stderr)
        self.assertEqual(portal.sql("SELECT planned_for, count(finished_at) FROM balalyk_schedule WHERE schedule = 'nightly' GROUP BY planned_for ORDER BY 1"),
                         [("2026-11-21", 1), ("2026-11-22", 1)])
        self.each_once(portal, 2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
