"""Levels of signatures in the nightly run, with a real time-stamp authority and a real OCSP responder: reached, left for later
by an outage or a quota, and refused to revoked signers."""
import json
import pathlib
import shutil
import tempfile
import time
import unittest

from portal import SOME_FAILED, Portal, PortalTest, chairpersons
from services import PASSWORD, Services

RECORDS = ["app-001", "app-002", "app-003"]


class LevelsTest(PortalTest):
    @classmethod
    def setUpClass(cls):
        cls.shared = pathlib.Path(tempfile.mkdtemp(prefix="balalyk-levels-"))
        cls.addClassCleanup(shutil.rmtree, cls.shared, ignore_errors=True)
        cls.services = Services(cls.shared / "ring")
        cls.addClassCleanup(cls.services.close)
        # Drafted once: no test makes the same PDFs again.
        cls.drafted = Portal(cls.shared / "portal")
        cls.drafted.keep_only(RECORDS)
        shutil.rmtree(cls.drafted.keys)
        cls.drafted.keys.symlink_to(cls.services.folder)
        cls.drafted.set_passwords({member["id"]: PASSWORD for member in chairpersons().values()})
        cls.drafted.nightly()
        assert cls.drafted.states() == {"sent": len(RECORDS)}, cls.drafted.states()

    def setUp(self):
        for path in ("/tsa", "/ocsp"):
            self.services.down(path, False)
        for member in chairpersons().values():
            self.services.status(member["id"], "good")

    def portal_with(self, level, allowed=True, **settings):
        portal = Portal(self.folder() / "portal", settings=self.services.settings(level, **settings), like=self.drafted)
        if allowed:
            portal.authorise_everything()
        return portal

    def levels(self, portal):
        return sorted(level for (level,) in portal.sql("SELECT level FROM balalyk_document WHERE state = 'published'"))

    def problems(self, portal):
        return {problem["code"] for (text,) in portal.sql("SELECT problems FROM balalyk_document") for problem in json.loads(text)}

    def found_by_verify(self, portal):
        files = []
        for _, _, digest in portal.containers():
            files.append(portal.folder / f"{digest}.asice")
            files[-1].write_bytes(portal.stored(digest))
        return sorted(signature["level"] for entry in portal.json("verify", *files) for signature in entry["report"]["signatures"])

    def test_a_night_reaches_the_level_that_is_wanted_and_every_report_names_it(self):
        portal = self.portal_with("B-LTA")
        before = self.services.asked("/ocsp")
        summary = portal.nightly().stdout
        self.assertEqual(self.levels(portal), ["B-LTA"] * 3)
        self.assertEqual(self.found_by_verify(portal), ["B-LTA"] * 3)
        # Three signers, their issuer, the time stamps' authority: once for all documents.
        self.assertLessEqual(self.services.asked("/ocsp") - before, 5)
        self.assertEqual(portal.report()["levels"], {"B-LTA": 3})
        self.assertIn("B-LTA", summary)
        self.assertEqual(portal.json("status")["levels"], {"B-LTA": 3})
        self.assertEqual({document["level"] for document in portal.json("find", "--state", "published")}, {"B-LTA"})
        exported = portal.json("export", portal.document_id(RECORDS[0]), "--to", portal.folder / "out")
        self.assertIn("B-LTA", [entry.get("level") for entry in exported])
        events = portal.sql("SELECT detail FROM balalyk_audit WHERE event = 'upgraded'")
        self.assertEqual(len(events), 3)
        for (detail,) in events:
            former = json.loads(detail)["formerContainerDigest"]
            self.assertTrue(portal.stored(former))
        self.assertEqual(portal.sql("SELECT max(revision) FROM balalyk_document"), [(1,)])
        portal.run("database", "verify")

    def test_an_outage_of_the_authority_delays_the_level_not_the_document(self):
        portal = self.portal_with("B-LT")
        self.services.down("/tsa")
        portal.nightly(code=SOME_FAILED)
        self.assertEqual(portal.states(), {"published": 3})
        self.assertEqual(self.levels(portal), ["B-B"] * 3)
        self.assertLessEqual(self.problems(portal), {"serviceUnreachable", "serviceSuspended"})
        self.services.down("/tsa", False)
        portal.nightly()
        self.assertEqual(self.levels(portal), ["B-LT"] * 3)
        self.assertEqual(self.problems(portal), set())

    def test_an_outage_half_way_keeps_what_was_reached(self):
        portal = self.portal_with("B-LT", **{"revocation.unanswered": "proceed",
                                             "revocation.crlUrl": self.services.of_root(self.services.url("/nowhere"))})
        self.services.down("/ocsp")
        portal.nightly(code=SOME_FAILED)
        self.assertEqual(self.levels(portal), ["B-T"] * 3)
        self.assertEqual(self.problems(portal), {"revocationUnreachable"})
        # Heard by all who watch the engine, as trouble of that service and of no document.
        self.assertEqual({trouble["code"] for trouble in portal.report()["troubles"]}, {"revocationUnreachable"})
        self.services.down("/ocsp", False)
        portal.configure(revocation_crlUrl=self.services.of_root(self.services.url("/root.crl")))
        stamps = self.services.asked("/tsa")
        portal.nightly()
        self.assertEqual(self.levels(portal), ["B-LT"] * 3)
        self.assertEqual(self.services.asked("/tsa"), stamps)

    def overdue_list_delays(self, portal, hours, problem):
        """With the root's list overdue for so many hours the signatures reach B-T, and the rest when there is a new one."""
        times = [time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() - 3600 * ago)) for ago in (hours + 240, hours)]
        self.services.authorities_list("-crl_lastupdate", times[0], "-crl_nextupdate", times[1])
        self.addCleanup(self.services.authorities_list)
        stamps = self.services.asked("/tsa")
        portal.nightly(code=SOME_FAILED)
        self.assertEqual((portal.states(), self.levels(portal)), ({"published": 3}, ["B-T"] * 3))
        self.assertEqual(self.problems(portal), {problem})
        self.assertEqual({trouble["code"] for trouble in portal.report()["troubles"]}, {problem})
        self.assertEqual(self.found_by_verify(portal), ["B-T"] * 3)
        self.assertEqual(self.services.asked("/tsa") - stamps, 3, "no archive time stamp for what does not hold")
        # Still overdue: it waits, and is neither given up nor paid for again.
        for _ in range(2):
            portal.nightly(code=SOME_FAILED)
        self.assertEqual(portal.json("status")["upgradesStopped"], [])
        self.assertEqual(self.services.asked("/tsa") - stamps, 3)
        self.services.authorities_list()
        portal.nightly()
        self.assertEqual(self.levels(portal), ["B-LTA"] * 3)
        self.assertEqual(self.found_by_verify(portal), ["B-LTA"] * 3)
        self.assertEqual(self.problems(portal), set())
        self.assertEqual(self.services.asked("/tsa") - stamps, 6)

    def test_an_overdue_list_delays_the_level_and_what_was_reached_is_kept(self):
        self.overdue_list_delays(self.portal_with("B-LTA", **{"revocation.unanswered": "proceed"}), 7200, "revocationRefused")

    def test_so_does_one_that_may_still_serve_but_does_not_prove(self):
        """Overdue for less than revocation.tolerance: the documents are signed by it, but the verifier says TRY_LATER."""
        self.overdue_list_delays(self.portal_with("B-LTA", **{"revocation.tolerance": "1d"}), 12, "revocationOverdue")

    def test_the_quota_of_a_day_is_kept_and_the_rest_follows_on_the_next(self):
        portal = self.portal_with("B-T", **{"timestamps.quota": "2"})
        before = self.services.asked("/tsa")
        portal.nightly(code=SOME_FAILED)
        self.assertEqual(self.levels(portal), ["B-B", "B-T", "B-T"])
        self.assertEqual(self.problems(portal), {"timeStampQuotaSpent"})
        self.assertEqual(self.services.asked("/tsa") - before, 2)
        portal.sql("UPDATE balalyk_quota SET day = '2020-01-01'")
        portal.nightly()
        self.assertEqual(self.levels(portal), ["B-T"] * 3)

    def test_an_archive_rises_when_a_higher_level_is_wanted(self):
        portal = self.portal_with("B-B")
        portal.nightly()
        self.assertEqual(self.levels(portal), ["B-B"] * 3)
        portal.configure(signatures_level="B-T")
        portal.nightly()
        self.assertEqual(self.levels(portal), ["B-T"] * 3)
        self.assertEqual(portal.report()["raised"], 3)

    def test_nothing_is_signed_with_a_revoked_or_unknown_certificate(self):
        for status, problem in (("revoked", "signerRevoked"), ("unknown", "signerUnknown")):
            portal = self.portal_with("B-B", **{"revocation.check": "true"})
            for member in chairpersons().values():
                self.services.status(member["id"], status)
            portal.nightly(code=SOME_FAILED)
            self.assertEqual(portal.states(), {"authorised": 3}, status)
            self.assertEqual(self.problems(portal), {problem})

    def test_an_answer_that_anybody_could_have_signed_is_none(self):
        for path in ("/ocsp-512", "/ocsp-sha1", "/ocsp-old"):
            portal = self.portal_with("B-B", **{"revocation.check": "true",
                                                "revocation.ocspUrl": self.services.of_issuing(self.services.url(path))})
            night = portal.nightly(code=SOME_FAILED)
            self.assertEqual((portal.states(), self.problems(portal)), ({"authorised": 3}, {"revocationRefused"}), path)
            self.assertIn("not accepted any more", night.stdout)

    def revoke_everybody(self):
        for member in chairpersons().values():
            self.services.status(member["id"], "revoked")

    def test_a_revoked_signer_signs_nothing_while_nobody_answers_about_its_issuer(self):
        # The address is for the chairpersons alone; that of the issuer is in no certificate and in no setting.
        portal = self.portal_with("B-B", **{"revocation.check": "true", "revocation.ocspUrl": self.services.url("/ocsp"),
                                            "revocation.crlUrl": ""})
        self.revoke_everybody()
        for setting in ("wait", "proceed"):
            portal.configure(revocation_unanswered=setting)
            portal.nightly(code=SOME_FAILED)
            self.assertEqual(portal.states(), {"authorised": 3})
            self.assertEqual(self.problems(portal), {"signerRevoked"})

    def test_a_list_of_full_scope_is_believed(self):
        members = [member["id"] for member in chairpersons().values()]
        scope = "critical,fullname:URI:http://ca.example/all.crl"
        everybody = self.services.make_list("everybody.crl", members, scope)
        nobody = self.services.make_list("nobody.crl", [], scope)
        lists = lambda url: f"{self.services.of_issuing(url)}, {self.services.of_root(self.services.url('/root.crl'))}"
        portal = self.portal_with("B-B", **{"revocation.check": "true", "revocation.ocspUrl": "",
                                            "revocation.crlUrl": lists(everybody)})
        portal.nightly(code=SOME_FAILED)
        self.assertEqual(portal.states(), {"authorised": 3})
        self.assertEqual(self.problems(portal), {"signerRevoked"})
        portal.configure(revocation_crlUrl=lists(nobody))
        portal.nightly()
        self.assertEqual(portal.states(), {"published": 3})

    def test_an_old_list_is_not_an_answer_and_the_setting_says_what_follows(self):
        old = self.services.make_list("old.crl", age_days=2000)
        portal = self.portal_with("B-B", **{
            "revocation.check": "true", "revocation.ocspUrl": "",
            "revocation.crlUrl": f"{old}, {self.services.of_root(self.services.url('/root.crl'))}"})
        portal.nightly(code=SOME_FAILED)
        self.assertEqual(portal.states(), {"authorised": 3})
        self.assertEqual(self.problems(portal), {"revocationRefused"})
        status = portal.json("status")
        waiting = [(each["state"], each["problem"]["code"]) for each in status["waiting"]]
        self.assertEqual(set(waiting), {("authorised", "revocationRefused")})
        self.assertEqual(sum(each["count"] for each in status["waiting"]), 3)
        self.assertIn(old, portal.run("status").stdout)
        self.assertEqual({trouble["code"] for trouble in portal.report()["troubles"]}, {"revocationRefused"})

        portal.configure(revocation_unanswered="proceed")
        summary = portal.nightly(code=SOME_FAILED).stdout
        self.assertEqual(portal.states(), {"published": 3})
        self.assertIn(old, summary)
        for reported in (portal.report(), portal.json("status")):
            self.assertEqual({each["problem"]["code"] for each in reported["unanswered"]}, {"revocationRefused"})
            self.assertEqual(sum(each["count"] for each in reported["unanswered"]), 3)
        self.assertIn(old, portal.run("status").stdout)

    def test_a_wrong_authority_uses_up_nothing_and_the_next_one_is_asked(self):
        wrong = [self.services.url(f"/tsa-{what}") for what in ("no-certificate", "html", "signature", "sha1")]
        portal = self.portal_with("B-T", **{"timestamps.urls": ", ".join(wrong), "worker.attempts": "1"})
        for _ in range(2):
            portal.nightly(code=SOME_FAILED)
            self.assertEqual(portal.states(), {"published": 3})
            self.assertEqual(self.levels(portal), ["B-B"] * 3)
            self.assertLessEqual(self.problems(portal), {"timeStampRefused", "serviceSuspended"})
            self.assertEqual({trouble["code"] for trouble in portal.report()["troubles"]}, {"timeStampRefused"})
        self.assertEqual(sum(each["count"] for each in portal.json("status")["waiting"]), 3)
        portal.configure(timestamps_urls=", ".join([*wrong, self.services.secure_url("/tsa")]),
                         timestamps_tlsTrustAnchors=str(self.services.folder / "anchors.pem"))
        portal.nightly(code=SOME_FAILED)    # all done, but four authorities are wrong
        self.assertEqual(self.levels(portal), ["B-T"] * 3)
        self.assertEqual(self.problems(portal), set())

    def test_what_was_signed_before_the_revocation_was_known_is_not_published(self):
        portal = self.portal_with("B-B", **{"revocation.check": "true", "worker.stages": "sign"})
        portal.nightly()
        self.assertEqual(portal.states(), {"signed": 3})
        for member in chairpersons().values():
            self.services.status(member["id"], "revoked")
        portal.configure(worker_stages="publish")
        portal.nightly(code=SOME_FAILED)
        self.assertEqual(portal.states(), {"quarantined": 3})
        self.assertEqual(self.problems(portal), {"signatureOfRevoked"})

    def test_a_signer_that_turns_out_to_be_revoked_gets_no_level_and_is_reported(self):
        portal = self.portal_with("B-B")
        portal.nightly()
        for member in chairpersons().values():
            self.services.status(member["id"], "revoked")
        portal.configure(signatures_level="B-LT")
        portal.nightly(code=SOME_FAILED)
        self.assertEqual((portal.states(), self.levels(portal)), ({"published": 3}, ["B-B"] * 3))
        self.assertEqual(self.problems(portal), {"upgradeNotValid"})
        portal.nightly()    # given up until a person retries it
        self.assertEqual(len(portal.json("status", code=SOME_FAILED)["upgradesStopped"]), 3)
        said = portal.run("status", "--limit", "2", code=SOME_FAILED).stdout
        self.assertIn("stopped (3)", said)
        self.assertIn("balalyk retry", said)
        for member in chairpersons().values():
            self.services.status(member["id"], "good")
        self.assertEqual(len(portal.json("retry", "--all")["queued"]), 3)
        portal.nightly()
        self.assertEqual(self.levels(portal), ["B-LT"] * 3)
        self.assertEqual(portal.json("status")["upgradesStopped"], [])

    def test_evidence_waits_for_the_authority_and_is_renewed_for_the_whole_archive(self):
        portal = self.portal_with("B-B", **{"evidence.nightly": "true"})
        self.services.down("/tsa")
        portal.nightly(code=SOME_FAILED)
        self.assertEqual(portal.states(), {"published": 3})
        self.assertEqual(portal.json("evidence", "status")["unsealed"], 3)
        self.services.down("/tsa", False)
        stamps = self.services.asked("/tsa")
        portal.nightly()
        status = portal.json("evidence", "status")
        self.assertEqual((status["sealed"], status["unsealed"], status["renewalDue"]), (3, 0, False))
        portal.run("evidence", "renew")
        portal.run("evidence", "renew", "--rehash", "SHA-512")
        self.assertEqual(self.services.asked("/tsa") - stamps, 3)
        exported = portal.json("export", portal.document_id(RECORDS[0]), "--to", portal.folder / "out", "--with-evidence")
        container = [entry["file"] for entry in exported if entry["file"].endswith(".asice")]
        report = portal.json("verify", *container)[0]["report"]
        self.assertEqual(report["indication"], "TOTAL-PASSED")
        self.assertTrue(report["signatures"][0]["evidenceRecord"])
        self.assertEqual(len(report["evidenceRecords"][0]["timeProofs"]), 3)
        portal.run("database", "verify")


if __name__ == "__main__":
    unittest.main(verbosity=2)
