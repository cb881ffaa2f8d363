"""What goes wrong on several hosts, in a seeded order: workers killed, paused past their lease or stopped, hosts cut off, offices
killed, the database restarted."""
import collections
import contextlib
import os
import random
import signal
import subprocess
import threading
import time

from portal import offices


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

    def running(self):
        return self.process is not None and self.process.poll() is None

    def signal(self, number):
        if self.running():
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
    # How often each happens in twenty times, in a random order.
    TWENTY = {"kill": 5, "pause": 4, "cut_off": 4, "kill_office": 3, "stop": 2, "restart_database": 2}
    # Seconds in which an office is surely back and has done again what it was at, on a busy machine too.
    OFFICE_RESTARTED = 20

    def __init__(self, seed, services, database, lease):
        self.random = random.Random(seed)
        self.services, self.database, self.lease = services, database, lease
        self.done = collections.Counter()
        self.office_killed = {}   # service -> when
        self.coming = []    # names of what goes wrong next
        self.waiting = []   # threads that undo what was done, later

    def strike(self):
        """One thing goes wrong."""
        if not self.coming:
            self.coming = [name for name, times in self.TWENTY.items() for _ in range(times)]
            self.random.shuffle(self.coming)
        name = self.coming.pop()
        self.done[name.replace("_", " ")] += 1
        getattr(self, name)(self.random.choice([service for service in self.services if service.running()] or self.services))

    def later(self, seconds, undo):
        def run():
            time.sleep(seconds)
            undo()
        thread = threading.Thread(target=run)
        thread.start()
        self.waiting.append(thread)

    def kill(self, service):
        service.signal(signal.SIGKILL)

    def stop(self, service):
        service.signal(signal.SIGTERM)

    def pause(self, service):
        service.signal(signal.SIGSTOP)
        self.later(self.lease * self.random.uniform(0.5, 2.5), lambda: service.signal(signal.SIGCONT))

    def cut_off(self, service):
        service.host.unplug()
        self.later(self.lease * self.random.uniform(0.2, 2.5), service.host.plug)

    def kill_office(self, service):
        """Not twice at one document: that one is set aside, as it should be."""
        found = offices(service.process.pid) if service.running() else []
        if found and time.monotonic() - self.office_killed.get(service, 0) > self.OFFICE_RESTARTED:
            self.office_killed[service] = time.monotonic()
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.random.choice(found), signal.SIGKILL)

    def restart_database(self, _):
        self.database.stop(self.random.choice([signal.SIGINT, signal.SIGQUIT]))
        time.sleep(self.random.uniform(0, 1))
        self.database.start()

    def settle(self):
        """Waits until all that is undone later has been undone."""
        for thread in self.waiting:
            thread.join()
