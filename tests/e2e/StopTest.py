"""Stopping: what is running is finished or given back, quickly, and the next run goes on from there."""
import time
import unittest

from portal import ALL_DONE, PortalTest, end


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
    unittest.main()
