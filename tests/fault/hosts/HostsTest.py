"""A night on four hosts: PostgreSQL on one, workers on three, while workers and the night itself are killed, paused past their
lease, stopped and cut off, their offices killed and the database restarted, at random. In the end every document is published
exactly once, nothing is lost and nothing is left over. Then the same with a tenth of the documents poisoned.

    HOSTS_DOCUMENTS   of one night (default 2,000)
    HOSTS_SEED        of what goes wrong (default: printed, a new one each time)

Three hosts share this machine's cores: each has one office. Both nights of 2,000 take about 300 seconds of processor time; one took
84 seconds on two cores that had little else to do, and up to 250 beside three times as much other work.

Needs root, for its own network namespaces; ends with 77 (skipped) without them.
"""
import contextlib
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import time
import unittest
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "e2e"))
import postgres  # noqa: E402
from chaos import Chaos, Service  # noqa: E402
from network import Network, namespaces_possible  # noqa: E402
from portal import ALL_DONE, SOME_FAILED, PortalTest  # noqa: E402

DOCUMENTS = int(os.environ.get("HOSTS_DOCUMENTS", "2000"))
SEED = int(os.environ.get("HOSTS_SEED", random.SystemRandom().randrange(1_000_000)))
LEASE = 4
PATIENCE = 120 + DOCUMENTS * 0.3   # seconds; a busy machine makes an eighth of what a quiet one does
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

    @contextlib.contextmanager
    def phase(self, name):
        """Says how long a part of the test took, and what `said` reports of it."""
        begun, said = time.monotonic(), []
        yield said
        print(f"seed {SEED}, {name}: {time.monotonic() - begun:.1f} s" + "".join(f", {words}" for words in said), flush=True)

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
        """Whether all are published or set aside."""
        ended, = portal.sql("SELECT count(*) FROM balalyk_document WHERE state IN ('published', 'quarantined', 'returned')")[0]
        return ended == DOCUMENTS

    def make_trouble(self, portal, nights):
        chaos = Chaos(SEED, self.workers + nights, self.server, LEASE)
        order = random.Random(SEED + 1)
        begun = time.monotonic()
        with self.phase("night") as said:
            while not self.final(portal) and time.monotonic() < begun + PATIENCE:
                chaos.strike()
                time.sleep(order.uniform(1, 4))   # how often something goes wrong
            said += [f"{DOCUMENTS / (time.monotonic() - begun):.1f} documents a second", str(dict(chaos.done)),
                     f"{sum(worker.starts for worker in self.workers)} starts of workers"]
        with self.phase("end of the night, with nothing in the way"):
            chaos.settle()
            while not self.final(portal) and time.monotonic() < begun + PATIENCE + 120:
                time.sleep(0.5)   # polls what others do
            for night in nights:
                night.keeper.join(timeout=120)

    def timer_comes_again(self, portal):
        """A night whose host died is begun again by the next host whose timer comes, once its lease is over."""
        deadline = time.monotonic() + 10 * LEASE
        while portal.sql("SELECT 1 FROM balalyk_schedule WHERE finished_at IS NULL") and time.monotonic() < deadline:
            portal.run("nightly", "--scheduled-for", "2026-11-22", code=None)
            time.sleep(0.5)

    def files(self, portal, digests):
        return [portal.store / digest[:2] / digest[2:4] / digest[4:] for digest in digests]

    def described(self, file):
        """What a file is that nobody names, for whoever looks for the reason."""
        names = zipfile.ZipFile(file).namelist() if zipfile.is_zipfile(file) else ""
        keep = os.environ.get("HOSTS_KEEP")
        if keep:
            shutil.copy(file, keep)
        return f"; {file.name[-12:]}: {file.stat().st_size} bytes, {file.read_bytes()[:8]!r} {names}"

    def check(self, portal, poisoned):
        aside = {key: problems for key, problems in portal.sql("SELECT source_key, problems FROM balalyk_document "
                                                               "WHERE state IN ('quarantined', 'returned')")}
        self.assertEqual({key: problems for key, problems in aside.items() if key not in poisoned}, {}, "set aside, and healthy")
        self.assertEqual(portal.states(), {"published": DOCUMENTS - len(poisoned)} |
                         ({"returned": len(poisoned)} if poisoned else {}), "what only the secretary can correct goes to her")
        twice = portal.sql("SELECT document_id, event, count(*) FROM balalyk_audit WHERE event IN ('signed', 'published') "
                           "GROUP BY document_id, event HAVING count(*) > 1")
        self.assertEqual(twice, [], "each is signed and published once")
        verified = portal.json("database", "verify")
        self.assertEqual((verified["whole"], verified["unreferenced"]), (True, []),
                         "audit trail, store and database agree" + "".join(map(self.described, self.files(portal, verified["unreferenced"]))))
        # Stuck is what has been due for an hour; here, what has been due at all.
        status = json.loads(portal.run("status", "--json", "--set", "worker.stuckAfter=1ms", code=None).stdout)
        self.assertEqual(status["stuck"], [])
        self.assertEqual(portal.sql("SELECT id FROM balalyk_document WHERE stage IS NOT NULL AND state <> 'quarantined' "
                                    "OR lease_worker IS NOT NULL"), [], "nothing is due and nothing is lent out")
        containers = [portal.store / digest[:2] / digest[2:4] / digest[4:] for _, _, digest in portal.containers()]
        for start in range(0, len(containers), 500):
            portal.run("verify", *containers[start:start + 500])

    def whole_night(self, poisoned=frozenset()):
        with self.phase(f"{DOCUMENTS} documents prepared, {len(poisoned)} of them poisoned"):
            portal = self.hosts_portal()
            keys = ",".join(f"'{key}'" for key in sorted(poisoned)) or "''"
            portal.sql(f"UPDATE application SET comments = comments || ? WHERE id IN ({keys})", " \U0001F9F8")   # no font has it
        self.make_trouble(portal, self.begin(portal))
        with self.phase("the timer comes again"):
            self.timer_comes_again(portal)
        with self.phase("all is checked"):
            self.check(portal, poisoned)
        self.assertEqual(portal.sql("SELECT count(*), count(finished_at) FROM balalyk_schedule WHERE schedule = 'nightly'"), [(1, 1)],
                         "three hosts tried and the timer came again: it was begun as one night, and finished")

    def test_a_night_with_kills_pauses_partitions_and_restarts_publishes_each_document_once(self):
        self.whole_night()

    def test_poisoned_documents_are_set_aside_and_the_others_are_published(self):
        self.whole_night({f"generated-{n:06d}" for n in range(5, DOCUMENTS + 1, 10)})


if __name__ == "__main__":
    if not namespaces_possible():
        print("SKIPPED: network namespaces (they need root, the right to mount, and iproute2)")
        sys.exit(SKIPPED)
    unittest.main(verbosity=2)
