"""Two judges before anything is published: what they differ about is set aside with both verdicts, and while one of them cannot be
asked the documents wait. The judge with a wrong rule is a helper of the tests (tests/judge/wrong), put beside the filler that the
settings name."""
import io
import json
import re
import shutil
import time
import unittest
import urllib.request
import zipfile

from portal import BUILD, INDETERMINATE, SOME_FAILED, PortalTest, end

FILLER = BUILD / "filler"
WRONG = BUILD / "tests" / "judge" / "wrong" / "balalyk-pdf-helper"
RECORD = "app-001"


class JudgesTest(PortalTest):
    def setUp(self):
        self.portal_ = self.portal()
        self.portal_.keep_only([RECORD])
        self.portal_.authorise_everything()

    def use_helper(self, helper):
        """A filler's folder with another helper in it."""
        folder = self.portal_.folder / "filler"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(FILLER, folder)
        (folder / "balalyk-pdf-helper").unlink()
        if helper is not None:
            shutil.copy(helper, folder / "balalyk-pdf-helper")
        self.portal_.configure(office_filler=folder / "filler.component")

    def use_own_helper(self):
        self.portal_.settings.pop("office.filler")
        self.portal_.configure()

    def sign_alone(self):
        self.portal_.run("nightly", env={"BALALYK_WORKER_STAGES": "fill,sign"})
        self.assertEqual(self.portal_.state_of(RECORD)[0], "signed")

    def publish(self):
        self.portal_.run("worker", "--until-idle", code=None, env={"BALALYK_WORKER_STAGES": "publish"})
        return self.portal_.state_of(RECORD)

    def test_what_the_judges_differ_about_is_set_aside_with_both_verdicts(self):
        portal = self.portal_
        self.sign_alone()
        self.use_helper(WRONG)
        metrics = self.metrics_of_publishing()
        self.assertEqual(portal.state_of(RECORD), ("quarantined", ["judgesDisagree"]))
        self.assertRegex(metrics, r'balalyk_stage_failures_total\{[^}]*code="judgesDisagree"[^}]*\} 1\b')
        self.assertIn('part="judge"', metrics)

        status = portal.run("status", code=SOME_FAILED).stdout
        self.assertIn("The two judges of the signature disagree: ours TOTAL-PASSED, xmlsec1 digestDiffers", status)
        identifier = portal.document_id(RECORD)
        out = portal.folder / "out"
        portal.run("export", "--bundle", "--to", out, identifier)
        with zipfile.ZipFile(io.BytesIO((out / f"{identifier}.bundle.zip").read_bytes())) as bundle:
            first, second = json.loads(bundle.read("first-judge.json")), json.loads(bundle.read("second-judge.json"))
            container = bundle.read("container.asice")
        self.assertEqual((first["indication"], second["disagrees"]), ("TOTAL-PASSED", True))
        self.assertEqual([(s["verdict"], s["reason"]) for s in second["signatures"]], [("refused", "digestDiffers")])
        digest = portal.sql("SELECT container_digest FROM balalyk_document")[0][0]
        self.assertEqual(container, portal.stored(digest))

        # It is not signed again for that: once the judge is corrected, the same container is published.
        portal.run("retry", identifier)
        self.assertEqual(self.publish(), ("quarantined", ["judgesDisagree"]))
        self.use_own_helper()
        portal.run("retry", identifier)
        self.assertEqual(self.publish(), ("published", []))
        self.assertEqual(portal.containers()[0][2], digest)

    def metrics_of_publishing(self):
        portal = self.portal_
        process = portal.start("worker", "--set", "worker.monitor=127.0.0.1:0", env={"BALALYK_WORKER_STAGES": "publish"})
        try:
            log = portal.folder / "background.log"
            address = self.wait(lambda: re.search(r"127\.0\.0\.1:\d+", log.read_text()), "the monitor's address")
            self.wait(lambda: portal.state_of(RECORD)[0] == "quarantined", "the quarantine")

            def counted():
                with urllib.request.urlopen(f"http://{address.group(0)}/metrics", timeout=10) as answer:
                    text = answer.read().decode()
                return text if "judgesDisagree" in text else None
            return self.wait(counted, "the alarm")
        finally:
            end(process)

    def wait(self, condition, what, within=60):
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            if found := condition():
                return found
            time.sleep(0.05)   # polls another process
        self.fail(f"{what} did not happen")

    def test_while_the_second_judge_cannot_be_asked_documents_wait_and_lose_no_attempt(self):
        portal = self.portal_
        self.sign_alone()
        self.use_helper(None)
        self.assertEqual(self.publish(), ("signed", ["judgeUnavailable"]))
        self.assertEqual(portal.sql("SELECT attempts FROM balalyk_document"), [(0,)])
        self.assertIn("xmlsec1", portal.run("status", code=None).stdout)
        self.use_own_helper()
        portal.run("retry", portal.document_id(RECORD))
        self.assertEqual(self.publish(), ("published", []))

    def test_verify_reports_both_verdicts_and_says_when_there_is_one(self):
        portal = self.portal_
        portal.nightly()
        container = portal.folder / "a.asice"
        container.write_bytes(portal.stored(portal.containers()[0][2]))
        verdict = portal.json("verify", container)[0]
        self.assertTrue(verdict["passed"])
        self.assertEqual([s["verdict"] for s in verdict["secondJudge"]["signatures"]], ["accepted"])
        self.assertIn("Second judge (xmlsec1): accepts", portal.run("verify", container).stdout)

        self.use_helper(None)
        verdict = portal.json("verify", container)[0]
        self.assertTrue(verdict["passed"])
        self.assertEqual([(s["verdict"], s["reason"], s["params"]) for s in verdict["secondJudge"]["signatures"]],
                         [("notJudged", "unavailable", {"reason": "officeMissing"})])
        self.assertIn("One judge: the second (xmlsec1) cannot be asked on this machine", portal.run("verify", container).stdout)

        self.use_helper(WRONG)
        verdict = portal.json("verify", container, code=INDETERMINATE)[0]
        self.assertFalse(verdict["passed"])
        self.assertTrue(verdict["secondJudge"]["disagrees"])
        self.assertIn("THE TWO JUDGES DISAGREE", portal.run("verify", container, code=INDETERMINATE).stdout)


if __name__ == "__main__":
    unittest.main()
