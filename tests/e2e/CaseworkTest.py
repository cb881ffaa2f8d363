"""A secretary saves a decision and has the protocol made: a running worker makes it at once, before the night's."""
import subprocess
import unittest

from portal import BUILD, PortalTest, end


class CaseworkTest(PortalTest):
    def test_a_worker_drafts_what_was_saved_and_then_its_correction(self):
        portal = self.portal(seed=("--applications", "12", "--waiting", "3"))
        worker = portal.start("worker", "--set", "worker.stages=fill")
        try:
            waiting = portal.sql("SELECT id, commission_id FROM application WHERE decision IS NULL ORDER BY id LIMIT 2")
            self.assertEqual(len(waiting), 2)
            for key, commission in [*waiting, waiting[0]]:
                # Sent at once, it is with the chairperson and frozen: only what was recalled can be saved again.
                portal.sql("UPDATE commission SET sending = 'by-secretary'")
                revision = len(portal.sql("SELECT 1 FROM balalyk_document WHERE source_key = ?", key)) + 1
                done = subprocess.run([BUILD / "tests" / "e2e" / "save_application", f"sqlite:{portal.database}", key, commission,
                                       f"{key}/{revision}"], capture_output=True, text=True, timeout=150, check=True)
                self.assertEqual(done.stderr, "")
                state, milliseconds = done.stdout.split()
                print(f"{key}: {milliseconds} ms", flush=True)
                self.assertEqual(state, "drafted")
                self.assertEqual(portal.sql("SELECT max(revision) FROM balalyk_document WHERE source_key = ?", key), [(revision,)])
        finally:
            end(worker)
        # Nobody waited for the others: they are the night's.
        self.assertEqual(portal.sql("SELECT count(DISTINCT source_key) FROM balalyk_document"), [(2,)])


if __name__ == "__main__":
    unittest.main()
