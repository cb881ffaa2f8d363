"""Kills the program by SIGKILL in the middle of a signing batch: at random changes of files and just before and after the key
signs, with every use of the key written down. What was authorised is published exactly once; a value that was kept is
used, never made again; a value that was lost with its process never left it: one document has one container, for ever.

    SIGNING_KILLS   how many random places (default 16)
    CRASH_SEED      of the random places (default: printed, a new one each time)
"""
import collections
import os
import pathlib
import random
import shutil
import signal
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from portal import BUILD, Portal, PortalTest, chairpersons, make_keyring, person_line  # noqa: E402

DIE = pathlib.Path(os.environ.get("DIE_LIBRARY", BUILD / "tests" / "fault" / "libdieAtWrite.so"))
SPY = pathlib.Path(os.environ.get("SPY_LIBRARY", BUILD / "tests" / "fault" / "libspySign.so"))
KILLS = int(os.environ.get("SIGNING_KILLS", "16"))
SEED = int(os.environ.get("CRASH_SEED", random.SystemRandom().randrange(1_000_000)))
RECORDS = [f"app-{n:03d}" for n in (1, 2, 5, 31, 32)]
PASSWORD = "killed often"


class SigningTest(PortalTest):
    @classmethod
    def setUpClass(cls):
        cls.shared = pathlib.Path(tempfile.mkdtemp(prefix="balalyk-signing-"))
        cls.addClassCleanup(shutil.rmtree, cls.shared, ignore_errors=True)
        # Keys whose values are never twice the same: a second signature would show.
        make_keyring(cls.shared / "ring", PASSWORD, [person_line(member, "p256") for member in chairpersons().values()])
        cls.drafted = Portal(cls.shared / "drafted")
        cls.drafted.keep_only(RECORDS)
        shutil.rmtree(cls.drafted.keys)
        cls.drafted.keys.symlink_to(cls.shared / "ring")
        cls.drafted.set_passwords({member["id"]: PASSWORD for member in chairpersons().values()})
        cls.drafted.nightly()
        assert cls.drafted.states() == {"sent": len(RECORDS)}, cls.drafted.states()
        for (commission,) in cls.drafted.sql("SELECT DISTINCT commission_id FROM balalyk_document"):
            cls.drafted.run("authorise", "batch", "--all", "--commission", commission, "--later", password=PASSWORD)

    def authorised_portal(self):
        return Portal(self.folder() / "portal", like=self.drafted, settings={
            "worker.stages": "sign, publish", "worker.lease": "1s", "worker.attempts": "1000"})

    def work(self, portal, **env):
        """Signs and publishes; returns (exit code, digests that the key signed, changes of files)."""
        log, count = portal.folder.parent / "spy.log", portal.folder / "changes"
        for file in (log, count):
            file.unlink(missing_ok=True)
        env = {"LD_PRELOAD": f"{SPY} {DIE}", "SPY_IN": "balalyk", "SPY_LOG": str(log), "DIE_IN": "balalyk",
               "DIE_BELOW": str(portal.folder), "DIE_COUNT": str(count), **env}
        code = portal.run("worker", "--until-idle", code=None, env=env).returncode
        made = log.read_text().split() if log.exists() else []
        return code, made, int(count.read_text()) if count.exists() else 0

    def kept(self, portal):
        return {digest for (digest,) in portal.sql("SELECT digest FROM balalyk_signature_journal")}

    def assertPublishedOnce(self, portal):
        self.assertEqual(portal.states(), {"published": len(RECORDS)})
        events = portal.sql("SELECT event, count(*) FROM balalyk_audit WHERE event IN ('signed', 'published') GROUP BY event")
        self.assertEqual(events, [("published", len(RECORDS)), ("signed", len(RECORDS))])
        self.assertEqual(self.kept(portal), set())
        # No second container was ever stored, published or not.
        self.assertEqual(portal.json("database", "verify")["unreferenced"], [])
        containers = []
        for _, _, digest in portal.containers():
            containers.append(portal.folder / f"{digest}.asice")
            containers[-1].write_bytes(portal.stored(digest))
        portal.run("verify", *containers)

    def kill_and_continue(self, place, **env):
        portal = self.authorised_portal()
        code, first, _ = self.work(portal, **env)
        self.assertIn(code, (0, -signal.SIGKILL), place)
        kept = self.kept(portal)
        signed = portal.sql("SELECT count(*) FROM balalyk_audit WHERE event = 'signed'")[0][0]
        code_again, second, _ = self.work(portal)
        self.assertEqual(code_again, 0, place)
        self.assertFalse(kept & set(second), f"{place}: a value that was kept was made again")
        uses = collections.Counter(first + second)
        again = [digest for digest, times in uses.items() if times > 1]
        # Only what the kill took from between the key and the journal.
        self.assertLessEqual(len(again), len(first) - len(kept) - signed, place)
        self.assertLessEqual(max(uses.values()), 2, place)
        self.assertEqual(len(uses), len(RECORDS), place)
        self.assertPublishedOnce(portal)
        return code != 0

    def test_killed_anywhere_in_a_signing_batch_nothing_is_lost_and_nothing_published_twice(self):
        print(f"CRASH_SEED={SEED}", file=sys.stderr)
        chance = random.Random(SEED)
        calm = self.authorised_portal()
        code, made, changes = self.work(calm)
        self.assertEqual((code, len(made), len(set(made))), (0, len(RECORDS), len(RECORDS)), "one use of the key for each")
        self.assertPublishedOnce(calm)
        self.assertGreater(changes, 10)
        for change in sorted(chance.sample(range(1, changes + 1), min(KILLS, changes))):
            self.kill_and_continue(f"change {change}", DIE_AT=str(change))

    def test_killed_beside_the_key_itself(self):
        for moment in ("before 1", "after 1", f"before {len(RECORDS)}", f"after {len(RECORDS)}"):
            self.assertTrue(self.kill_and_continue(moment, SPY_DIE=moment), moment)


if __name__ == "__main__":
    unittest.main(verbosity=2)
