#include "connectors/database/ViewCheck.h"

#include <boost/test/unit_test.hpp>

#include "ForeignView.h"
#include "PortalFixture.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

const std::string kApplications = "balalyk_decided_application";
const std::string kMeals = "balalyk_meal_subsidy";
const std::string kHolders = "balalyk_voucher_holder";
const std::string kUploads = "balalyk_upload";

struct CheckedPortal : Portal {
  CheckedPortal() {
    for (const auto* key : {"A1", "A2", "A3"}) {
      auto given = application(key);
      given.benefits = {categories[0]};
      tables.put(given, PortalTables::Decision::approved);
    }
    tables.put(MealSubsidy{.origin = {.key = "S1"},
                           .commission = commission,
                           .protocolNumber = "1",
                           .sittingDate = day(2026, 11, 2),
                           .child = application("A1").child,
                           .ticked = {chairperson},
                           .uploadId = "U1"});
    tables.putUpload("U1", "протокол.pdf", "%PDF-1.7");
    tables.put(holder("V1", day(2026, 1, 1), day(2026, 12, 31)), "G1", "", true);
  }

  // "12 K1: problem(…)" of each finding of a view; the count and the first key of those that are of rows.
  std::vector<std::string> findings(const std::string& view) {
    for (const auto& one : checkViews(connection()).views) {
      if (one.name != view) continue;
      std::vector<std::string> texts;
      for (const auto& finding : one.findings)
        texts.push_back((finding.count > 0 ? std::to_string(finding.count) + " " + finding.key + ": " : "") +
                        toString(finding.problem));
      return texts;
    }
    return {"no such view was looked at"};
  }

  void finds(const std::string& view, const std::vector<std::string>& wanted) {
    BOOST_TEST(findings(view) == wanted, boost::test_tools::per_element());
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ViewsChecked, CheckedPortal)

BOOST_AUTO_TEST_CASE(views_that_are_as_they_must_be_are_counted_and_fine) {
  const auto report = checkViews(connection());
  BOOST_CHECK(report.fine());
  BOOST_REQUIRE_EQUAL(report.views.size(), 5u);
  std::vector<std::int64_t> rows;
  for (const auto& view : report.views) rows.push_back(view.rows);
  BOOST_TEST(rows == (std::vector<std::int64_t>{3, 1, 1, 1, 2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_missing_view_and_missing_columns_are_named) {
  sql("DROP VIEW " + kMeals);
  sql("DROP VIEW " + kUploads);
  sql("CREATE VIEW " + kUploads + " AS SELECT id, content FROM uploaded_file");
  finds(kMeals, {"viewMissing(view=" + kMeals + ")"});
  finds(kUploads, {"viewColumnMissing(column=size, view=" + kUploads + ")"});
  finds(kApplications, {});
}

BOOST_AUTO_TEST_CASE(a_commission_with_an_unknown_way_of_sending_is_named) {
  sql("UPDATE commission SET sending = 'sometimes'");
  finds("balalyk_commission_sending", {"2 K1: columnUnreadable(column=sending, found=otherWord)"});
}

BOOST_AUTO_TEST_CASE(values_that_cannot_be_read_are_counted_by_column_with_the_first_row) {
  showInstead(*this, kApplications,
              {{"approved", "CASE WHEN key = 'A1' THEN approved END"},
               {"documents", "CASE WHEN key = 'A3' THEN '[\"Арыз\"]' ELSE '[]' END"}});
  finds(kApplications, {"2 A2: columnUnreadable(column=approved, found=null)",
                        "1 A3: columnUnreadable(column=documents[], found=text)"});
}

BOOST_AUTO_TEST_CASE(records_that_would_go_back_are_counted_by_reason) {
  sql("UPDATE application SET child_pin = '1' WHERE id <> 'A1'");
  finds(kApplications, {"2 A2: pinImpossible(field=child.pin)"});
}

BOOST_AUTO_TEST_CASE(times_keys_and_units_are_looked_at) {
  showInstead(*this, kApplications,
              {{"key", "CASE WHEN key = 'A3' THEN NULL ELSE key END"},
               {"changed_at", "CASE WHEN key = 'A1' THEN changed_at * 1000 WHEN key = 'A2' THEN NULL ELSE 5 END"},
               {"amount_per_month", "3100"}},
              "FROM shown UNION ALL SELECT COLUMNS FROM (SELECT * FROM shown WHERE key = 'A1') AS again");
  finds(kApplications, {"recordTimesMissing(count=1, key=A2, view=" + kApplications + ")",
                        "recordTimesInFuture(count=2, key=A1, view=" + kApplications + ")",
                        "recordsWithoutKey(count=1, view=" + kApplications + ")",
                        "recordsShownTwice(count=1, key=A1, view=" + kApplications + ")",
                        "viewAmountsUnusual(view=" + kApplications + ")"});
}

BOOST_AUTO_TEST_CASE(times_in_seconds_are_recognised) {
  sql("UPDATE application SET changed_at = changed_at / 1000");
  finds(kApplications, {"viewTimesInSeconds(view=" + kApplications + ")"});
}

BOOST_AUTO_TEST_CASE(vouchers_are_looked_at_one_by_one) {
  tables.put(holder("V2", day(2026, 1, 1), day(2025, 12, 31)), "G1", "", true);
  tables.put(holder("V3", day(2026, 1, 1), day(2025, 12, 31)), "G1", "", true);
  showInstead(*this, kHolders, {{"valid_to", "CASE WHEN key = 'V1' THEN NULL ELSE valid_to END"}});
  finds(kHolders, {"1 V1: columnUnreadable(column=valid_to, found=null)", "2 V2: holderDatesWrong"});
}

BOOST_AUTO_TEST_CASE(keys_and_kindergartens_that_are_not_texts_are_counted,
                     *boost::unit_test::precondition(onlyOnSqlite)) {
  showInstead(*this, kApplications,
              {{"key", "CASE key WHEN 'A1' THEN CAST(key AS BLOB) WHEN 'A2' THEN abs(-2) ELSE key END"}});
  finds(kApplications, {"recordsWithoutKey(count=2, view=" + kApplications + ")"});
  showInstead(*this, kHolders, {{"kindergarten_id", "abs(-7)"}});
  finds(kHolders, {"1 V1: columnUnreadable(column=kindergarten_id, found=notText)"});
}

BOOST_AUTO_TEST_CASE(uploads_that_are_missing_too_large_or_of_another_size_are_counted) {
  tables.putUpload("U2", "чоң.pdf", std::string(kLargestUpload + 1, 'x'));
  sql("UPDATE meal_subsidy SET upload_id = 'U9'");
  showInstead(*this, kUploads, {{"size", "CASE WHEN id = 'U1' THEN 7 ELSE size END"}});
  finds(kMeals, {"uploadsMissing(count=1, key=S1, view=" + kMeals + ")"});
  finds(kUploads, {"uploadSizesWrong(count=1, key=U1, view=" + kUploads + ")",
                   "uploadsTooLarge(count=1, key=U2, limit=20971520, view=" + kUploads + ")"});
}

BOOST_AUTO_TEST_CASE(columns_that_the_database_compares_must_be_of_its_type,
                     *boost::unit_test::precondition(onlyOnPostgres)) {
  showInstead(*this, kApplications, {{"changed_at", "to_timestamp(changed_at / 1000)"}, {"kindergarten_id", "12"}});
  finds(kApplications,
        {"viewColumnType(column=changed_at, found=timestamptz, view=" + kApplications + ", wanted=bigint)",
         "viewColumnType(column=kindergarten_id, found=int4, view=" + kApplications + ", wanted=text)"});
}

BOOST_AUTO_TEST_SUITE_END()
