"""Kills the program again and again, by SIGKILL, in the middle of its changes of files: database, store, rename, fsync,
half-written ones too. Whatever happened, the next run continues, and in the end every document is published exactly once and
nothing is lost.

    CRASH_ROUNDS   how many portals are worn out this way (default 2)
    CRASH_SEED     of the random places (default: printed, a new one each time)
"""
import os
import pathlib
import random
import signal
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from portal import BUILD, PortalTest, end  # noqa: E402

LIBRARY = pathlib.Path(os.environ.get("DIE_LIBRARY", BUILD / "tests" / "fault" / "libdieAtWrite.so"))
ROUNDS = int(os.environ.get("CRASH_ROUNDS", "2"))
SEED = int(os.environ.get("CRASH_SEED", random.SystemRandom().randrange(1_000_000)))
RECORDS = [f"app-{n:03d}" for n in (1, 2, 5, 19, 21, 31, 32)]
MEALS = ["meal-01", "meal-03", "meal-14"]


class CrashTest(PortalTest):
    def crash_portal(self):
        portal = self.portal(settings={"worker.lease": "2s", "worker.attempts": "1000", "store.keepDrafts": "0s"})
        portal.keep_only(RECORDS, MEALS)
        portal.authorise_everything()
        return portal

    def run_until(self, portal, change, torn):
        """One nightly run that dies at its n-th change; returns (exit code, changes made when it was not killed)."""
        count = portal.folder / "changes"
        count.unlink(missing_ok=True)
        env = {"LD_PRELOAD": str(LIBRARY), "DIE_IN": "balalyk", "DIE_BELOW": str(portal.folder), "DIE_AT": str(change),
               "DIE_COUNT": str(count)}
        if torn:
            env["DIE_TORN"] = "1"
        code = portal.nightly(code=None, env=env).returncode
        return code, int(count.read_text()) if count.exists() else None

    def assertWhole(self, portal):
        """True at any moment: the audit trail is whole, and what a row names is in the store."""
        portal.run("database", "verify")

    def assertAllPublishedOnce(self, portal):
        self.assertEqual(portal.states(), {"published": len(RECORDS) + len(MEALS)})
        twice = portal.sql("SELECT document_id, event, count(*) FROM balalyk_audit WHERE event IN ('signed', 'published') "
                           "GROUP BY document_id, event HAVING count(*) > 1")
        self.assertEqual(twice, [])
        keys = {key for key, _, _ in portal.containers()}
        self.assertEqual(keys, set(RECORDS + MEALS))
        containers = []
        for _, _, digest in portal.containers():
            container = portal.folder / f"{digest}.asice"
            container.write_bytes(portal.stored(digest))
            containers.append(container)
        portal.run("verify", *containers)

    def test_killed_at_random_changes_of_files_it_publishes_each_document_once(self):
        print(f"CRASH_SEED={SEED}", file=sys.stderr)
        chance = random.Random(SEED)
        calm = self.crash_portal()
        code, total = self.run_until(calm, 0, torn=False)
        self.assertEqual(code, 0)
        self.assertGreater(total, 50, "changes of files are seen")
        self.assertAllPublishedOnce(calm)
        for round_ in range(ROUNDS):
            portal = self.crash_portal()
            kills = 0
            for _ in range(8):
                torn = chance.random() < 0.5
                code, _ = self.run_until(portal, chance.randint(1, max(2, total // 3)), torn)
                self.assertIn(code, (0, -signal.SIGKILL), "it ends well or by the kill, in no other way")
                kills += code != 0
                self.assertWhole(portal)
            self.assertGreater(kills, 0, f"round {round_}")
            portal.nightly()
            self.assertAllPublishedOnce(portal)
            self.assertWhole(portal)

    def test_killed_in_each_stage_another_worker_takes_over(self):
        portal = self.crash_portal()
        for event in ("taken", "drafted", "signed", "published"):
            process = portal.start("nightly")
            try:
                before = self.events(portal, event)
                while process.poll() is None and self.events(portal, event) == before:
                    pass
            finally:
                if process.poll() is None:
                    end(process, signal.SIGKILL)
            self.assertWhole(portal)
        portal.nightly()
        self.assertAllPublishedOnce(portal)

    def events(self, portal, event):
        return portal.sql("SELECT count(*) FROM balalyk_audit WHERE event = ?", event)[0][0]


if __name__ == "__main__":
    unittest.main(verbosity=2)
