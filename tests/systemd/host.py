"""A host with systemd: the first process of new namespaces, over this machine's files, which stay as they are."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

BOOT = pathlib.Path(__file__).resolve().parent / "boot"


class CannotBoot(Exception):
    pass


class Host:
    """`shared`: a folder there that is `Host.shared` here. `lower`: the files that it begins with. `bound`: "/outside:/inside" of one more folder."""

    def __init__(self, shared, lower="/", bound=""):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="balalyk-systemd-"))
        self.shared = self.folder / "shared"
        self.shared.mkdir()
        self.cgroup = f"balalyk-systemd-{os.getpid()}"
        self.console = self.folder / "console"
        with open(self.console, "wb") as console:
            self.outside = subprocess.Popen(["unshare", "--mount", BOOT, self.folder, self.cgroup, shared],
                                            stdin=subprocess.DEVNULL, stdout=console, stderr=console,
                                            env={**os.environ, "LOWER": str(lower), "BOUND": bound})
        self.first = None
        deadline = time.monotonic() + 60
        while not self.first or self.run("systemctl", "is-active", "--quiet", "basic.target", check=False).returncode != 0:
            if self.outside.poll() is not None or time.monotonic() > deadline:
                said = self.console.read_text("utf-8", "replace")[-1500:]
                self.remove()
                raise CannotBoot(said)
            time.sleep(0.1)   # polls another process
            self.first = self.first or self.first_process()
        self.run("systemctl", "log-target", "journal")

    def first_process(self):
        """Its first process as this machine sees it, once it is systemd."""
        for child in pathlib.Path(f"/proc/{self.outside.pid}/task/{self.outside.pid}/children").read_text().split():
            try:
                if pathlib.Path(f"/proc/{child}/comm").read_text() == "systemd\n":
                    return int(child)
            except OSError:
                continue   # one of the commands that prepare it, which has ended meanwhile
        return None

    def path(self, inside):
        return pathlib.Path(f"/proc/{self.first}/root{inside}")

    def inside(self, *command):
        return ["nsenter", "--target", str(self.first), "--all", "--", *map(str, command)]

    def run(self, *command, check=True, **kwargs):
        done = subprocess.run(self.inside(*command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}, check=False, **kwargs)
        if check and done.returncode != 0:
            raise AssertionError(f"{' '.join(map(str, command))} ended with {done.returncode}\n{done.stdout[-3000:]}")
        return done

    def show(self, unit, *names):
        """Properties of a unit."""
        lines = self.run("systemctl", "show", unit, *[f"--property={name}" for name in names]).stdout.splitlines()
        return dict(line.split("=", 1) for line in lines)

    def journal(self, *options):
        return self.run("journalctl", "--no-pager", "-o", "cat", *options).stdout

    def remove(self):
        self.outside.kill()   # and with it all inside
        self.outside.wait()
        subprocess.run(["unshare", "--mount", "sh", "-c", 'mount -t cgroup2 cgroup2 "$1" && for i in 1 2 3 4 5 6 7 8 9; do '
                        'find "$1/$2" -depth -type d -exec rmdir {} + && break; sleep 0.2; done',
                        "remove", self.folder / "cgroups", self.cgroup], check=False, stderr=subprocess.DEVNULL)
        shutil.rmtree(self.folder, ignore_errors=True)
