"""Processor time and memory of everything that the benchmark starts."""
import os
import pathlib
import threading

TICK, PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE") / 1048576


def descendants(root=None):
    """pid -> fields of its /proc/PID/stat after the name, of all processes below this one."""
    stats = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                stats[int(entry)] = pathlib.Path("/proc", entry, "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
    found, grew = {root or os.getpid()}, True
    while grew:
        more = {pid for pid, stat in stats.items() if int(stat[1]) in found} - found
        found |= more
        grew = bool(more)
    return {pid: stats[pid] for pid in found if pid != (root or os.getpid()) and pid in stats}


def processor_seconds():
    """Of all processes below this one, those that have ended included."""
    ended = os.times()
    alive = sum(int(stat[i]) for stat in descendants().values() for i in (11, 12, 13, 14))
    return ended.children_user + ended.children_system + alive / TICK


class Memory(threading.Thread):
    """The largest resident memory of one process below this one, looked at five times a second."""

    def __init__(self, only=lambda pid: True):
        super().__init__(daemon=True)
        self.only, self.most, self.done = only, 0, threading.Event()

    def run(self):
        while not self.done.wait(0.2):
            for pid, stat in descendants().items():
                if self.only(pid):
                    self.most = max(self.most, int(stat[21]) * PAGE)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.join()
