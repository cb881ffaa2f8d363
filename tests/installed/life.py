"""The life of the package on a host with systemd: installed over an earlier one, with an older release's archive, a night, the pages, and
removed again. Each step says what it took."""
import pathlib
import shutil
import sys
import tarfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "systemd"))
from installed import InstalledPortal, give_keys, remove_documents  # noqa: E402
from portal import chairpersons  # noqa: E402

UNITS = ["balalyk-nightly.timer", "balalyk-nightly.service", "balalyk-worker.service", "balalyk-portal.service", "balalyk-signer.socket",
         "balalyk-signer.service"]
OLDER = pathlib.Path(__file__).resolve().parent / "portal-0.2.0.tar.xz"
PATIENCE = 120   # seconds until something must have happened, on a machine however busy
FOLDERS = {"/etc/balalyk": "750 root balalyk", "/etc/balalyk/keys": "2750 root balalyk-signer", "/etc/balalyk/passwords": "700 root root",
           "/etc/balalyk/identity": "700 root root", "/etc/balalyk/tls": "700 root root", "/var/lib/balalyk": "2770 balalyk balalyk",
           "/var/lib/balalyk/store": "2770 balalyk balalyk", "/var/lib/balalyk-worker": "700 balalyk balalyk",
           "/var/lib/balalyk-portal": "700 balalyk-portal balalyk", "/var/lib/balalyk-signer": "700 balalyk-signer balalyk-signer"}


class Life(unittest.TestCase):
    """`host`, `earlier`, `package`: given by who runs it. `install`: the command that installs a package there. `only`: the sample's records
    that the night makes; empty: all."""
    host = earlier = package = None
    install = ()
    only = ()

    def runTest(self):
        for step in (self.nothing_runs_when_it_is_installed, self.an_older_archive_is_upgraded_and_settings_are_kept, self.the_night_runs,
                     self.the_portal_and_a_worker_share_the_files, self.the_check_page_judges_a_container, self.the_signer_alone_has_the_keys,
                     self.a_purge_keeps_what_cannot_be_made_again,
                     self.nothing_is_left_when_that_is_deleted_too):
            begun = time.monotonic()
            step()
            print(f"{step.__name__.replace('_', ' ')}: {time.monotonic() - begun:.1f} s", file=sys.stderr)

    def put(self, package):
        shutil.copy(package, self.host.path("/tmp"))
        return self.host.run(*self.install, f"/tmp/{package.name}").stdout

    def exists(self, path):
        return self.host.run("test", "-e", path, check=False).returncode == 0

    def balalyk(self, *arguments, code=0):
        done = self.host.run("runuser", "-u", "balalyk", "--", "balalyk", *arguments, check=False)
        self.assertEqual(done.returncode, code, done.stdout[-3000:])
        return done.stdout

    def wait(self, condition, what):
        deadline = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > deadline:
                self.fail(f"{what} did not happen\n" + self.host.journal("-n", "60"))
            time.sleep(0.1)   # polls other processes

    def answer(self, path, port=8480):
        return self.host.run("bash", "-c", f"exec 3<>/dev/tcp/127.0.0.1/{port} && printf 'GET {path} HTTP/1.1\\r\\nHost: 127.0.0.1:{port}\\r\\n"
                             "Connection: close\\r\\n\\r\\n' >&3 && cat <&3", check=False).stdout

    def folders_have_their_rights(self):
        for folder, rights in FOLDERS.items():
            self.assertEqual(self.host.run("stat", "-c", "%a %U %G", folder).stdout.strip(), rights, folder)

    def nothing_runs_when_it_is_installed(self):
        self.put(self.earlier)
        for unit in UNITS:
            shown = self.host.show(unit, "LoadState", "ActiveState", "UnitFileState")
            self.assertEqual((shown["LoadState"], shown["ActiveState"]), ("loaded", "inactive"), unit)
            self.assertIn(shown["UnitFileState"], ("disabled", "static"), unit)
        self.folders_have_their_rights()
        self.assertEqual(self.host.run("stat", "-c", "%a", "/etc/balalyk/balalyk.conf").stdout.strip(), "644")
        self.balalyk("status", code=3)   # without a database

    def an_older_archive_is_upgraded_and_settings_are_kept(self):
        with tarfile.open(OLDER) as archive:
            archive.extractall(self.host.shared)
        self.host.run("sh", "-c", "mv /var/lib/balalyk/keys/* /etc/balalyk/keys/ && rmdir /var/lib/balalyk/keys && chmod 640 /etc/balalyk/keys/*")
        self.host.run("chgrp", "-R", "balalyk-signer", "/etc/balalyk/keys")
        self.host.run("adduser", "--quiet", "balalyk", "balalyk-signer")
        self.host.run("chown", "-R", "balalyk:balalyk", "/var/lib/balalyk")
        self.host.run("chmod", "-R", "g+rwX", "/var/lib/balalyk")
        self.host.run("sh", "-c", "echo 'language = en' >>/etc/balalyk/balalyk.conf")
        self.assertIn("Upgrade", self.put(self.package))
        self.folders_have_their_rights()
        self.assertTrue(self.host.run("cat", "/etc/balalyk/balalyk.conf").stdout.endswith("language = en\n"))
        self.assertIn("balalyk database migrate", self.balalyk("status", code=3))   # it refuses the older schema
        self.balalyk("database", "migrate")
        self.assertIn("All is whole", self.balalyk("database", "verify"))
        self.assertIn("12/34", self.balalyk("find", "асанов"))
        self.balalyk("export", "12/34", "--to", "/tmp/exported")
        self.host.run("sh", "-c", "balalyk verify /tmp/exported/*.asice --anchors /etc/balalyk/keys/anchors.pem")

    def the_night_runs(self):
        remove_documents(self.host)
        give_keys(self.host)
        self.portal = InstalledPortal(self.host, self.only)
        self.host.run("systemctl", "start", "balalyk-nightly.service")
        self.wait(lambda: self.host.show("balalyk-nightly.service", "ActiveState")["ActiveState"] == "inactive", "the end of the night")
        self.assertEqual(self.host.show("balalyk-nightly.service", "Result")["Result"], "success", self.host.journal("-n", "40"))
        states = self.portal.states()
        if self.only:
            self.assertEqual(states, {"published": len(self.only)})
        else:
            self.assertGreater(states["published"], 60)
        self.assertTrue(self.portal.json("database", "verify")["whole"])

    def the_portal_and_a_worker_share_the_files(self):
        self.portal.run("account", "add", "aigul", "--role", "secretary", "--member", "b1-02")
        self.host.run("systemctl", "enable", "--now", "balalyk-worker.service", "balalyk-portal.service")
        self.assertIn("200 OK", self.answer("/healthz"))
        page = self.answer("/sign-in")
        self.assertIn("200 OK", page)
        self.assertIn('name="password"', page)
        self.assertIn("200 OK", self.answer("/assets/bootstrap.css") if "/assets/bootstrap.css" in page else page)
        self.portal.run("regenerate", self.portal.document_id("app-001"), "--reason", "a test", "--queue")
        self.wait(lambda: self.portal.states().get("superseded") == 1, "the revision")
        for user in ("balalyk", "balalyk-portal"):
            unwritable = self.host.run("runuser", "-u", user, "--", "find", "/var/lib/balalyk", "-type", "d", "!", "-writable").stdout
            self.assertEqual(unwritable, "", user)
        self.host.run("runuser", "-u", "balalyk-portal", "--", "test", "-w", "/var/lib/balalyk/portal.db")

    def the_check_page_judges_a_container(self):
        self.host.run("install", "-m", "644", "/etc/balalyk/keys/anchors.pem", "/etc/balalyk/anchors.pem")
        self.portal.configure(check_trustAnchors="/etc/balalyk/anchors.pem")
        self.host.run("systemctl", "restart", "balalyk-portal.service")
        container = self.portal.stored(self.portal.containers()[0][2])
        body = (b'--part\r\nContent-Disposition: form-data; name="file"; filename="a.asice"\r\nContent-Type: application/octet-stream\r\n\r\n'
                + container + b"\r\n--part--\r\n")
        head = (f"POST /check?lang=en HTTP/1.1\r\nHost: 127.0.0.1:8480\r\nContent-Type: multipart/form-data; boundary=part\r\n"
                f"Content-Length: {len(body)}\r\n\r\n").encode()
        self.host.path("/tmp/balalyk-check").write_bytes(head + body)
        page = self.host.run("bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8480 && cat /tmp/balalyk-check >&3 && cat <&3", check=False).stdout
        self.assertIn("200 OK", page)
        self.assertIn("The signature is valid, and the file is a document of this portal.", page)

    def the_signer_alone_has_the_keys(self):
        self.host.run("systemctl", "enable", "--now", "balalyk-signer.socket")
        self.assertTrue(self.exists("/run/balalyk-signer/socket"))
        for user, may in (("balalyk-signer", True), ("balalyk-portal", False)):
            # As its unit runs it: with the group that reads the settings.
            done = self.host.run("setpriv", f"--reuid={user}", "--regid=balalyk", "--init-groups", "cat", "/etc/balalyk/keys/keyring.json",
                                 check=False)
            self.assertEqual(done.returncode == 0, may, done.stdout)

    def a_purge_keeps_what_cannot_be_made_again(self):
        self.host.run("apt-get", "-qq", "remove", "-y", "balalyk")
        for unit in ("balalyk-worker.service", "balalyk-portal.service", "balalyk-signer.socket"):
            self.assertNotEqual(self.host.run("systemctl", "is-active", unit, check=False).stdout.strip(), "active", unit)
        self.assertTrue(self.exists("/etc/balalyk/balalyk.conf"))
        said = self.host.run("apt-get", "-qq", "purge", "-y", "balalyk").stdout
        for kept in ("/etc/balalyk/keys/keyring.json", f"/etc/balalyk/passwords/{next(iter(chairpersons().values()))['id']}.password",
                     "/var/lib/balalyk/portal.db", "/var/lib/balalyk/store"):
            self.assertTrue(self.exists(kept), kept)
        self.assertIn("kept /var/lib/balalyk", said)
        self.assertFalse(self.exists("/etc/balalyk/balalyk.conf"))

    def nothing_is_left_when_that_is_deleted_too(self):
        self.host.run("sh", "-c", "rm -rf /etc/balalyk /var/lib/balalyk/* /var/lib/balalyk-* /tmp/balalyk* /tmp/exported")
        left = self.host.run("find", "/etc", "/usr", "/var", "/run", "-xdev", "-name", "*balalyk*").stdout.split()
        self.assertEqual(left, ["/var/lib/balalyk"])   # where this test reaches into the host
