"""Three secretaries and a chairperson work while portals, the signer, the worker, its office and PostgreSQL are killed at random, each
started again as systemd would. In the end nothing is lost, doubled, half done or stuck.

    CHAOS_SECONDS     how long they work (default 45)
    CHAOS_SEED        of what each does and of what dies when (default: a new one; printed)
    CHAOS_KEEP        a folder that journals and logs are copied to
"""
import collections
import contextlib
import json
import os
import pathlib
import random
import shutil
import signal
import sys
import time
import unittest

from system import COMMISSION, PATIENCE, SECRETARIES, System, wait_for

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from people import Chairperson, Secretary  # noqa: E402
from portal import offices  # noqa: E402
from reckoning import by_people, complaints  # noqa: E402

SECONDS = float(os.environ.get("CHAOS_SECONDS", "45"))
SEED = int(os.environ.get("CHAOS_SEED", random.SystemRandom().randrange(1_000_000)))
APPLICATIONS = 12   # few, so that people meet
# How often each is what dies in twenty times, in a random order.
TWENTY = {"portal0": 4, "portal1": 4, "signer": 4, "worker": 4, "office": 1, "crash": 2, "power": 1}


# What a fault of the system would leave, and what has to be said of it. The trail and what was authorised cannot be changed.
FAULTS = {
    "UPDATE application_version SET form = replace(form, '-0', '-9') WHERE saved_by <> ''": "lost: ",
    "UPDATE application SET version = version + 1 WHERE id = (SELECT max(id) FROM application WHERE version > 1)": "is at version",
    "UPDATE balalyk_document SET state = 'signed' WHERE id = (SELECT max(id) FROM balalyk_document WHERE state = 'published')": "is authorised, signed",
    "UPDATE balalyk_voucher_quota SET taken = taken + 1": "the quota of",
}


class Driver:
    def __init__(self, system):
        self.system, self.random = system, random.Random(SEED)
        self.coming, self.done = [], collections.Counter()   # what dies next; what did

    def strike(self):
        if not self.coming:
            self.coming = [name for name, times in TWENTY.items() for _ in range(times)]
            self.random.shuffle(self.coming)
        name = self.coming.pop()
        self.done[name] += 1
        getattr(self, name, self.system.services.get(name) and self.system.services[name].kill)()

    def signer(self):
        """In the middle of its work: it runs only while there is some."""
        signer, until = self.system.services["signer"], time.monotonic() + 3
        starts = signer.starts
        while signer.starts == starts and not signer.running() and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(self.random.uniform(0, 1.5))
        signer.kill()

    def office(self):
        worker = self.system.services["worker"]
        for pid in offices(worker.process.pid) if worker.running() else []:
            with contextlib.suppress(ProcessLookupError):   # another one took its place
                os.kill(pid, signal.SIGKILL)

    def crash(self):
        """The postmaster is killed; its children notice by themselves."""
        self.come_back_after(signal.SIGKILL)

    def power(self):
        """All of it at once: an immediate stop."""
        self.come_back_after(signal.SIGQUIT)

    def come_back_after(self, how):
        self.system.database.die(how)
        time.sleep(self.random.uniform(0, 1.5))
        self.system.database.come_back()


class ChaosTest(unittest.TestCase):
    def setUp(self):
        print(f"CHAOS_SEED={SEED} CHAOS_SECONDS={SECONDS:g}", flush=True)
        self.system = System(waiting=40, settings={"worker.lease": "20s"})
        self.addCleanup(self.system.end)
        applications = [row[0] for row in self.system.sql(
            f"SELECT id FROM application WHERE commission_id = '{COMMISSION}' ORDER BY id LIMIT {APPLICATIONS}")]
        self.assertEqual(len(applications), APPLICATIONS)
        self.secretaries = [Secretary(self.system, login, SEED, applications) for login in SECRETARIES]
        self.chairperson = Chairperson(self.system, "chairperson", SEED)
        self.people = [*self.secretaries, self.chairperson]
        self.addCleanup(self.keep)

    def keep(self):
        if folder := os.environ.get("CHAOS_KEEP"):
            target = pathlib.Path(folder) / str(SEED)
            shutil.rmtree(target, ignore_errors=True)
            target.mkdir(parents=True)
            for log in self.system.folder.glob("*.log"):
                shutil.copy(log, target)
            for person in self.people:
                (target / f"{person.login}.json").write_text("\n".join(map(json.dumps, person.journal)))

    def people_are_well(self):
        failures = [person.failure for person in self.people if person.failure]
        if failures:
            self.fail("\n".join(failures) + self.system.logs())

    def work(self):
        driver = Driver(self.system)
        for person in self.people:
            person.start()
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            time.sleep(driver.random.uniform(1, 3))
            driver.strike()
            self.people_are_well()
        for person in self.people:
            person.over.set()
        for person in self.people:
            person.join(timeout=PATIENCE * 2)
            self.assertFalse(person.is_alive(), f"{person.login} does not come to an end\n{self.system.logs()}")
        self.people_are_well()
        return driver

    def count(self, where):
        return int(self.system.sql(f"SELECT count(*) FROM balalyk_document WHERE {where}")[0][0])

    def come_to_rest(self):
        """What people leave is done by whoever is there: the worker, the secretary, the chairperson, the night."""
        nothing_due = lambda: self.count("stage IS NOT NULL AND state <> 'published'") == 0
        rest = lambda: self.count("state IN ('decided', 'signed')") == 0
        wait_for(rest, "the worker's work")
        chairperson = self.chairperson
        self.secretaries[0].send_all()
        for _ in range(20):
            inbox = chairperson.visitor.get("/inbox").page
            unfinished = [link for link in inbox.links if link.startswith("/inbox/batches/")]
            if unfinished:
                chairperson.sign(unfinished[0])
            elif inbox.choices.get("document"):
                chairperson.freeze(inbox)
            else:
                break
        wait_for(nothing_due, f"the worker's work {self.system.logs()}")
        self.system.run("nightly", "--set", "worker.stages=fill, publish", login="night", codes=(0, 1))
        wait_for(nothing_due, "the night's work")
        status = json.loads(self.system.run("status", "--json", codes=(0, 1)))
        self.assertEqual(chairperson.visitor.get("/inbox").page.choices.get("document", []), [])
        return status

    def reckoning_sees_faults(self, journals):
        for statement, words in FAULTS.items():
            self.system.sql(statement)
            self.assertTrue(any(words in complaint for complaint in by_people(self.system, journals)), statement)

    def test_nothing_acknowledged_is_lost_doubled_half_done_or_stuck(self):
        driver = self.work()
        self.come_to_rest()
        journals = {person.login: person.journal for person in self.people}
        found = complaints(self.system, journals)
        done = collections.Counter(entry["does"] for journal in journals.values() for entry in journal)
        known = sum(entry["answer"] is not None for journal in journals.values() for entry in journal)
        starts = {name: service.starts for name, service in self.system.services.items()}
        states = dict(self.system.sql("SELECT state, count(*) FROM balalyk_document GROUP BY 1"))
        print(f"killed {dict(driver.done)}; started {starts}\ndone {dict(done)}, {known} of {sum(done.values())} acknowledged\n"
              f"away {sum(p.visitor.away for p in self.people)}, without an answer {sum(p.visitor.lost for p in self.people)}; documents {states}", flush=True)
        self.assertEqual(found, [], f"CHAOS_SEED={SEED}")
        self.assertGreater(done["save"], 3)
        self.assertGreater(int(states.get("published", 0)), 0, states)
        self.reckoning_sees_faults(journals)


if __name__ == "__main__":
    unittest.main(verbosity=2)
