"""The receipt of a batch: what became of each document that the chairperson authorised, signed with the chairperson's own key."""
import io
import json
import shutil
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
import zipfile

from portal import CANNOT_RUN, SOME_FAILED, Portal, PortalTest

KEPT, CHANGED, LOST = RECORDS = ["app-019", "app-020", "app-022"]
RECEIPT = "{https://balalyk.edu.gov.kg/ns/receipt/1}"
COMMISSION = "tokmok"


class ReceiptTest(PortalTest):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.mkdtemp(prefix="balalyk-e2e-")
        cls.addClassCleanup(shutil.rmtree, folder, ignore_errors=True)
        cls.drafted = Portal(folder + "/portal")
        cls.drafted.keep_only(RECORDS)
        cls.drafted.nightly()
        assert cls.drafted.states() == {"sent": len(RECORDS)}, cls.drafted.states()

    def setUp(self):
        self.small = self.portal(like=self.drafted)
        self.ids = {key: self.small.document_id(key) for key in RECORDS}
        self.reviewed = dict(self.small.sql("SELECT id, content_digest FROM balalyk_document"))

    def authorise(self, *arguments, code=0):
        waiting = self.small.json("authorise", "list", "--commission", COMMISSION)["waiting"]
        self.assertEqual([len(batch["documents"]) for batch in waiting], [len(RECORDS)])
        return self.small.json("authorise", "batch", "--all", "--commission", COMMISSION, "--digest", waiting[0]["batchDigest"], *arguments,
                               password=self.small.password(COMMISSION), code=code)

    def file_of(self, document):
        """Where the store keeps the document's first file."""
        (digest,) = self.small.sql("SELECT f.digest FROM balalyk_file f JOIN balalyk_document d USING (sequence) WHERE d.id = ?",
                                   document)[0]
        (path,) = [path for path in self.small.store.rglob(f"*{digest[-16:]}*") if path.is_file()]
        return path

    def receipt(self, authorisation, code=0):
        """As the program reports it, and the container that it writes."""
        file = self.folder() / "receipt.asice"
        reported = self.small.run("authorise", "receipt", authorisation, "--to-file", file, "--json", code=code,
                              password=self.small.password(COMMISSION))
        return (json.loads(reported.stdout), file) if code == 0 else (reported.stderr, file)

    def outcomes(self, reported):
        return {document["id"]: document["outcome"] for document in reported["documents"]}

    def listed(self, file):
        with zipfile.ZipFile(file) as container:
            return ElementTree.fromstring(container.read("receipt.xml")), container.read("receipt.txt").decode("utf-8")

    # ------------------------------------------------------------

    def test_the_night_s_receipt_distinguishes_signed_failed_and_skipped(self):
        authorised = self.authorise("--later")
        self.assertNotIn("receipt", authorised)
        authorisation = authorised["authorisation"]["id"]
        refusal, _ = self.receipt(authorisation, code=CANNOT_RUN)
        self.assertIn("still wait", refusal)
        self.small.change("application", CHANGED, comments="Каралгандан кийин өзгөрдү.")
        self.file_of(self.ids[LOST]).unlink()
        self.small.nightly(code=SOME_FAILED)

        (kept,) = self.small.sql("SELECT receipt_digest FROM balalyk_authorisation WHERE id = ?", authorisation)[0]
        self.assertTrue(kept, "the night signs it")
        reported, file = self.receipt(authorisation)
        self.assertEqual(file.read_bytes(), self.small.stored(kept))
        self.assertEqual(reported["digest"], kept)
        expected = {self.ids[KEPT]: "signed", self.ids[CHANGED]: "skipped", self.ids[LOST]: "failed"}
        self.assertEqual(self.outcomes(reported), expected)
        self.assertEqual([reported[outcome] for outcome in ("signed", "failed", "skipped", "waiting")], [1, 1, 1, 0])

        xml, text = self.listed(file)
        documents = {entry.get("id"): entry for entry in xml.findall(RECEIPT + "document")}
        self.assertEqual({id_: entry.get("outcome") for id_, entry in documents.items()}, expected)
        self.assertEqual({id_: entry.get("digest") for id_, entry in documents.items()}, self.reviewed)
        self.assertEqual(xml.get("batchDigest"), authorised["authorisation"]["batchDigest"])
        self.assertTrue(self.small.stored(xml.get("statement")), "it names the act of authorisation")
        self.assertEqual(documents[self.ids[KEPT]].get("container"), self.small.containers()[0][2])
        self.assertEqual(documents[self.ids[LOST]].get("problem"), "fileMissing")
        for digest in self.reviewed.values():
            self.assertIn(digest, text)

    def test_it_is_signed_with_the_chairperson_s_key_and_a_changed_byte_is_noticed(self):
        authorised = self.authorise()
        self.assertEqual(set(self.outcomes(authorised["receipt"]).values()), {"signed"})
        _, file = self.receipt(authorised["authorisation"]["id"])
        (verdict,) = self.small.json("verify", file)
        self.assertTrue(verdict["passed"])
        (signature,) = verdict["report"]["signatures"]
        self.assertEqual(signature["signer"]["certificateSha256"], authorised["authorisation"]["certificateDigest"])
        published = self.small.sql("SELECT DISTINCT certificate_digest FROM balalyk_document")
        self.assertEqual(published, [(signature["signer"]["certificateSha256"],)])
        whole = file.read_bytes()
        with zipfile.ZipFile(io.BytesIO(whole)) as container:
            starts = [whole.index(container.read(name)) for name in ("receipt.xml", "receipt.txt", "META-INF/signatures0.xml")]
        for start in starts:
            for place in (start, start + 300):
                bytes_ = bytearray(whole)
                bytes_[place] ^= 1
                file.write_bytes(bytes_)
                self.assertFalse(self.small.json("verify", file, code=SOME_FAILED)[0]["passed"], place)

    def test_a_batch_taken_back_before_it_was_signed_says_so(self):
        authorisation = self.authorise("--later")["authorisation"]["id"]
        self.small.run("authorise", "revoke", authorisation, password=self.small.password(COMMISSION))
        self.small.nightly(code=None)
        reported, file = self.receipt(authorisation)
        self.assertEqual(self.outcomes(reported), {id_: "skipped" for id_ in self.reviewed})
        self.assertEqual(self.small.states(), {"sent": len(RECORDS)})
        self.assertTrue(self.small.json("verify", file)[0]["passed"])

    def test_a_document_corrected_after_the_receipt_gets_a_new_one(self):
        path = self.file_of(self.ids[LOST])
        backup = path.read_bytes()
        path.unlink()
        authorised = self.authorise(code=SOME_FAILED)
        authorisation = authorised["authorisation"]["id"]
        self.assertEqual(self.outcomes(authorised["receipt"])[self.ids[LOST]], "failed")
        path.write_bytes(backup)
        self.small.run("retry", self.ids[LOST])
        self.small.nightly()
        reported, file = self.receipt(authorisation)
        self.assertEqual(set(self.outcomes(reported).values()), {"signed"})
        xml, _ = self.listed(file)
        self.assertEqual({entry.get("outcome") for entry in xml.findall(RECEIPT + "document")}, {"signed"})
        self.assertNotEqual(reported["digest"], authorised["receipt"]["digest"])
        self.assertTrue(self.small.json("verify", file)[0]["passed"])

    def test_a_standing_authorisation_has_none(self):
        self.small.authorise_standing(COMMISSION)
        self.small.nightly()
        self.assertEqual(self.small.states(), {"published": len(RECORDS)})
        (standing,) = self.small.json("authorise", "list", "--commission", COMMISSION)["authorisations"]
        refusal, file = self.receipt(standing["id"], code=CANNOT_RUN)
        self.assertIn("only a batch has a receipt", refusal)
        self.assertFalse(file.exists())
        self.assertNotIn("receiptDigest", standing)


if __name__ == "__main__":
    unittest.main(verbosity=2)
