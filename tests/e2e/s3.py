"""The S3 server of tests/store on loopback, for tests of the program."""
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

from portal import SOURCE, TOOLS


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Server:
    """Started when made; may be stopped and started again. Its buckets are folders."""

    def __init__(self, bucket="protocols"):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="balalyk-s3-"))
        self.bucket = self.folder / "buckets" / bucket
        self.tls, self.plain = free_port(), free_port()
        self.process = None
        self.start()
        self.bucket.mkdir()

    def start(self):
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [SOURCE / "tests" / "store" / "s3server" / "serve", TOOLS / "s3server", self.folder, str(self.tls), str(self.plain)],
                stdout=log, stderr=log)
        deadline = time.monotonic() + 120
        while not all(map(self.accepts, (self.tls, self.plain))):
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError("the S3 server does not start:\n" + (self.folder / "log").read_text()[-2000:])
            time.sleep(0.05)

    @staticmethod
    def accepts(port):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    def stop(self):
        self.process.kill()
        self.process.wait()

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def settings(self):
        """Of a portal whose documents go there."""
        return {"store.location": f"s3://{self.bucket.name}/archive", "store.endpoint": f"https://127.0.0.1:{self.tls}",
                "store.credentials": str(self.folder / "credentials"), "store.trustAnchors": str(self.folder / "cert.pem")}

    def secret(self):
        return (self.folder / "credentials").read_text().split()[-1]

    def object(self, digest):
        return self.bucket / "archive" / digest[:2] / digest[2:4] / digest[4:]
