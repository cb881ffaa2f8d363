"""A key ring with the services that its certificates need: openssl's time-stamp authority and OCSP responder."""
import datetime
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
        self.port, self.secure_port = (int(self.process.stdout.readline()) for _ in range(2))

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=10)

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def secure_url(self, path):
        return f"https://127.0.0.1:{self.secure_port}{path}"

    def fingerprint(self, file):
        """Of a certificate of the ring, as openssl prints it."""
        text = subprocess.run(["openssl", "x509", "-in", self.folder / file, "-noout", "-fingerprint", "-sha256"],
                              capture_output=True, text=True, check=True).stdout
        return text.strip().partition("=")[2]

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
        return {"signatures.level": level, "timestamps.urls": self.url("/tsa"),
                "revocation.ocspUrl": self.of_issuing(self.url("/ocsp")),
                "revocation.crlUrl": self.of_root(self.url("/root.crl")), "timestamps.timeout": "5s", **more}

    def of_issuing(self, url):
        return f"{self.fingerprint('intermediate.pem')}={url}"

    def of_root(self, url):
        return f"{self.fingerprint('anchors.pem')}={url}"

    def make_list(self, name, revoked=(), scope="", age_days=0, valid_days=30):
        """A list of the issuing authority at /NAME, with these chairpersons in it."""
        folder, authority = self.folder / "services", self.folder / "authority"
        serials = [subprocess.run(["openssl", "x509", "-in", folder / f"{member}.member.pem", "-noout", "-serial"],
                                  capture_output=True, text=True, check=True).stdout.strip().partition("=")[2]
                   for member in revoked]
        lines = [f"R\t301231235959Z\t240101000000Z,keyCompromise\t{serial}\tunknown\t/CN=x\n" for serial in serials]
        (folder / f"{name}.index").write_text("".join(lines))
        (folder / f"{name}.number").write_text("01\n")
        extensions = f"crl_extensions = scope\n[scope]\nissuingDistributionPoint = {scope}\n" if scope else ""
        (folder / f"{name}.cnf").write_text(
            f"[ca]\ndefault_ca = any\n[any]\ndatabase = {folder}/{name}.index\ndefault_md = sha256\n"
            f"crlnumber = {folder}/{name}.number\n{extensions}")
        begun = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=age_days, hours=1)
        times = [f"{time:%y%m%d%H%M%SZ}" for time in (begun, begun + datetime.timedelta(days=valid_days))]
        subprocess.run(["openssl", "ca", "-gencrl", "-config", folder / f"{name}.cnf", "-cert", authority / "issuing.pem",
                        "-keyfile", authority / "issuing.key", "-crl_lastupdate", times[0], "-crl_nextupdate", times[1],
                        "-out", folder / f"{name}.pem"], check=True, capture_output=True)
        subprocess.run(["openssl", "crl", "-in", folder / f"{name}.pem", "-outform", "DER", "-out", folder / name], check=True)
        return self.url(f"/{name}")
