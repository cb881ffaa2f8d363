"""A key ring with the services that its certificates need: openssl's time-stamp authority and OCSP responder."""
import pathlib
import subprocess
import sys
import urllib.error
import urllib.request

from portal import SOURCE, chairpersons, make_keyring, person_line

SIGNING = SOURCE / "tests" / "signing"
PASSWORD = "levels only"


class Services:
    """Started with a fresh key ring of the sample portal's chairpersons in `folder`; ended by close()."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        make_keyring(self.folder, PASSWORD, [person_line(member, "p256") for member in chairpersons().values()])
        (self.folder / "password").write_text(PASSWORD + "\n")
        subprocess.run([SIGNING / "make-services", self.folder], check=True, capture_output=True)
        self.process = subprocess.Popen([sys.executable, "-B", SIGNING / "services.py", self.folder], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.port = int(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=10)

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def asked(self, path="/tsa"):
        with urllib.request.urlopen(self.url(f"/asked{path}"), timeout=10) as answer:
            return int(answer.read()[2:])

    def down(self, path, is_down=True):
        """The service answers with an error from now on, or well again."""
        mark = self.folder / "services" / f"down{path.replace('/', '-')}"
        mark.touch() if is_down else mark.unlink(missing_ok=True)

    def status(self, member, status):
        """What the responder says of a chairperson's certificate: good, revoked or unknown."""
        index = self.folder / "services" / "index.txt"
        serial = subprocess.run(["openssl", "x509", "-in", index.parent / f"{member}.member.pem", "-noout", "-serial"],
                                capture_output=True, text=True, check=True).stdout.strip().partition("=")[2]
        lines = [line for line in index.read_text().splitlines(keepends=True) if line.split("\t")[3] != serial]
        if status != "unknown":
            kind, since = ("R", "240101000000Z,keyCompromise") if status == "revoked" else ("V", "")
            lines.append(f"{kind}\t301231235959Z\t{since}\t{serial}\tunknown\t/CN=x\n")
        index.write_text("".join(lines))

    def authorities_list(self, *times):
        """The root's list of its authorities is made new: of now, or with openssl's options for its times."""
        folder = self.folder / "services"
        pem = folder / "root.pem.crl"
        subprocess.run(["openssl", "ca", "-gencrl", "-config", "root.cnf", "-cert", self.folder / "authority" / "root.pem", "-keyfile",
                        self.folder / "authority" / "root.key", "-out", pem, *times], cwd=folder, check=True, capture_output=True)
        made = folder / "root.crl.new"
        subprocess.run(["openssl", "crl", "-in", pem, "-outform", "DER", "-out", made], check=True, capture_output=True)
        made.rename(folder / "root.crl")

    def settings(self, level, **more):
        return {"signatures.level": level, "timestamps.urls": self.url("/tsa"), "revocation.ocspUrl": self.url("/ocsp"),
                "revocation.crlUrl": self.url("/root.crl"), "timestamps.timeout": "5s", **more}
