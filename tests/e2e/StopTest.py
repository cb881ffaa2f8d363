"""Stopping: what is running is finished or given back, quickly, and the next run continues from there."""
import json
import os
import signal
import subprocess
import time
import unittest

from portal import ALL_DONE, SOME_FAILED, PortalTest, end, offices


class StopTest(PortalTest):
    def wait_for(self, portal, condition, what):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if condition(portal):
                return
            time.sleep(0.02)   # polls what another process does; nothing is assumed about how long it takes
        self.fail(f"{what} did not happen")

    def published(self, portal):
        return portal.states().get("published", 0)

    def test_sigterm_ends_a_night_within_ten_seconds_and_the_next_one_finishes_it(self):
        portal = self.portal(seed=("--applications", "150"))
        portal.authorise_everything()
        process = portal.start("nightly")
        self.wait_for(portal, lambda p: self.published(p) >= 3, "a first publication")
        begun = time.monotonic()
        self.assertEqual(end(process), ALL_DONE)
        self.assertLess(time.monotonic() - begun, 10)
        self.assertLess(self.published(portal), sum(portal.states().values()))
        held = portal.sql("SELECT count(*) FROM balalyk_document WHERE lease_worker IS NOT NULL")[0][0]
        self.assertEqual(held, 0, "given back")
        self.assertEqual(portal.sql("SELECT max(attempts) FROM balalyk_document WHERE stage IS NOT NULL")[0][0], 0,
                         "a shutdown uses up no attempt")
        portal.nightly()
        self.assertEqual(set(portal.states()), {"published"})

    def test_what_cannot_be_finished_in_time_is_given_back_and_uses_up_no_attempt(self):
        portal = self.portal()
        portal.keep_only(["app-001"])
        portal.authorise_everything()
        portal.run("nightly", "--set", "worker.stages=publish")   # takes what was decided
        worker = portal.start("worker")
        try:
            # An office that is stopped: whatever it gets, it does not finish.
            self.wait_for(portal, lambda _: offices(worker.pid), "an office")
            for office in offices(worker.pid):
                os.kill(office, signal.SIGSTOP)
            self.wait_for(portal, lambda p: p.sql("SELECT 1 FROM balalyk_document WHERE lease_worker IS NOT NULL"), "a claim")
        finally:
            begun = time.monotonic()
            code = end(worker, within=60)
        self.assertEqual(code, ALL_DONE)
        self.assertLess(time.monotonic() - begun, 20, "before systemd would kill it")
        self.assertEqual(portal.sql("SELECT lease_worker, attempts FROM balalyk_document"), [(None, 0)])
        portal.nightly()
        self.assertEqual(portal.states(), {"published": 1})

    def interrupted(self, portal, *arguments, recovers=False):
        """Ctrl-C while the office hangs, for good or for a moment: (exit code, what was written for a program)."""
        process = subprocess.Popen(portal.command(*arguments, "--json"), stdout=subprocess.PIPE, text=True,
                                   env={**os.environ, "LC_ALL": "C.UTF-8"})
        try:
            self.wait_for(portal, lambda _: offices(process.pid), "an office")
            stopped = offices(process.pid)
            for office in stopped:
                os.kill(office, signal.SIGSTOP)
            self.wait_for(portal, lambda p: p.sql("SELECT 1 FROM balalyk_document WHERE lease_worker IS NOT NULL"), "a claim")
            process.send_signal(signal.SIGINT)
            if recovers:
                time.sleep(1)   # the signal is seen long before; the program then waits for the office for seven seconds
                for office in stopped:
                    os.kill(office, signal.SIGCONT)
            written = process.communicate(timeout=60)[0]
        finally:
            process.kill()
        return process.returncode, json.loads(written)

    def test_ctrl_c_is_never_success_and_a_program_is_reported_in_json(self):
        portal = self.portal()
        portal.keep_only(["app-001"])
        portal.authorise_everything()
        code, reported = self.interrupted(portal, "nightly")
        self.assertEqual((code, reported["exitCode"], reported["problem"]["code"]), (SOME_FAILED, SOME_FAILED, "stoppedUnfinished"))
        portal.nightly()
        for recovers in (True, False):
            with self.subTest(recovers=recovers):
                code, reported = self.interrupted(portal, "regenerate", portal.document_id("app-001"), "--reason", "a test",
                                              recovers=recovers)
                self.assertEqual(code, SOME_FAILED)
                self.assertTrue(reported)   # of an office that came back in time: the revision, still under way
                portal.nightly()
        self.assertEqual(portal.states(), {"published": 1, "superseded": 2})

    def test_a_worker_publishes_what_becomes_due_and_ends_on_sigterm(self):
        portal = self.portal()
        portal.keep_only(["app-001"])
        portal.authorise_everything()
        portal.nightly()
        worker = portal.start("worker")
        try:
            portal.run("regenerate", portal.document_id("app-001"), "--reason", "a test", "--queue")
            self.wait_for(portal, lambda p: p.states() == {"published": 1, "superseded": 1}, "the new revision")
        finally:
            begun = time.monotonic()
            code = end(worker)
        self.assertEqual(code, ALL_DONE)
        self.assertLess(time.monotonic() - begun, 10)


if __name__ == "__main__":
    unittest.main(verbosity=2)
