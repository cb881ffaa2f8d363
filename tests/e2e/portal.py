"""The real program on its own sample portal, for the end-to-end, fault and benchmark suites."""
import contextlib
import fcntl
import io
import json
import os
import pathlib
import secrets
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import unittest
import zipfile

SOURCE = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("TESTED_BUILD", SOURCE / "build" / "release")).resolve()
PROGRAM = BUILD / "bin" / "balalyk"
SAMPLES = SOURCE / "samples" / "records"
TOOLS = BUILD / "tests" / "tools"

ALL_DONE, SOME_FAILED, USAGE, CANNOT_RUN, INDETERMINATE = 0, 1, 2, 3, 4
KINDS = "voucher-approval,voucher-refusal,meal-subsidy,meal-upload,voucher-list"


def sample(name):
    return json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))


def full_name(person):
    return " ".join(" ".join(person[part].split()) for part in ("surname", "givenName", "patronymic") if person[part].strip())


def chairpersons():
    return {commission["id"]: next(m for m in commission["members"] if m["role"] == "chairperson")
            for commission in sample("commissions")}


def make_keyring(folder, password, lines):
    """A demo key ring; lines as samples/make-keyring reads them. The password goes through a pipe, never an argument."""
    reading, writing = os.pipe()
    os.write(writing, password.encode() + b"\n")
    os.close(writing)
    try:
        subprocess.run([SOURCE / "samples" / "make-keyring", folder, str(reading)], input="\n".join(lines) + "\n", text=True,
                       pass_fds=(reading,), check=True, stdout=subprocess.PIPE)
    finally:
        os.close(reading)


def person_line(member, algorithm="rsa2048", validity=""):
    return f"{member['id']}|{full_name(member)}|{member['pin']}|{algorithm}{validity}"


@contextlib.contextmanager
def locked(what):
    """One of the suites that run side by side at a time."""
    TOOLS.mkdir(parents=True, exist_ok=True)
    with open(TOOLS / f"{what}.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def shared_keyring():
    """The key ring that the suites share: three chairpersons of the sample portal. Made once for a build folder."""
    folder, password = TOOLS / "keyring", TOOLS / "keyring.password"
    with locked("keyring"):
        if not (folder / "keyring.json").exists():
            shutil.rmtree(folder, ignore_errors=True)
            password.write_text(secrets.token_urlsafe(18))
            password.chmod(0o600)
            make_keyring(folder, password.read_text(), [person_line(m) for m in chairpersons().values()])
    return folder, password.read_text()


class Portal:
    """A folder with a seeded database, a store, keys and a configuration; the program is run on it."""

    def __init__(self, folder, seed=(), settings=None, like=None):
        self.folder = pathlib.Path(folder)
        self.database = self.folder / "portal.db"
        self.store = self.folder / "store"
        self.keys = self.folder / "keys"
        self.passwords = self.folder / "passwords"
        self.report_file = self.folder / "night.json"
        self.config = self.folder / "balalyk.conf"
        self.env = {}            # what every run has in its environment besides
        self.settings = {"language": "en", "database.connection": f"sqlite:{self.database}", "store.location": str(self.store),
                         "keys.ring": str(self.keys / "keyring.json"), "keys.trustAnchors": str(self.keys / "anchors.pem"),
                         "keys.passwords": str(self.passwords), "office.slots": "1",
                         "office.sandbox": "whenPossible", "night.report": str(self.report_file)}
        self.settings.update(settings or {})
        if like is not None:     # another portal as it is now
            shutil.copytree(like.folder, self.folder)
            self.configure()
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        self.configure()
        ring, password = shared_keyring()
        shutil.copytree(ring, self.keys)
        self.set_passwords({member["id"]: password for member in chairpersons().values()})
        self.run("database", "migrate")
        self.run("database", "seed", "--from", str(SAMPLES), *seed)

    def configure(self, **settings):
        self.settings.update({name.replace("_", "."): str(value) for name, value in settings.items()})
        self.config.write_text("".join(f"{name} = {value}\n" for name, value in self.settings.items()), "utf-8")

    def set_passwords(self, passwords):
        shutil.rmtree(self.passwords, ignore_errors=True)
        self.passwords.mkdir(mode=0o700)
        for member, password in passwords.items():
            file = self.passwords / f"{member}.password"
            file.write_text(password + "\n")
            file.chmod(0o600)

    # ------------------------------------------------------------ the program

    def command(self, *arguments):
        return [str(PROGRAM), "--config", str(self.config), *map(str, arguments)]

    def run(self, *arguments, code=ALL_DONE, timeout=300, env=None, password=None):
        """Runs the program to its end; its exit code must be `code` (None: any). A password goes through a pipe."""
        command, descriptors = self.command(*arguments), ()
        if password is not None:
            reading, writing = os.pipe()
            os.write(writing, password.encode() + b"\n")
            os.close(writing)
            command += ["--passwords-fd", str(reading)]
            descriptors = (reading,)
        try:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                  timeout=timeout, env={**os.environ, "LC_ALL": "C.UTF-8", **self.env, **(env or {})}, check=False,
                                  pass_fds=descriptors)
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        if code is not None and done.returncode != code:
            raise AssertionError(f"balalyk {' '.join(map(str, arguments))} ended with {done.returncode}, not {code}\n"
                                 f"{done.stdout[-3000:]}\n{done.stderr[-5000:]}")
        return done

    def start(self, *arguments, env=None):
        """Starts the program in the background; the caller waits for it."""
        log = open(self.folder / "background.log", "wb")
        with log:
            return subprocess.Popen(self.command(*arguments), stdout=log, stderr=log,
                                    env={**os.environ, "LC_ALL": "C.UTF-8", **self.env, **(env or {})})

    def json(self, *arguments, **kwargs):
        return json.loads(self.run(*arguments, "--json", **kwargs).stdout)

    def password(self, commission):
        return (self.passwords / f"{chairpersons()[commission]['id']}.password").read_text().strip()

    def authorise_standing(self, commission):
        self.run("authorise", "standing", "--commission", commission, "--chairperson", chairpersons()[commission]["id"],
                 "--from", "2020-01-01", "--to", "2045-12-31", password=self.password(commission))

    def authorise_everything(self):
        for commission in chairpersons():
            self.authorise_standing(commission)

    def nightly(self, code=ALL_DONE, **kwargs):
        return self.run("nightly", code=code, **kwargs)

    def report(self):
        return json.loads(self.report_file.read_text("utf-8"))

    # ------------------------------------------------------------ what it left behind

    def sql(self, statement, *values):
        connection = sqlite3.connect(self.database, timeout=20, isolation_level=None)
        with contextlib.closing(connection):
            connection.execute("PRAGMA foreign_keys = OFF")
            return connection.execute(statement, values).fetchall()

    def change(self, table, key, **columns):
        """Changes a record of the portal as a secretary would: the row and its time of change."""
        sets = ", ".join(f"{column} = ?" for column in columns)
        self.sql(f"UPDATE {table} SET {sets}, "
                 f"changed_at = (SELECT max(changed_at) + 1 FROM {table}) WHERE id = ?", *columns.values(), key)

    def keep_only(self, applications=(), meals=(), vouchers=False):
        """Leaves a small portal: only these records."""
        for table, link, keys in (("application", "application_id", applications), ("meal_subsidy", "meal_subsidy_id", meals)):
            marks = ",".join("?" * len(keys)) or "''"
            self.sql(f"UPDATE voucher SET application_id = NULL WHERE application_id NOT IN ({marks})", *keys) \
                if table == "application" else None
            for child in {"application": ("application_benefit", "application_attendance", "application_document"),
                          "meal_subsidy": ("meal_attendance",)}[table]:
                self.sql(f"DELETE FROM {child} WHERE {link} NOT IN ({marks})", *keys)
            self.sql(f"DELETE FROM {table} WHERE id NOT IN ({marks})", *keys)
        if not vouchers:
            self.sql("DELETE FROM voucher")

    def states(self):
        return dict(self.sql("SELECT state, count(*) FROM balalyk_document GROUP BY state"))

    def state_of(self, source_key):
        """(state, problem codes) of the record's latest revision."""
        state, problems = self.sql("SELECT state, problems FROM balalyk_document WHERE source_key = ? "
                                   "ORDER BY revision DESC LIMIT 1", source_key)[0]
        return state, [problem["code"] for problem in json.loads(problems or "[]")]

    def document_id(self, source_key):
        return self.sql("SELECT id FROM balalyk_document WHERE source_key = ? ORDER BY revision DESC LIMIT 1", source_key)[0][0]

    def stored(self, digest):
        """The file of the store with this address, wherever the store keeps it; of a published document out of its container."""
        found = [path for path in self.store.rglob(f"*{digest[-16:]}*") if path.is_file()]
        within = self.sql("SELECT d.container_digest, f.name FROM balalyk_file f JOIN balalyk_document d USING (sequence) "
                          "WHERE f.digest = ? AND d.state IN ('published', 'superseded')", digest)
        if not found and within:
            return zipfile.ZipFile(io.BytesIO(self.stored(within[0][0]))).read(within[0][1])
        if len(found) != 1:
            raise AssertionError(f"{digest} is {len(found)} times in the store")
        return found[0].read_bytes()

    def containers(self):
        """Published containers: (source key, kind, digest)."""
        return self.sql("SELECT source_key, kind, container_digest FROM balalyk_document WHERE state = 'published' ORDER BY 1")

    def unpack(self, digest, folder):
        folder = pathlib.Path(folder)
        folder.mkdir(parents=True)
        container = folder / "container.asice"
        container.write_bytes(self.stored(digest))
        with zipfile.ZipFile(container) as archive:
            archive.extractall(folder)
        return folder


class PortalTest(unittest.TestCase):
    """A test with a portal in a folder that goes away after it."""

    def folder(self):
        folder = tempfile.mkdtemp(prefix="balalyk-e2e-")
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        return pathlib.Path(folder)

    def portal(self, **kwargs):
        return Portal(self.folder() / "portal", **kwargs)


def end(process, with_signal=signal.SIGTERM, within=15):
    """Ends a process that a test started and returns its exit code."""
    process.send_signal(with_signal)
    return process.wait(timeout=within)


def children(pid):
    try:
        return [int(child) for file in pathlib.Path(f"/proc/{pid}/task").glob("*/children") for child in file.read_text().split()]
    except OSError:
        return []   # it has ended meanwhile


def offices(pid):
    """The soffice processes below a process."""
    try:
        itself = [pid] if pathlib.Path(f"/proc/{pid}/comm").read_text() == "soffice.bin\n" else []
    except OSError:
        return []   # it has ended meanwhile
    return itself + [office for child in children(pid) for office in offices(child)]
