"""A host whose cable is pulled in the middle of its work: its connections to PostgreSQL are half open, nobody closes them. Its
calls end at their deadline, the server lets go of its sessions, others do its documents, and when it is back it drops what it made
late and continues.

Needs root, for its own network namespaces; ends with 77 (skipped) without them.
"""
import os
import pathlib
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "e2e"))
import postgres  # noqa: E402
from chaos import Service  # noqa: E402
from network import Network, namespaces_possible  # noqa: E402
from portal import PortalTest  # noqa: E402

DOCUMENTS = 12
PATIENCE = 120   # seconds until something must have happened, on a machine however busy
SKIPPED = 77


class PartitionTest(PortalTest):
    def setUp(self):
        self.network = Network()
        self.addCleanup(self.network.remove)
        self.database_host, self.cut_off, self.other = (self.network.host(name) for name in ("db", "w1", "w2"))
        self.server = postgres.Server(self.database_host.address, Network.RANGE, self.database_host.inside())
        self.addCleanup(self.server.remove)
        self.portal = postgres.PostgresPortal(
            self.folder() / "portal", self.server, seed=("--applications", str(DOCUMENTS)), settings={
                "database.connection": f"postgresql://postgres@{str(self.server.folder).replace('/', '%2F')}/portal",
                "database.deadline": "2s", "worker.lease": "3s", "worker.attempts": "20", "worker.poll": "100ms",
                "log.format": "json"})
        self.portal.keep_only([f"generated-{n:06d}" for n in range(1, DOCUMENTS + 1)])
        self.portal.authorise_everything()
        self.portal.run("nightly", "--set", "worker.stages=publish")   # takes what was decided

    def worker(self, host):
        over_network = f"database.connection=postgresql://postgres@{self.database_host.address}/portal"
        service = Service(host, self.portal.command("worker", "--set", over_network), self.portal.folder / f"{host.name}.log")
        self.addCleanup(service.end)
        return service

    def wait_for(self, condition, what):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if condition():
                return
            time.sleep(0.05)   # polls what others do
        logs = "".join(f"\n{log.name}:\n{log.read_text()[-2000:]}" for log in self.portal.folder.glob("*.log"))
        self.fail(f"{what} did not happen; {self.portal.states()}{logs}")

    def said(self, host):
        return (self.portal.folder / f"{host.name}.log").read_text("utf-8", "replace")

    def sessions(self, host):
        return self.portal.sql("SELECT pid FROM pg_stat_activity WHERE host(client_addr) = ?", host.address)

    def test_half_open_connections_end_at_their_deadlines_on_both_sides_and_the_host_continues_when_it_is_back(self):
        first = self.worker(self.cut_off)
        self.wait_for(lambda: self.portal.sql("SELECT 1 FROM balalyk_document WHERE lease_worker IS NOT NULL"), "a claim")
        self.cut_off.unplug()
        self.assertGreater(len(self.sessions(self.cut_off)), 0, "the server knows nothing of it yet")
        self.wait_for(lambda: '"databaseTimeout"' in self.said(self.cut_off) or '"databaseUnreachable"' in self.said(self.cut_off),
                      "the end of its calls")
        second = self.worker(self.other)
        self.wait_for(lambda: self.portal.states() == {"published": DOCUMENTS}, "the work of the other host")
        self.wait_for(lambda: not self.sessions(self.cut_off), "the end of its sessions on the server")
        second.end()

        self.cut_off.plug()
        self.portal.run("regenerate", self.portal.document_id("generated-000001"), "--reason", "a test", "--queue")
        self.wait_for(lambda: self.portal.states() == {"published": DOCUMENTS, "superseded": 1}, "work of the host that is back")
        self.assertEqual(first.starts, 1, "the same process")
        self.assertIn('"leaseLost"', self.said(self.cut_off), "what it made while it was cut off is dropped")
        twice = self.portal.sql("SELECT document_id FROM balalyk_audit WHERE event = 'published' GROUP BY document_id "
                                "HAVING count(*) > 1")
        self.assertEqual(twice, [])
        verified = self.portal.json("database", "verify")
        self.assertEqual((verified["whole"], verified["unreferenced"]), (True, []))


if __name__ == "__main__":
    if not namespaces_possible():
        print("SKIPPED: network namespaces (they need root, the right to mount, and iproute2)")
        sys.exit(SKIPPED)
    unittest.main(verbosity=2)
