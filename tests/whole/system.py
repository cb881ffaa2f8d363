"""The whole system on this machine as it is operated: two portals behind the shipped nginx with TLS, the worker, the signer that its
socket starts, PostgreSQL with the shipped roles, an S3 store. Each process has the login of its role and is started again as systemd
would, whatever ended it.

As a program it is that for a test in another language: its arguments are settings, it says in one line of JSON where everything is, obeys lines, and ends with
its standard input.
    upgrade NUMBER     stops that portal and starts it as another build; «done» once it listens
"""
import contextlib
import json
import os
import pathlib
import pwd
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "e2e"), str(HERE.parent / "portal")]
import postgres  # noqa: E402
import s3  # noqa: E402
from NginxTest import NAME, Nginx, free_port, listens  # noqa: E402
from portal import BUILD, PROGRAM, SOURCE, chairpersons, shared_keyring  # noqa: E402

COMMISSION = "bishkek-1may"
PATIENCE = 300      # seconds until something must have happened, on a machine however busy
RESTART_AFTER = 1   # seconds; systemd's five would only mean fewer crashes in a test
ROLES = SOURCE / "connectors" / "database" / "postgresql-roles.sql"
# Other secretaries of the commission than the sample's, b1-02.
COLLEAGUES = {"b1-07": ("Токтогулова", "Нурзат", "11204198590007"), "b1-08": ("Сыдыкова", "Гүлнара", "10502198290008")}
SECRETARIES = {"secretary": "b1-02", "colleague": "b1-07", "newcomer": "b1-08"}


def wait_for(condition, what, within=PATIENCE):
    deadline = time.monotonic() + within
    while not (found := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not happen within {within} s")
        time.sleep(0.05)   # polls other processes
    return found


class Service:
    """One process, started again whenever it ends. `socket`: what a process is started for, and given."""

    def __init__(self, name, command, log, on=None):
        self.name, self.command, self.log, self.on = name, command, log, on
        self.process, self.starts = None, 0
        self.ending, self.held = False, threading.Lock()
        self.keeper = threading.Thread(target=self.keep, daemon=True)
        self.keeper.start()

    def keep(self):
        while not self.ending:
            if self.on and not select.select([self.on], [], [], 0.1)[0]:
                continue
            with self.held:   # whoever restarts it holds this
                if self.ending:
                    return
                self.start()
            self.process.wait()
            if not self.on and not self.ending:
                time.sleep(RESTART_AFTER)

    def start(self):
        command, descriptors = self.command, ()
        if self.on:
            number = self.on.fileno()
            command = ["bash", "-c", f"exec 3<&{number}; export LISTEN_PID=$$ LISTEN_FDS=1; exec \"$@\"", "signer", *command]
            descriptors = (number,)
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=descriptors,
                                            env={**os.environ, "LC_ALL": "C.UTF-8"})
        self.starts += 1

    def running(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        if self.running():
            self.process.kill()

    def restart(self, program):
        """As `systemctl restart` once another program is installed."""
        with self.held:
            self.command[0] = program
            self.process.send_signal(signal.SIGTERM)
            return self.process.wait(timeout=PATIENCE)

    def end(self):
        self.ending = True
        if self.running():
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=30)
            self.kill()
        self.keeper.join(timeout=30)


class Database(postgres.Server):
    """It may die, and come back as often as it takes: what a dead postmaster leaves keeps a new one out for a moment."""

    def die(self, how):
        os.kill(self.process.pid, how)
        self.process.wait(timeout=PATIENCE)

    def come_back(self):
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return self.start()
            except RuntimeError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)


class System:
    def __init__(self, waiting, settings=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="balalyk-whole-"))
        self.services, self.undo = {}, contextlib.ExitStack()
        self.undo.callback(shutil.rmtree, self.folder, True)
        try:
            self.make(waiting, settings or {})
        except BaseException:
            self.end()
            raise

    def make(self, waiting, settings):
        self.database = Database(options=["fsync=off"])   # processes die here, the machine does not
        self.undo.callback(self.database.remove)
        self.store = s3.Server()
        self.undo.callback(self.store.remove)
        ring, self.key_password = shared_keyring()
        user = pwd.getpwuid(os.geteuid()).pw_name
        self.settings = {
            "language": "en", "log.format": "json", "database.connection": self.connection("postgres"), **self.store.settings(),
            "keys.ring": ring / "keyring.json", "keys.trustAnchors": ring / "anchors.pem", "signer.socket": self.folder / "signer",
            "signer.user": user, "office.slots": 1, "office.sandbox": "whenPossible", "worker.poll": "200ms", "worker.attempts": 50,
            "worker.stages": "fill, publish", "portal.address": f"https://{NAME}", "check.addressBase": f"https://{NAME}/check/",
            **settings}
        self.config = self.folder / "balalyk.conf"
        self.config.write_text("".join(f"{name} = {value}\n" for name, value in self.settings.items()), "utf-8")
        self.fill_database(waiting)
        self.ports = [free_port(), free_port()]
        for number, port in enumerate(self.ports):
            self.serve(f"portal{number}", "portal", "portal", "--set", f"portal.listen=127.0.0.1:{port}",
                       "--set", f"portal.uploads={self.folder}/uploads{number}")
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(self.folder / "signer"))
        listener.listen(16)
        self.undo.callback(listener.close)
        self.serve("signer", "key_holder", "signer", on=listener)
        self.serve("worker", "worker", "worker")
        self.nginx = Nginx(self.folder, *self.ports)
        self.undo.callback(self.nginx.stop)
        for port in self.ports:
            wait_for(lambda port=port: listens(port), "a portal's start")

    def connection(self, login):
        return self.database.connection("portal", user=login)

    def command(self, *arguments, login="postgres"):
        return [str(PROGRAM), "--config", str(self.config), *map(str, arguments), "--set", f"database.connection={self.connection(login)}"]

    def serve(self, name, login, *arguments, on=None):
        self.services[name] = Service(name, self.command(*arguments, login=login), self.folder / f"{name}.log", on)
        self.undo.callback(self.services[name].end)

    def run(self, *arguments, login="postgres", codes=(0,), password=None):
        """What a command prints. A password goes through a pipe."""
        descriptors = ()
        if password is not None:
            reading, writing = os.pipe()
            os.write(writing, password.encode() + b"\n")
            os.close(writing)
            arguments, descriptors = [*arguments, "--password-fd", reading], (reading,)
        done = subprocess.run(self.command(*arguments, "--set", f"database.deadline={PATIENCE}s", login=login), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
                              pass_fds=descriptors, timeout=PATIENCE, env={**os.environ, "LC_ALL": "C.UTF-8"})
        for descriptor in descriptors:
            os.close(descriptor)
        if done.returncode not in codes:
            raise AssertionError(f"balalyk {' '.join(map(str, arguments))} ended with {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
        return done.stdout

    def sql(self, statement):
        return self.database.sql(statement, "portal")

    def fill_database(self, waiting):
        """The sample's people, made-up applications that wait, accounts; nothing decided yet."""
        self.database.sql("CREATE DATABASE portal")
        self.run("database", "migrate")
        self.run("database", "seed", "--from", SOURCE / "samples" / "records", "--waiting", waiting)
        members = "".join(
            f"CREATE TEMP TABLE one AS SELECT * FROM commission_member WHERE id = 'b1-02'; UPDATE one SET id = '{id}', surname = '{surname}', "
            f"given_name = '{name}', pin = '{pin}', phone = '', email = ''; INSERT INTO commission_member SELECT * FROM one; DROP TABLE one; "
            for id, (surname, name, pin) in COLLEAGUES.items())
        others = "SELECT id FROM application WHERE id NOT LIKE 'waiting-%'"
        self.sql(members + "UPDATE commission SET sending = 'by-secretary'; DELETE FROM voucher; DELETE FROM meal_attendance; DELETE FROM meal_subsidy; " +
                 "".join(f"DELETE FROM {table} WHERE application_id IN ({others}); " for table in
                         ("application_benefit", "application_attendance", "application_document", "application_word")) +
                 f"DELETE FROM application WHERE id IN ({others})")
        subprocess.run(self.database.psql("portal") + ["-v", "ON_ERROR_STOP=1", "-f", ROLES], check=True, capture_output=True, cwd="/")
        for login, roles in {"portal": "balalyk_portal", "key_holder": "balalyk_key_holder",
                             "worker": "balalyk_filler, balalyk_publisher", "night": "balalyk_pipeline"}.items():
            self.database.sql(f"CREATE ROLE {login} LOGIN IN ROLE {roles}")
        self.passwords = {}
        for login, member in SECRETARIES.items():
            self.account(login, "secretary", "--member", member)
        self.account("chairperson", "chairperson", "--member", chairpersons()[COMMISSION]["id"])
        self.account("archivist", "archivist")

    def account(self, login, *role):
        self.passwords[login] = os.urandom(12).hex()
        self.run("account", "add", login, "--role", *role, password=self.passwords[login])

    def upgrade(self, number):
        """That portal as another build: its version differs, and where it is."""
        next_one = self.folder / "next" / "bin" / "balalyk"
        if not next_one.exists():
            next_one.parent.mkdir(parents=True)
            version = subprocess.run([PROGRAM, "--version"], check=True, capture_output=True, text=True).stdout.split()[-1].encode()
            program = PROGRAM.read_bytes()
            assert version in program, version
            next_one.write_bytes(program.replace(version, b"9" + version[1:]))
            next_one.chmod(0o755)
            for folder in BUILD.iterdir():   # what comes with it, beside it
                if folder.is_dir() and folder.name != "bin":
                    (self.folder / "next" / folder.name).symlink_to(folder)
        service = self.services[f"portal{number}"]
        code = service.restart(str(next_one))
        assert code == 0, f"portal{number} ended with {code}"
        wait_for(lambda: service.running() and listens(self.ports[number]), "the portal's start")

    def logs(self):
        return "".join(f"\n{log.name}:\n" + log.read_text("utf-8", "replace")[-1500:] for log in sorted(self.folder.glob("*.log")))

    def end(self):
        self.undo.close()


def main():
    system = System(waiting=12, settings=dict(setting.split("=", 1) for setting in sys.argv[1:]))
    try:
        public = subprocess.run(f"openssl x509 -in {system.folder}/tls.pem -noout -pubkey | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary "
                                "| base64", shell=True, check=True, capture_output=True, text=True).stdout.strip()
        print(json.dumps({
            "name": NAME, "port": system.nginx.port, "publicKey": public, "folder": str(system.folder), "program": str(PROGRAM), "config": str(system.config),
            "passwords": system.passwords | {"key": system.key_password}, "anchors": str(system.settings["keys.trustAnchors"]),
            "night": system.connection("night"), "psql": [str(word) for word in system.database.psql("portal")]}), flush=True)
        for line in sys.stdin:
            word, number = line.split()
            assert word == "upgrade", line
            system.upgrade(int(number))
            print("done", flush=True)
    finally:
        system.end()


if __name__ == "__main__":
    main()
