"""TLS to PostgreSQL: the server proves by its certificate that it is the one meant, or nothing is said to it."""
import os
import shutil
import socket
import subprocess
import unittest

import postgres
from portal import CANNOT_RUN, SOURCE, PortalTest

UNTRUSTED = {"en": "did not prove over TLS", "ru": "не доказал по TLS", "ky": "TLS менен далилдеген жок"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class PostgresTlsTest(PortalTest):
    @classmethod
    def setUpClass(cls):
        cls.server = postgres.Server("127.0.0.1", port=free_port())
        cls.addClassCleanup(cls.server.remove)
        cls.certificates = cls.server.folder / "tls"
        cls.certificates.mkdir()
        subprocess.run([SOURCE / "tests" / "http" / "make-certificates", cls.certificates], check=True)
        for key in cls.certificates.glob("*.key"):
            key.chmod(0o600)
            if os.geteuid() == 0:
                shutil.chown(key, "postgres", "postgres")
        # Whoever comes over the network without TLS is not heard.
        (cls.server.data / "pg_hba.conf").write_text("local all all trust\nhostssl all all 127.0.0.1/32 trust\n")
        cls.serve("good")

    @classmethod
    def serve(cls, name):
        cls.server.stop()
        cls.server.options = ["ssl=on", f"ssl_cert_file={cls.certificates}/{name}.pem", f"ssl_key_file={cls.certificates}/{name}.key"]
        cls.server.start()

    def connection(self, anchors="anchors.pem", host="localhost", mode="verify-full"):
        return (f"postgresql://postgres@{host}:{self.server.port}/postgres?hostaddr=127.0.0.1&sslmode={mode}"
                f"&sslrootcert={self.certificates}/{anchors}&gssencmode=disable")

    def refused(self, portal, connection):
        for language, words in UNTRUSTED.items():
            said = portal.run("database", "migrate", "--set", f"database.connection={connection}", "--set", f"language={language}",
                              code=CANNOT_RUN).stderr
            self.assertIn(words, said)
        return said

    def test_only_the_server_that_is_meant_is_spoken_to(self):
        portal = self.portal()
        portal.configure(database_connection=self.connection())
        portal.run("database", "migrate")
        portal.run("status")
        self.assertIn("certificate verify failed", self.refused(portal, self.connection(anchors="stranger.pem")))
        self.assertIn("does not match host name", self.refused(portal, self.connection(host="db.example")))
        self.assertIn("does not exist", self.refused(portal, self.connection(anchors="absent.pem")))
        self.serve("other")
        self.assertIn("does not match host name", self.refused(portal, self.connection()))
        self.serve("stranger")
        self.assertIn("certificate verify failed", self.refused(portal, self.connection()))
        self.server.stop()
        self.server.options = []
        self.server.start()
        self.assertIn("does not support SSL", self.refused(portal, self.connection()))


if __name__ == "__main__":
    unittest.main(verbosity=2)
