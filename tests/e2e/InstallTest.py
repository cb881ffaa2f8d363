"""What `cmake --install` puts down works without the source tree beside it."""
import os
import subprocess
import unittest

from portal import BUILD, PortalTest


class InstallTest(PortalTest):
    def test_the_installed_program_finds_its_templates_its_filler_and_its_samples(self):
        folder = self.folder()
        subprocess.run(["cmake", "--install", BUILD, "--prefix", folder / "usr"], check=True, stdout=subprocess.DEVNULL)

        def balalyk(*arguments):
            done = subprocess.run([folder / "usr" / "bin" / "balalyk", "--config", folder / "usr/share/balalyk/balalyk.conf", "--set",
                                   f"database.connection=sqlite:{folder}/portal.db", "--set", "office.sandbox=whenPossible", *arguments], capture_output=True, text=True,
                                  cwd="/", env={**os.environ, "LC_ALL": "C.UTF-8"}, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)

        balalyk("database", "migrate")
        balalyk("database", "seed")
        preview = folder / "preview.pdf"
        balalyk("template", "preview", "voucher-approval", "--language", "ky", "--to", str(preview))
        self.assertTrue(preview.read_bytes().startswith(b"%PDF-"))

        done = subprocess.run([folder / "usr/share/balalyk/backup/balalyk-backup", folder / "backup", "--set",
                               f"database.connection=sqlite:{folder}/portal.db", "--set", f"store.location={folder}/store"],
                              capture_output=True, text=True, check=False,
                              env={**os.environ, "LC_ALL": "C.UTF-8", "BALALYK": str(folder / "usr" / "bin" / "balalyk")})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(list((folder / "backup" / "database").iterdir())), 1)
        self.assertTrue((folder / "usr/share/balalyk/postgresql-roles.sql").exists())


if __name__ == "__main__":
    unittest.main(verbosity=2)
