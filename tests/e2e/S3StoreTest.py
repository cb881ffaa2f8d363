"""A small night whose documents go into an S3-compatible store; moving there from a folder."""
import pathlib
import shutil
import unittest

from portal import CANNOT_RUN, SOME_FAILED, PortalTest
from s3 import Server


class S3StoreTest(PortalTest):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.remove)

    def small(self, settings=None):
        portal = self.portal(settings=settings)
        portal.keep_only(["app-001", "app-005"], ["meal-01"])
        portal.authorise_everything()
        return portal

    def verified(self, portal, **kwargs):
        return portal.json("database", "verify", **kwargs)

    def test_a_night_ends_with_every_file_there_and_the_secret_nowhere(self):
        portal = self.small(self.server.settings() | {"store.deadline": "3s", "log.level": "debug"})
        self.server.stop()
        away = portal.nightly(code=CANNOT_RUN)
        self.assertIn("127.0.0.1", away.stdout + away.stderr, "it says which store does not answer")
        self.server.start()
        portal.configure(store_deadline="60s")
        done = portal.nightly()
        self.assertEqual(set(portal.states()), {"published"})
        found = self.verified(portal)
        self.assertTrue(found["whole"])
        self.assertGreaterEqual(found["files"], 6)
        self.assertEqual(found["unreferenced"], [])
        portal.nightly()
        self.assertEqual(self.verified(portal)["files"], found["files"], "a second night puts nothing")

        folder = portal.folder / "exported"
        files = portal.json("export", portal.document_id("app-001"), "--to", folder)
        container = next(entry["file"] for entry in files if entry["file"].endswith(".asice"))
        self.assertIn("TOTAL-PASSED", portal.run("verify", container).stdout)
        reported = done.stdout + done.stderr + portal.run("config").stdout + portal.report_file.read_text()
        self.assertNotIn(self.server.secret(), reported)

        loaded = portal.folder / "loaded"   # as systemd hands over what LoadCredential names
        loaded.mkdir(mode=0o700)
        shutil.copy(self.server.folder / "credentials", loaded / "store.credentials")
        portal.configure(store_credentials="")
        self.assertTrue(self.verified(portal, env={"CREDENTIALS_DIRECTORY": str(loaded)})["whole"])
        self.assertIn("store.credentials", portal.run("database", "verify", code=CANNOT_RUN).stderr)
        portal.configure(store_credentials=self.server.folder / "credentials")

        digest = portal.containers()[0][2]
        self.server.object(digest).write_bytes(b"forged")
        self.assertEqual([p["code"] for p in self.verified(portal, code=SOME_FAILED)["problems"]], ["storeDamaged"])
        self.server.object(digest).unlink()
        self.assertEqual([p["code"] for p in self.verified(portal, code=SOME_FAILED)["problems"]], ["storeFileMissing"])

    def test_an_archive_moves_from_a_folder_and_back(self):
        portal = self.small()
        portal.nightly()
        files = self.verified(portal)["files"]
        settings = self.server.settings() | {"store.location": f"s3://{self.server.bucket.name}/moved"}
        portal.configure(**{name.replace(".", "_"): value for name, value in settings.items()})
        self.assertEqual(portal.json("store", "copy", "--from", portal.store)["copied"], files)
        self.assertEqual(portal.json("store", "copy", "--from", portal.store), {"copied": 0, "there": files, "problems": []})
        self.assertTrue(self.verified(portal)["whole"])
        back = portal.folder / "back"
        portal.run("store", "copy", "--to", f"folder:{back}")
        names = lambda folder: sorted(str(path.relative_to(folder)) for path in pathlib.Path(folder).rglob("*") if path.is_file())
        self.assertEqual(names(back), names(portal.store))

        damaged = next(path for path in back.rglob("*") if path.is_file())
        damaged.chmod(0o600)
        damaged.write_bytes(b"forged")
        third = portal.folder / "third"
        done = portal.json("store", "copy", "--from", back, "--to", third, code=SOME_FAILED)
        self.assertEqual((done["copied"], [p["code"] for p in done["problems"]]), (files - 1, ["storeDamaged"]))
        self.assertEqual(len(names(third)), files - 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
