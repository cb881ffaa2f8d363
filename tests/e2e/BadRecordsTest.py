"""Records that cannot be right go back to the secretary, each with its reason; every other document is done."""
import shutil
import tempfile
import unittest

from portal import SOME_FAILED, Portal, sample

GOOD = ["app-001", "app-016", "app-019", "app-031"]
GOOD_MEALS = ["meal-01", "meal-03", "meal-14"]


class BadRecordsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="balalyk-e2e-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.portal = portal = Portal(cls.folder + "/portal")
        bad = [f"app-{n:03d}" for n in (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 20, 21)]
        portal.keep_only(GOOD + bad, GOOD_MEALS + ["meal-09", "meal-12"])
        portal.authorise_everything()

        portal.change("application", "app-003", child_pin="23113202190000")       # 31 November
        portal.sql("DELETE FROM application_attendance WHERE application_id = 'app-004' AND member_id = 'b1-01'")
        portal.sql("INSERT INTO application_attendance VALUES ('app-005', 90, 'b1-06')")        # inactive
        portal.sql("INSERT INTO application_attendance VALUES ('app-005', 91, 'tk-03')")        # of another commission
        portal.change("application", "app-006", protocol_number="  ")
        portal.change("application", "app-007", protocol_number=" №12/34 ")                     # app-001 has it
        portal.sql("INSERT INTO application_benefit VALUES ('app-008', 90, 'five-children')")
        portal.change("application", "app-009", child_surname="Ибра\x07имов\x00")
        portal.change("application", "app-010", child_given_name="Жа\u202eңыл\u200f\u200b")   # right-to-left marks
        portal.change("application", "app-011", comments="Узун түшүндүрмө. " * 1176)            # 20,000 characters
        portal.change("application", "app-002", comments="Узун түшүндүрмө. " * 12000)
        portal.change("application", "app-012", child_pin="1234")
        portal.change("application", "app-013", guardian_pin="2" + "01012199" + "00000")        # in the future
        portal.sql("DELETE FROM application_benefit WHERE application_id = 'app-014'")
        portal.change("application", "app-015", refusal_grounds="")
        portal.change("application", "app-020", sitting_date=None)
        portal.change("application", "app-021", child_surname="", child_given_name="", child_patronymic="")
        portal.sql("UPDATE uploaded_file SET content = ? WHERE id = 'meal-protocol-3.pdf'", b"PK\x03\x04 no PDF at all")
        portal.change("meal_subsidy", "meal-12", upload_id="lost.pdf")
        portal.change("application", "app-017", comments="Рахмат 😀 жана 中中")            # no font has them
        portal.sql("UPDATE application SET changed_at = 2100000000000 WHERE id = 'app-016'")   # the year 2036
        cls.done = portal.nightly(code=SOME_FAILED)
        cls.report = portal.report_file.read_text("utf-8")
        portal.change("application", "app-020", sitting_date="2025-03-04")
        portal.sql("UPDATE application SET decision = NULL WHERE id = 'app-003'")
        portal.nightly(code=None)

    def returned(self, key, code):
        state, problems = self.portal.state_of(key)
        self.assertEqual(state, "returned", problems)
        self.assertIn(code, problems)

    def published(self, key):
        self.assertEqual(self.portal.state_of(key), ("published", []))

    def test_good_records_beside_them_are_published(self):
        for key in GOOD + GOOD_MEALS:
            with self.subTest(key):
                self.published(key)

    def test_impossible_pin_is_returned_and_withdrawn_once_the_decision_is_taken_back(self):
        self.assertIn("pinImpossible", self.report)
        self.assertEqual(self.portal.state_of("app-003"), ("withdrawn", ["recordWithdrawn"]))

    def test_characters_without_a_glyph_go_back_to_the_secretary_all_of_them_shown(self):
        self.returned("app-017", "valueRefused")
        self.assertIn("😀 (U+1F600), 中 (U+4E2D)", self.portal.sql("SELECT problems FROM balalyk_document "
                                                                  "WHERE source_key = 'app-017'")[0][0])

    def test_a_row_of_the_future_is_published_and_reported_and_later_changes_are_seen(self):
        self.published("app-016")
        self.published("app-020")
        self.assertIn("recordTimesInFuture", self.report)

    def test_short_pin_is_returned(self):
        self.returned("app-012", "pinImpossible")

    def test_pin_of_the_future_is_returned(self):
        self.returned("app-013", "pinImpossible")

    def test_missing_chairperson_is_returned(self):
        self.returned("app-004", "chairpersonMissing")

    def test_inactive_and_foreign_members_never_appear(self):
        self.published("app-005")
        record = self.portal.sql("SELECT r.xml, d.flags FROM balalyk_record r JOIN balalyk_document d USING (sequence) "
                                 "WHERE d.source_key = 'app-005'")[0]
        members = {m["id"]: m for c in sample("commissions") for m in c["members"]}
        for member, flag in (("b1-06", "inactiveMemberLeftOut"), ("tk-03", "foreignMemberLeftOut")):
            self.assertNotIn(members[member]["surname"], record[0])
            self.assertIn(flag, record[1])

    def test_missing_protocol_number_is_returned(self):
        self.returned("app-006", "protocolNumberMissing")

    def test_number_used_twice_in_a_commission_and_year_is_returned(self):
        self.returned("app-007", "numberUsedTwice")

    def test_two_benefit_kinds_are_returned(self):
        self.returned("app-008", "benefitsSeveral")

    def test_no_benefit_kind_is_returned(self):
        self.returned("app-014", "benefitMissing")

    def test_control_characters_in_a_name_never_reach_a_protocol(self):
        self.returned("app-009", "nameHasForbiddenCharacters")

    def test_right_to_left_marks_in_a_name_never_reach_a_protocol(self):
        state, problems = self.portal.state_of("app-010")
        if state == "returned":
            self.assertIn("nameHasForbiddenCharacters", problems)
        else:
            xml, flags = self.portal.sql("SELECT r.xml, d.flags FROM balalyk_record r JOIN balalyk_document d USING (sequence) "
                                         "WHERE d.source_key = 'app-010'")[0]
            self.assertEqual(state, "published")
            self.assertFalse(set(xml) & set("\u202e\u200f\u200b"))
            self.assertIn("marksStripped", flags)

    def test_a_comment_of_twenty_thousand_characters_is_printed_whole_and_a_longer_one_returned(self):
        self.published("app-011")
        pages = self.portal.sql("SELECT pages FROM balalyk_document WHERE source_key = 'app-011'")[0][0]
        self.assertGreater(pages, 4)
        self.returned("app-002", "commentTooLong")

    def test_refusal_without_grounds_is_returned(self):
        self.returned("app-015", "refusalGroundsMissing")

    def test_missing_date_is_returned_and_the_corrected_record_published(self):
        self.assertIn("sittingDateMissing", self.report)
        self.published("app-020")

    def test_missing_name_is_returned(self):
        self.returned("app-021", "nameMissing")

    def test_upload_that_is_not_a_pdf_is_never_signed(self):
        state, problems = self.portal.state_of("meal-09")
        self.assertIn(state, ("returned", "quarantined"))
        self.assertTrue(problems)

    def test_upload_that_is_not_there_is_never_signed(self):
        state, problems = self.portal.state_of("meal-12")
        self.assertIn(state, ("returned", "quarantined"))
        self.assertTrue(problems)

    def test_the_report_names_every_one_of_them_without_personal_data(self):
        for code in ("pinImpossible", "chairpersonMissing", "protocolNumberMissing", "numberUsedTwice", "benefitsSeveral"):
            self.assertIn(code, self.report)
        for application in sample("applications"):
            for person in (application["child"], application["guardian"]):
                self.assertNotIn(person["pin"], self.report + self.done.stdout + self.done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
