"""A night on four hosts: PostgreSQL on one, workers on three, while workers are killed, paused past their lease, stopped and cut
off, their offices killed and the database restarted, at random. In the end every document is published exactly once, nothing is
lost and nothing is left over. Then the same with a tenth of the documents poisoned.

    HOSTS_DOCUMENTS   of one night (default 200)
    HOSTS_SEED        of what goes wrong (default: printed, a new one each time)

Needs root, for network namespaces of its own; ends with 77 (skipped) without them.
"""
import json
import os
import pathlib
import random
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "e2e"))
import postgres  # noqa: E402
from chaos import Chaos, Service  # noqa: E402
from network import Network  # noqa: E402
from portal import ALL_DONE, SOME_FAILED, PortalTest  # noqa: E402

DOCUMENTS = int(os.environ.get("HOSTS_DOCUMENTS", "200"))
SEED = int(os.environ.get("HOSTS_SEED", random.SystemRandom().randrange(1_000_000)))
LEASE = 4
PATIENCE = 120 + DOCUMENTS * 0.6   # seconds; a busy machine makes a tenth of what a quiet one does
SKIPPED = 77


class HostsTest(PortalTest):
    def setUp(self):
        self.network = Network()
        self.addCleanup(self.network.remove)
        self.database_host = self.network.host("db")
        self.worker_hosts = [self.network.host(f"w{n}") for n in (1, 2, 3)]
        self.server = postgres.Server(self.database_host.address, Network.RANGE, self.database_host.inside())
        self.addCleanup(self.server.remove)
        self.workers = []

    def hosts_portal(self):
        # The commands that prepare and look run beside the database, by its socket; the workers come over the network.
        portal = postgres.PostgresPortal(self.folder() / "portal", self.server, seed=("--applications", str(DOCUMENTS)), settings={
            "database.connection": f"postgresql://postgres@{str(self.server.folder).replace('/', '%2F')}/portal",
            "database.deadline": "3s", "worker.lease": f"{LEASE}s", "worker.attempts": "50", "log.format": "json"})
        portal.keep_only([f"generated-{n:06d}" for n in range(1, DOCUMENTS + 1)])
        portal.authorise_everything()
        return portal

    def begin(self, portal):
        """Workers on three hosts, and the scheduled night begun by all three at once."""
        over_network = f"database.connection=postgresql://postgres@{self.database_host.address}/portal"
        nights = []   # as the timer's unit: tried again when it could not run
        for host in self.worker_hosts:
            log = portal.folder / f"{host.name}.log"
            self.workers.append(Service(host, portal.command("worker", "--set", over_network), log))
            nights.append(Service(host, portal.command("nightly", "--scheduled-for", "2026-11-22", "--set", over_network),
                                  portal.folder / f"{host.name}-night.log", good_ends=(ALL_DONE, SOME_FAILED)))
            self.addCleanup(self.workers[-1].end)
            self.addCleanup(nights[-1].end)
        return nights

    def final(self, portal):
        states = portal.states()
        return sum(states.get(state, 0) for state in ("published", "quarantined", "returned")) == DOCUMENTS

    def make_trouble(self, portal, nights):
        chaos = Chaos(SEED, self.workers, self.server, LEASE)
        order = random.Random(SEED + 1)
        deadline = time.monotonic() + PATIENCE
        while not self.final(portal) and time.monotonic() < deadline:
            chaos.strike()
            until = time.monotonic() + order.uniform(0.5, 3)
            while time.monotonic() < until and not self.final(portal):
                time.sleep(0.2)
        chaos.settle()
        while not self.final(portal) and time.monotonic() < deadline + 120:   # with nothing in the way
            time.sleep(0.5)
        for night in nights:
            night.keeper.join(timeout=120)
        print(f"seed {SEED}: {dict(chaos.done)}, {sum(w.starts for w in self.workers)} starts of workers, "
              f"{portal.states()}", flush=True)

    def timer_comes_again(self, portal):
        """A night whose host died is begun again by the next host whose timer comes, once its lease is over."""
        deadline = time.monotonic() + 10 * LEASE
        while portal.sql("SELECT 1 FROM balalyk_schedule WHERE finished_at IS NULL") and time.monotonic() < deadline:
            portal.run("nightly", "--scheduled-for", "2026-11-22")
            time.sleep(0.5)

    def check(self, portal, poisoned):
        aside = {key: problems for key, problems in portal.sql("SELECT source_key, problems FROM balalyk_document "
                                                               "WHERE state IN ('quarantined', 'returned')")}
        self.assertEqual({key: problems for key, problems in aside.items() if key not in poisoned}, {}, "set aside, and healthy")
        self.assertEqual(portal.states(), {"published": DOCUMENTS - len(poisoned)} | ({"quarantined": len(poisoned)} if poisoned else {}))
        twice = portal.sql("SELECT document_id, event, count(*) FROM balalyk_audit WHERE event IN ('signed', 'published') "
                           "GROUP BY document_id, event HAVING count(*) > 1")
        self.assertEqual(twice, [], "each is signed and published once")
        verified = portal.json("database", "verify")
        self.assertEqual((verified["whole"], verified["unreferenced"]), (True, []), "audit trail, store and database agree")
        status = json.loads(portal.run("status", "--json", code=None).stdout)
        self.assertEqual(status["stuck"], [])
        digests = [digest for _, _, digest in portal.containers()]
        containers = [path for digest in digests for path in portal.store.rglob(f"*{digest[-16:]}*") if path.is_file()]
        self.assertEqual(len(containers), len(digests))
        for start in range(0, len(containers), 200):
            portal.run("verify", *containers[start:start + 200])

    def test_a_night_with_kills_pauses_partitions_and_restarts_publishes_each_document_once(self):
        portal = self.hosts_portal()
        self.make_trouble(portal, self.begin(portal))
        self.check(portal, set())
        self.timer_comes_again(portal)
        self.assertEqual(portal.sql("SELECT count(*), count(finished_at) FROM balalyk_schedule"), [(1, 1)],
                         "three hosts tried and the timer came again: it was begun as one night, and finished")

    def test_poisoned_documents_are_set_aside_and_the_others_are_published(self):
        portal = self.hosts_portal()
        poisoned = {f"generated-{n:06d}" for n in range(5, DOCUMENTS + 1, 10)}
        for key in poisoned:
            portal.sql("UPDATE application SET comments = comments || ? WHERE id = ?", " \U0001F9F8", key)   # no font has it
        self.make_trouble(portal, self.begin(portal))
        self.check(portal, poisoned)


if __name__ == "__main__":
    if os.geteuid() != 0 or subprocess.run(["ip", "netns", "list"], check=False, capture_output=True).returncode != 0:
        print("Skipped: network namespaces need root and iproute2.")
        sys.exit(SKIPPED)
    unittest.main()
