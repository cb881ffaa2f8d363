"""Back up while the night runs, lose everything, restore, and continue: jobs/backup as jobs/README.md describes it."""
import contextlib
import os
import shutil
import sqlite3
import subprocess
import time
import unittest

import postgres
import s3
from portal import PROGRAM, SOURCE, Portal, PortalTest, end

KEYS = [f"app-{number:03}" for number in (1, 2, 5, 7, 10, 19, 24, 31)]


class PostgresPortal(Portal):
    def __init__(self, folder, server, **kwargs):
        self.server = server
        super().__init__(folder, **kwargs)

    def sql(self, statement, *values):
        for value in values:
            statement = statement.replace("?", "'" + str(value).replace("'", "''") + "'", 1)
        return self.server.sql(statement, "portal")


class BackupTest(PortalTest):
    def script(self, name, portal, argument):
        done = subprocess.run([SOURCE / "jobs" / "backup" / name, argument, "--config", portal.config], text=True, check=False,
                              env={**os.environ, "BALALYK": str(PROGRAM), "LC_ALL": "C.UTF-8",
                                   "PATH": f"{postgres.programs()}:{os.environ['PATH']}"},
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=240)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout.splitlines()[-1]

    def published(self, portal):
        return int(portal.sql("SELECT count(*) FROM balalyk_document WHERE state = 'published'")[0][0])

    def backed_up_amid_a_night(self, portal):
        """Begins a night and backs up when the first documents are published; both end well."""
        night = portal.start("nightly")
        try:
            while self.published(portal) == 0 and night.poll() is None:
                time.sleep(0.02)
            first = self.script("balalyk-backup", portal, portal.folder / "backup")
            self.assertEqual(night.wait(timeout=240), 0)
        finally:
            if night.poll() is None:
                end(night)
        return first

    def continues(self, portal, before):
        """The night after the restore makes what was lost; what the backup had is as it was."""
        portal.nightly()
        self.assertEqual(set(state for state, in portal.sql("SELECT DISTINCT state FROM balalyk_document")), {"published"})
        self.assertEqual(self.published(portal), len(KEYS) + 1)
        self.assertTrue(portal.json("database", "verify")["whole"])
        after = dict(portal.sql("SELECT id, container_digest FROM balalyk_document"))
        self.assertEqual({key: after.get(key) for key in before}, before)

    def small(self, portal):
        # What was being worked on at the moment of the backup is lent out in it, to a worker that is gone.
        portal.configure(worker_lease="8s")
        portal.keep_only(KEYS, ["meal-01"])
        portal.authorise_everything()
        return portal

    def test_sqlite_and_a_folder(self):
        portal = self.small(self.portal())
        backup = self.backed_up_amid_a_night(portal)
        later = self.script("balalyk-backup", portal, portal.folder / "backup")
        self.assertNotEqual(backup, later)

        def lose_everything():
            shutil.rmtree(portal.store)
            for file in portal.folder.glob("portal.db*"):
                file.unlink()

        lose_everything()
        self.script("balalyk-restore", portal, backup)
        self.assertEqual(portal.sql("PRAGMA journal_mode"), [("wal",)])
        before = dict(portal.sql("SELECT id, container_digest FROM balalyk_document WHERE state = 'published'"))
        self.assertGreater(len(before), 0)
        # As restored by hand; and somebody reads all through the night.
        portal.sql("PRAGMA journal_mode = DELETE")
        portal.run("status", code=None)
        with contextlib.closing(sqlite3.connect(portal.database)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM balalyk_document").fetchall()
            self.continues(portal, before)
        lose_everything()
        self.script("balalyk-restore", portal, later)
        self.assertEqual(self.published(portal), len(KEYS) + 1)

    def test_postgresql_and_an_s3_store(self):
        store, server = s3.Server(), postgres.Server()
        self.addCleanup(store.remove)
        self.addCleanup(server.remove)
        server.sql("CREATE DATABASE portal")
        portal = self.small(PostgresPortal(self.folder() / "portal", server, settings=store.settings() | {
            "database.connection": server.connection("portal")}))
        backup = self.backed_up_amid_a_night(portal)
        server.sql("DROP DATABASE portal")
        server.sql("CREATE DATABASE portal")
        shutil.rmtree(store.bucket)
        store.bucket.mkdir()
        self.script("balalyk-restore", portal, backup)
        before = dict(portal.sql("SELECT id, container_digest FROM balalyk_document WHERE state = 'published'"))
        self.assertGreater(len(before), 0)
        self.continues(portal, before)


if __name__ == "__main__":
    unittest.main(verbosity=2)
