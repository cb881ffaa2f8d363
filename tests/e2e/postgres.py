"""A PostgreSQL server of the test's own, on a Unix socket and, when asked for, on one address."""
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time


def programs():
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise RuntimeError("PostgreSQL is not installed")
    return found[-1].parent


class Server:
    """Started when made. `inside`: words before each command, as to run it in a network namespace."""

    def __init__(self, address="", network="", inside=()):
        self.address, self.inside = address, list(inside)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="balalyk-pg-"))
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self.as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        subprocess.run(self.as_user + [programs() / "initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
                                       "--locale=C.UTF-8", "--no-sync"], check=True, stdout=subprocess.DEVNULL, cwd="/")
        if network:
            with open(self.data / "pg_hba.conf", "a", encoding="ascii") as access:
                access.write(f"host all all {network} trust\n")
        self.process = None
        self.start()

    @property
    def data(self):
        return self.folder / "data"

    def start(self):
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                self.inside + self.as_user + [programs() / "postgres", "-D", self.data, "-k", self.folder, "-c",
                                              f"listen_addresses={self.address}", "-c", "max_connections=200"],
                stdout=log, stderr=log, cwd="/")
        deadline = time.monotonic() + 60
        while subprocess.run([programs() / "pg_isready", "-q", "-h", self.folder], check=False).returncode != 0:
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError("PostgreSQL does not start:\n" + (self.folder / "log").read_text()[-2000:])
            time.sleep(0.05)

    def stop(self, with_signal=signal.SIGINT):
        """SIGINT: fast, SIGQUIT: as after a crash."""
        if self.process.poll() is None:
            # Through words before it the server is a grandchild, or the child itself (exec): its own file knows.
            os.kill(int((self.data / "postmaster.pid").read_text().split()[0]), with_signal)
        self.process.wait(timeout=60)

    def remove(self):
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def connection(self, database="postgres", user="postgres"):
        return f"postgresql://{user}@{self.address}/{database}" if self.address else \
            f"postgresql://{user}@{str(self.folder).replace('/', '%2F')}/{database}"

    def sql(self, statement, database="postgres"):
        """Rows of texts; NULL is None."""
        done = subprocess.run([programs() / "psql", "-h", self.folder, "-U", "postgres", "-d", database, "-X", "-q", "-A", "-t", "-F",
                               "\x1f", "-P", "null=\x1e", "-v", "ON_ERROR_STOP=1", "-c", statement],
                              check=True, stdout=subprocess.PIPE, text=True, cwd="/")
        return [tuple(None if value == "\x1e" else value for value in line.split("\x1f"))
                for line in done.stdout.splitlines()]
