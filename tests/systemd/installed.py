"""Balalyk as it is installed on a host: where the README says, run as the services' users."""
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from portal import BUILD, Portal, chairpersons, shared_keyring  # noqa: E402


class InstalledPortal(Portal):
    """The sample portal at the places that the README names; its commands run as the service's user. `only`: without the other records."""

    def __init__(self, host, only=()):
        self.host, self.env = host, {}
        self.store, self.passwords = host.shared / "store", host.path("/etc/balalyk/passwords")
        self.folder = host.shared   # SQLite takes no path through another's /proc
        self.database, self.config = self.folder / "portal.db", host.path("/etc/balalyk/balalyk.conf")
        self.settings = {}
        remove_documents(host)
        self.configure()
        self.run("database", "migrate")
        host.run("chmod", "660", "/var/lib/balalyk/portal.db")
        self.run("database", "seed")
        if only:
            self.keep_only(only)
        self.authorise_everything()

    def command(self, *arguments):
        return as_user(self.host, "balalyk", "sh", "-c", 'umask 007; exec /usr/bin/balalyk "$@"', "balalyk", *arguments)


def as_user(host, user, *command):
    return host.inside("runuser", "-u", user, "--", *command)


def remove_documents(host):
    host.run("sh", "-c", "rm -rf /var/lib/balalyk/* && systemd-tmpfiles --create balalyk.conf")


def install(host):
    """«From the sources» of jobs/README.md, word by word, apart from the packages."""
    stage = host.folder / "stage"
    subprocess.run(["cmake", "--install", BUILD, "--prefix", "/usr"], env={**os.environ, "DESTDIR": str(stage)}, check=True,
                   stdout=subprocess.DEVNULL)
    subprocess.run(["cp", "-a", "--no-preserve=ownership", f"{stage}/.", host.path("/")], check=True)
    host.run("systemd-sysusers", "balalyk.conf")
    host.run("systemd-tmpfiles", "--create", "balalyk.conf")
    host.run("install", "-m", "644", "/usr/share/balalyk/balalyk.conf", "/etc/balalyk/")
    host.run("systemctl", "daemon-reload")


def give_keys(host):
    """The demo keys of the suites, which the night may use too, and the passwords of all of them."""
    ring, password = shared_keyring()
    for file in (file for file in ring.iterdir() if file.is_file()):
        shutil.copy(file, host.path("/etc/balalyk/keys"))
    for member in chairpersons().values():
        host.path(f"/etc/balalyk/passwords/{member['id']}.password").write_text(password + "\n")
    host.run("chgrp", "-R", "balalyk-signer", "/etc/balalyk/keys")
    host.run("sh", "-c", "chmod 640 /etc/balalyk/keys/*")
    host.run("adduser", "--quiet", "balalyk", "balalyk-signer")
