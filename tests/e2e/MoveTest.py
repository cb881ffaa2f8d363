"""From one machine to many: an installation moves from SQLite to PostgreSQL and continues there, the pipeline and the archivists each
with no more rights than their roles have."""
import subprocess
import unittest

import postgres
from portal import CANNOT_RUN, SOURCE, PortalTest


class MoveTest(PortalTest):
    def test_an_archive_moves_to_postgresql_and_continues_with_the_pipelines_own_role(self):
        portal = self.portal()
        portal.keep_only(["app-001", "app-002", "app-005"], ["meal-01"])
        portal.authorise_everything()
        portal.change("application", "app-005", decision=None)   # not decided yet
        portal.nightly()
        before = portal.containers()
        self.assertEqual(len(before), 3)

        server = postgres.Server()
        self.addCleanup(server.remove)
        server.sql("CREATE DATABASE portal")
        copied = portal.json("database", "copy", "--to", server.connection("portal"))
        self.assertEqual({table["name"]: table["rows"] for table in copied["tables"]}["balalyk_document"], len(before))
        again = portal.run("database", "copy", "--to", server.connection("portal"), code=CANNOT_RUN)
        self.assertIn("not empty", again.stderr)
        roles = SOURCE / "connectors" / "database" / "postgresql-roles.sql"
        subprocess.run(server.psql("portal") + ["-v", "ON_ERROR_STOP=1", "-f", roles], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        server.sql("CREATE ROLE nightly LOGIN IN ROLE balalyk_pipeline")
        server.sql("CREATE ROLE filling LOGIN IN ROLE balalyk_filler")
        server.sql("CREATE ROLE archivist LOGIN IN ROLE balalyk_archive")

        portal.configure(database_connection=server.connection("portal", user="nightly"))
        server.sql("UPDATE application SET decision = 'approved', changed_at = (SELECT max(changed_at) + 1 FROM application) "
                   "WHERE id = 'app-005'", "portal")
        # A host that only fills, with no more rights than that takes.
        portal.configure(database_connection=server.connection("portal", user="filling"), worker_stages="fill")
        portal.nightly()
        self.assertEqual(server.sql("SELECT state FROM balalyk_document WHERE source_key = 'app-005'", "portal"), [("sent",)])
        portal.configure(database_connection=server.connection("portal", user="nightly"), worker_stages="fill, sign, publish")
        portal.nightly()
        rows = server.sql("SELECT source_key, kind, container_digest FROM balalyk_document WHERE state = 'published' ORDER BY 1",
                          "portal")
        self.assertEqual([row for row in rows if row[0] != "app-005"], before)
        self.assertEqual(len(rows), 4)
        self.assertTrue(portal.json("database", "verify")["whole"])

        portal.configure(database_connection=server.connection("portal", user="archivist"))
        self.assertEqual(len(portal.json("find", "--number", "12/34")), 1)
        refused = portal.run("regenerate", portal.document_id("app-001"), "--reason", "a test", "--queue", code=CANNOT_RUN)
        self.assertIn("42501", refused.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
