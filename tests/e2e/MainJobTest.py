"""The main job from end to end on the whole sample portal, and the voucher lists month by month."""
import json
import re
import unittest

from portal import PortalTest, sample


class WholePortalTest(PortalTest):
    def test_decided_records_become_published_once_their_chairperson_authorised_them(self):
        portal = self.portal(settings={"office.slots": "2"})
        for commission in ("bishkek-1may", "bazar-korgon-arstanbap"):
            portal.authorise_standing(commission)
        first = portal.nightly()

        states = dict(portal.sql("SELECT commission_id || ' ' || state, count(*) FROM balalyk_document GROUP BY 1"))
        waiting = states.pop("tokmok sent")
        self.assertEqual(set(states), {"bishkek-1may published", "bazar-korgon-arstanbap published"}, portal.report())
        self.assertGreater(waiting, 0)
        self.assertIn("tokmok", first.stdout, "it says who is waited for")
        self.assertEqual(portal.sql("SELECT count(*) FROM balalyk_document WHERE commission_id = 'tokmok' AND "
                                    "container_digest IS NOT NULL")[0][0], 0, "nothing is signed without an authorisation")

        listed, = portal.json("authorise", "list", "--commission", "tokmok")["waiting"]
        self.assertEqual(len(listed["documents"]), waiting)
        portal.run("authorise", "batch", "--all", "--commission", "tokmok", "--digest", listed["batchDigest"],
                   password=portal.password("tokmok"))
        self.assertEqual(set(portal.states()), {"published"})
        decided = sum(a["status"] in ("approved", "rejected") for a in sample("applications"))
        self.assertEqual(portal.states()["published"], decided + len(sample("meals")) + len(sample("kindergartens")))

        before = portal.sql("SELECT count(*) FROM balalyk_audit WHERE document_id <> ''")
        portal.nightly()
        self.assertEqual(portal.sql("SELECT count(*) FROM balalyk_audit WHERE document_id <> ''"), before, "a second run does nothing")
        portal.run("database", "verify")

        containers = []
        for index, (_, _, digest) in enumerate(portal.containers()):
            containers.append(portal.folder / f"{index}.asice")
            containers[-1].write_bytes(portal.stored(digest))
        verdicts = portal.json("verify", *containers)
        self.assertEqual({verdict["passed"] for verdict in verdicts}, {True})

    def test_no_log_report_or_argument_holds_personal_data_or_passwords(self):
        portal = self.portal(settings={"office.slots": "2", "log.level": "debug"})
        portal.authorise_everything()
        done = portal.nightly()
        reported = done.stdout + done.stderr + portal.report_file.read_text("utf-8")
        members = [member for commission in sample("commissions") for member in commission["members"]]
        shown = reported + json.dumps(portal.json("find", "--limit", "1000")) + json.dumps(portal.json("status"))
        for person in members + [a["guardian"] for a in sample("applications")]:
            for value in filter(None, (person["phone"], person["email"])):
                self.assertNotIn(value, shown)
        for record in sample("applications") + sample("meals"):
            for person in filter(None, (record.get("child"), record.get("guardian"))):
                self.assertNotIn(person["pin"], reported)
                if record.get("status") != "draft":
                    self.assertNotRegex(reported, rf"\b{re.escape(person['surname'].strip())}\b")
        self.assertNotIn(portal.password("tokmok"), reported)
        self.assertNotIn(portal.password("tokmok").encode(), portal.database.read_bytes())


class VoucherListTest(PortalTest):
    def lists(self, portal):
        return portal.sql("SELECT source_key, revision, state FROM balalyk_document WHERE kind = 'voucher-list' ORDER BY 1, 2")

    def test_a_list_is_superseded_only_when_something_changed(self):
        portal = self.portal()
        portal.keep_only(vouchers=True)
        portal.sql("DELETE FROM voucher WHERE kindergarten_id NOT IN ('kg-tokmok-5', 'kg-arstanbap-1')")
        portal.authorise_everything()
        portal.nightly()
        first = self.lists(portal)
        self.assertEqual([(revision, state) for _, revision, state in first], [(1, "published")] * 2)

        portal.sql("UPDATE voucher SET changed_at = changed_at + 5000")     # touched, the same
        portal.nightly()
        self.assertEqual(self.lists(portal), first)

        gone = portal.sql("SELECT id FROM voucher WHERE kindergarten_id = 'kg-tokmok-5' ORDER BY id LIMIT 1")[0][0]
        portal.sql("DELETE FROM voucher WHERE id = ?", gone)
        portal.nightly()
        self.assertEqual([(key.split("/")[0], revision, state) for key, revision, state in self.lists(portal)],
                         [("kg-arstanbap-1", 1, "published"), ("kg-tokmok-5", 1, "superseded"), ("kg-tokmok-5", 2, "published")])

        portal.sql("DELETE FROM voucher WHERE kindergarten_id = 'kg-tokmok-5'")     # the last ones ended
        portal.nightly()
        portal.nightly()
        self.assertEqual([(key.split("/")[0], revision, state) for key, revision, state in self.lists(portal)][-1],
                         ("kg-tokmok-5", 3, "published"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
