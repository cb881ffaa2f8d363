"""A PostgreSQL server of the test's own, on a Unix socket and, when asked for, on one address."""
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

from portal import Portal


def programs():
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise RuntimeError("PostgreSQL is not installed")
    return found[-1].parent


class Server:
    """Started when made. `inside`: words before each command, as to run it in a network namespace. `options` as in
    postgresql.conf. `standby_of`: begins as a copy of another one and follows it until it is promoted."""

    def __init__(self, address="", network="", inside=(), port=5432, options=(), standby_of=None):
        self.address, self.inside, self.port, self.options = address, list(inside), port, list(options)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="balalyk-pg-"))
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self.as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        if standby_of:
            make = ["pg_basebackup", "-h", standby_of.folder, "-U", "postgres", "-D", self.data, "-R", "-c", "fast", "--no-sync"]
        else:
            make = ["initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(self.as_user + [programs() / make[0]] + make[1:], check=True, stdout=subprocess.DEVNULL, cwd="/")
        if network:
            with open(self.data / "pg_hba.conf", "a", encoding="ascii") as access:
                access.write(f"host all all {network} trust\n")
        self.process = None
        self.start()

    @property
    def data(self):
        return self.folder / "data"

    def start(self):
        options = [f"listen_addresses={self.address}", f"port={self.port}", "max_connections=200"] + self.options
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                self.inside + self.as_user + [programs() / "postgres", "-D", self.data, "-k", self.folder] +
                [word for option in options for word in ("-c", option)],
                stdout=log, stderr=log, cwd="/")
        deadline = time.monotonic() + 60
        while subprocess.run([programs() / "pg_isready", "-q", "-h", self.folder, "-p", str(self.port)],
                             check=False).returncode != 0:
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
        host = self.address or str(self.folder).replace("/", "%2F")
        return f"postgresql://{user}@{host}:{self.port}/{database}"

    def psql(self, database="postgres"):
        return [programs() / "psql", "-h", self.folder, "-p", str(self.port), "-U", "postgres", "-d", database, "-X", "-q"]

    def sql(self, statement, database="postgres"):
        """Rows of texts; NULL is None."""
        done = subprocess.run(self.psql(database) + ["-A", "-t", "-F", "\x1f", "-P", "null=\x1e", "-v", "ON_ERROR_STOP=1",
                                                     "-c", statement],
                              check=True, stdout=subprocess.PIPE, text=True, cwd="/")
        return [tuple(None if value == "\x1e" else value for value in line.split("\x1f"))
                for line in done.stdout.split("\n")[:-1]]


class PostgresPortal(Portal):
    """A portal whose database is on a server. The test's own commands and looks go by the server's socket."""

    def __init__(self, folder, server, name="portal", **kwargs):
        self.server, self.name = server, name
        server.sql(f"CREATE DATABASE {name}")
        super().__init__(folder, **kwargs)

    def sql(self, statement, *values):
        for value in values:
            statement = statement.replace("?", "'" + str(value).replace("'", "''") + "'", 1)
        return [tuple(int(v) if v and v.isdigit() and len(v) < 10 else v for v in row) for row in self.server.sql(statement, self.name)]
