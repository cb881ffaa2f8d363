"""What goes wrong on several hosts, in a seeded order: workers killed, paused past their lease or stopped, hosts cut off, offices
killed, the database restarted."""
import collections
import os
import pathlib
import random
import signal
import subprocess
import threading
import time


def children(pid):
    """Process ids below one, itself excluded."""
    below, found = collections.defaultdict(list), []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                stat = pathlib.Path("/proc", entry, "stat").read_text()
            except OSError:
                continue
            below[int(stat.rsplit(")", 1)[1].split()[1])].append(int(entry))
    wanted = [pid]
    while wanted:
        for child in below[wanted.pop()]:
            found.append(child)
            wanted.append(child)
    return found


def is_office(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text().strip() == "soffice.bin"
    except OSError:
        return False


class Service:
    """The program on one host, started again as systemd does: until it is ended, or ends with a code that is a good end."""

    def __init__(self, host, command, log, good_ends=()):
        self.host, self.command, self.log, self.good_ends = host, command, log, good_ends
        self.process, self.ending = None, False
        self.starts = 0
        self.keeper = threading.Thread(target=self.keep)
        self.keeper.start()

    def keep(self):
        while not self.ending:
            with open(self.log, "ab") as log:
                self.process = subprocess.Popen(self.host.inside() + self.command, stdout=log, stderr=log)
            self.starts += 1
            if self.process.wait() in self.good_ends:
                return
            time.sleep(0.2)

    def signal(self, number):
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)   # `ip netns exec` has become the program

    def end(self):
        self.ending = True
        self.signal(signal.SIGCONT)
        self.signal(signal.SIGTERM)
        self.keeper.join(timeout=60)
        if self.keeper.is_alive():
            self.signal(signal.SIGKILL)
            self.keeper.join()


class Chaos:
    def __init__(self, seed, workers, database, lease):
        self.random = random.Random(seed)
        self.workers, self.database, self.lease = workers, database, lease
        self.done = collections.Counter()
        self.waiting = []   # threads that undo what was done, later

    def strike(self):
        """One thing goes wrong."""
        kinds = [(5, self.kill), (4, self.pause), (4, self.cut_off), (3, self.kill_office), (2, self.stop), (2, self.restart_database)]
        action = self.random.choices([act for _, act in kinds], [weight for weight, _ in kinds])[0]
        self.done[action.__name__.replace("_", " ")] += 1
        action(self.random.choice(self.workers))

    def later(self, seconds, undo):
        def run():
            time.sleep(seconds)
            undo()
        thread = threading.Thread(target=run)
        thread.start()
        self.waiting.append(thread)

    def kill(self, worker):
        worker.signal(signal.SIGKILL)

    def stop(self, worker):
        worker.signal(signal.SIGTERM)

    def pause(self, worker):
        worker.signal(signal.SIGSTOP)
        self.later(self.lease * self.random.uniform(0.5, 2.5), lambda: worker.signal(signal.SIGCONT))

    def cut_off(self, worker):
        worker.host.unplug()
        self.later(self.lease * self.random.uniform(0.2, 2.5), worker.host.plug)

    def kill_office(self, worker):
        offices = [pid for pid in children(worker.process.pid) if is_office(pid)]
        if offices:
            try:
                os.kill(self.random.choice(offices), signal.SIGKILL)
            except ProcessLookupError:
                pass

    def restart_database(self, _):
        self.database.stop(self.random.choice([signal.SIGINT, signal.SIGQUIT]))
        time.sleep(self.random.uniform(0, 1))
        self.database.start()

    def settle(self):
        """Waits until all that is undone later has been undone."""
        for thread in self.waiting:
            thread.join()
