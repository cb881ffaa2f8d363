"""What a chairperson's key may have wrong, and the way out: nothing is signed with what nobody could verify, the documents wait,
and once the key is right they are signed and published, those too that were signed wrongly before."""
import json
import pathlib
import subprocess
import unittest

from portal import SOME_FAILED, PortalTest, chairpersons

EACH = 2  # documents of each chairperson


class KeyTroubleTest(PortalTest):
    def setUp(self):
        self.portal_ = self.portal()
        self.commissions = list(chairpersons())
        self.first, self.member = self.commissions[0], chairpersons()[self.commissions[0]]["id"]
        self.records = {commission: [row[0] for row in self.portal_.sql(
            "SELECT id FROM application WHERE commission_id = ? AND decision IS NOT NULL AND refusal_grounds = '' "
            "ORDER BY id LIMIT ?", commission, EACH)] for commission in self.commissions}
        self.portal_.keep_only([record for records in self.records.values() for record in records])

    # ------------------------------------------------------------ the key

    def ring(self):
        return json.loads((self.portal_.keys / "keyring.json").read_text("utf-8"))

    def write_ring(self, **fields):
        """The first chairperson's entry with more fields."""
        ring = self.ring()
        for entry in ring["keys"]:
            if entry["member"] == self.member:
                entry.update(fields)
        (self.portal_.keys / "keyring.json").write_text(json.dumps(ring), "utf-8")

    def leave_the_leaf_alone(self):
        """The key file as certification centres give it: without the issuer's certificate."""
        file, password = self.portal_.keys / f"{self.member}.p12", self.portal_.passwords / f"{self.member}.password"
        whole = file.with_suffix(".pem")
        subprocess.run(["openssl", "pkcs12", "-in", file, "-clcerts", "-nodes", "-out", whole, "-passin", f"file:{password}"],
                       check=True, stderr=subprocess.DEVNULL)
        subprocess.run(["openssl", "pkcs12", "-export", "-in", whole, "-out", file, "-passout", f"file:{password}"], check=True,
                       stderr=subprocess.DEVNULL)
        whole.unlink()

    def trust(self, name):
        self.portal_.configure(keys_trustAnchors=self.portal_.keys / name)

    # ------------------------------------------------------------ what is seen

    def states(self, commission=None):
        return sorted({self.portal_.state_of(record)[0] for record in self.records[commission or self.first]})

    def problems(self):
        return {code for record in self.records[self.first] for code in self.portal_.state_of(record)[1]}

    def assertAllPublishedOnce(self):
        portal = self.portal_
        self.assertEqual(portal.states(), {"published": EACH * len(self.commissions)})
        containers = []
        for index, (_, _, digest) in enumerate(portal.containers()):
            containers.append(portal.folder / f"{index}.asice")
            containers[-1].write_bytes(portal.stored(digest))
        self.assertEqual([verdict["passed"] for verdict in portal.json("verify", *containers)], [True] * len(containers))
        self.assertEqual(portal.json("database", "verify")["unreferenced"], [])

    # ------------------------------------------------------------ tests

    def test_without_its_issuer_a_key_signs_nothing_until_the_issuer_is_given(self):
        portal = self.portal_
        portal.authorise_everything()
        self.leave_the_leaf_alone()
        night = portal.nightly(code=SOME_FAILED)
        self.assertEqual((self.states(), self.problems()), (["authorised"], {"certificateIssuerMissing"}))
        for commission in self.commissions[1:]:
            self.assertEqual(self.states(commission), ["published"])
        self.assertEqual(portal.sql("SELECT count(*) FROM balalyk_document WHERE container_digest IS NOT NULL "
                                    "AND chairperson_id = ?", self.member), [(0,)])
        for said in (night.stdout, night.stderr):  # once, not for each document
            self.assertEqual(said.count("Balalyk demo issuing authority"), 1, said)
        self.assertIn("certificates", night.stdout)
        self.write_ring(certificates="intermediate.pem")
        portal.nightly()
        self.assertAllPublishedOnce()

    def test_what_was_signed_with_a_certificate_that_nobody_can_verify_is_signed_again(self):
        portal = self.portal_
        portal.authorise_everything()
        self.leave_the_leaf_alone()
        self.trust("intermediate.pem")  # as an old version signed: nobody looked at the way to the root
        portal.run("nightly", env={"BALALYK_WORKER_STAGES": "fill,sign"})
        self.trust("anchors.pem")
        portal.run("worker", "--until-idle", env={"BALALYK_WORKER_STAGES": "publish"})
        self.assertEqual((self.states(), self.problems()), (["quarantined"], {"signatureNotValid"}))
        before = portal.sql("SELECT container_digest FROM balalyk_document WHERE state = 'quarantined' ORDER BY 1")
        # Nothing is corrected yet: they are to be signed again, and the key is looked at before.
        answer = portal.json("retry", "--all")
        self.assertEqual((len(answer["signAgain"]), answer["queued"]), (EACH, []))
        portal.nightly(code=SOME_FAILED)
        self.assertEqual((self.states(), self.problems()), (["authorised"], {"certificateIssuerMissing"}))
        self.write_ring(certificates="intermediate.pem")
        portal.nightly()
        self.assertAllPublishedOnce()
        kept = portal.sql("SELECT digest FROM balalyk_former_container ORDER BY 1")
        self.assertEqual(kept, before, "the containers that were not published are kept")
        self.assertFalse(set(kept) & {(digest,) for _, _, digest in portal.containers()})

    def test_a_container_that_can_be_published_after_all_is_not_signed_again(self):
        portal = self.portal_
        portal.authorise_everything()
        portal.run("nightly", env={"BALALYK_WORKER_STAGES": "fill,sign"})
        other = portal.folder / "other.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "/dev/null", "-subj", "/CN=other",
                        "-out", other], check=True, stderr=subprocess.DEVNULL)
        portal.configure(keys_trustAnchors=other)
        portal.run("worker", "--until-idle", env={"BALALYK_WORKER_STAGES": "publish"})
        self.assertEqual(portal.states(), {"quarantined": EACH * len(self.commissions)})
        digests = portal.sql("SELECT container_digest FROM balalyk_document ORDER BY id")
        self.trust("anchors.pem")
        answer = portal.json("retry", "--all")
        self.assertEqual((len(answer["queued"]), answer["signAgain"]), (EACH * len(self.commissions), []))
        portal.nightly()
        self.assertAllPublishedOnce()
        self.assertEqual(portal.sql("SELECT container_digest FROM balalyk_document ORDER BY id"), digests)

    def test_the_chairperson_who_comes_signs_what_waits_for_the_password(self):
        portal = self.portal_
        portal.authorise_everything()
        password = portal.password(self.first)
        (portal.passwords / f"{self.member}.password").unlink()
        portal.nightly(code=SOME_FAILED)
        self.assertEqual((self.states(), self.problems()), (["authorised"], {"keyPasswordMissing"}))
        waiting = portal.json("authorise", "list", "--commission", self.first)["waiting"]
        self.assertEqual([len(batch["documents"]) for batch in waiting], [EACH])
        self.assertIn("authorised already", portal.run("authorise", "list", "--commission", self.first).stdout)
        portal.run("authorise", "batch", "--all", "--commission", self.first, password=password)
        self.assertAllPublishedOnce()

    def test_revoked_while_set_aside_a_document_waits_for_the_chairperson_again(self):
        portal = self.portal_
        portal.nightly()
        password = portal.password(self.first)
        portal.run("authorise", "batch", "--all", "--commission", self.first, "--later", password=password)
        for record in self.records[self.first]:
            # As after five tries of a stage that failed.
            portal.sql("UPDATE balalyk_document SET attempts = 5, lease_worker = 'lost', lease_until = 0, ready_at = 0 WHERE id = ?",
                       portal.document_id(record))
        portal.run("worker", "--until-idle", env={"BALALYK_WORKER_STAGES": "sign"})
        self.assertEqual((self.states(), self.problems()), (["quarantined"], {"workerLost"}))
        authorisation = portal.sql("SELECT id FROM balalyk_authorisation")[0][0]
        portal.run("authorise", "revoke", authorisation, password=password)
        answer = portal.json("retry", "--all")
        self.assertEqual((len(answer["toChairperson"]), answer["queued"]), (EACH, []))
        self.assertEqual((self.states(), self.problems()), (["sent"], {"notAuthorised"}))
        portal.run("authorise", "batch", "--all", "--commission", self.first, password=password)
        self.assertEqual(self.states(), ["published"])

    def test_a_key_or_password_that_everybody_may_read_is_not_used(self):
        portal = self.portal_
        portal.authorise_everything()
        for file, code in ((portal.keys / f"{self.member}.p12", "keyFileExposed"),
                           (portal.passwords / f"{self.member}.password", "keyPasswordExposed")):
            pathlib.Path(file).chmod(0o604)
            portal.nightly(code=SOME_FAILED)
            self.assertEqual((self.states(), self.problems()), (["authorised"], {code}))
            pathlib.Path(file).chmod(0o600)
        portal.nightly()
        self.assertAllPublishedOnce()


if __name__ == "__main__":
    unittest.main(verbosity=2)
