#include <boost/test/unit_test.hpp>

#include "DistinctRecords.h"
#include "PortalFixture.h"
#include "connectors/database/Migrations.h"
#include "connectors/database/ViewCheck.h"
#include "connectors/database/session/RecordColumns.h"
#include "pipeline/record/RecordXml.h"
#include "pipeline/stages/Take.h"

using namespace balalyk;
using namespace balalyk::examples;
using namespace balalyk::tests;

// A portal whose views are of the first release: without what was added to the contract since.

namespace {

const std::string kApplications = "balalyk_decided_application";
const std::string kMeals = "balalyk_meal_subsidy";
const std::string kHolders = "balalyk_voucher_holder";

// "CREATE VIEW name AS …" of the release that made it.
std::string firstRelease(const std::string& view) {
  for (const auto& migration : migrationsFor(onSqlite() ? SqlDialect::sqlite : SqlDialect::postgresql)) {
    if (migration.version != 2) continue;
    const auto from = migration.text.find("CREATE VIEW " + view);
    return migration.text.substr(from, migration.text.find(";\n", from) - from);
  }
  return {};
}

struct OlderPortal : Portal {
  OlderPortal() {
    auto full = application("A1");
    full.benefits = {categories[0]};
    full.applicationNumber = "Б1-7";
    full.receivedAt = Timestamp(std::chrono::seconds(1'760'000'000));
    full.childPlace = {"41711000000000", {"Бишкек", "Бишкек"}};
    full.guardian.kinship = Kinship::mother;
    full.guardian.phone = "996000000001";
    tables.put(full, PortalTables::Decision::approved);
    tables.put(MealSubsidy{.origin = {.key = "S1"},
                           .commission = commission,
                           .protocolNumber = "1",
                           .sittingDate = day(2026, 11, 2),
                           .child = full.child,
                           .amountPerDay = 3'600,
                           .ticked = {chairperson}});
    tables.put(holder("V1", day(2026, 1, 1), day(2026, 12, 31)), "G1", "", true);
  }

  void giveOlderViews() {
    for (const auto& view : {kApplications, kMeals, kHolders}) {
      sql("DROP VIEW " + view);
      sql(firstRelease(view));
    }
  }

  Application shown() { return withoutTime(open().records().application("A1").value()); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(OlderViews, OlderPortal)

BOOST_AUTO_TEST_CASE(what_an_older_view_lacks_is_empty_and_its_records_are_frozen_as_before) {
  const auto now = shown();
  BOOST_TEST(now.applicationNumber == "Б1-7");
  giveOlderViews();
  auto wanted = now;
  wanted.applicationNumber.clear();
  wanted.receivedAt.reset();
  wanted.childPlace = {};
  wanted.guardian.kinship.reset();
  wanted.guardian.phone.clear();
  const auto older = shown();
  BOOST_TEST(older.origin.unreadable.empty());
  BOOST_CHECK(older == wanted);
  const auto xml = toXml(older);
  for (const auto* added : {"applicationNumber", "receivedAt", "childPlace", "kinship", "localBody", "workplace"})
    BOOST_TEST(xml.find(added) == std::string::npos, added);
  BOOST_CHECK(open().records().mealSubsidy("S1")->origin.unreadable.empty());
  BOOST_CHECK(
      open().records().voucherList("G1", std::chrono::year(2026) / std::chrono::November)->origin.unreadable.empty());
}

BOOST_AUTO_TEST_CASE(a_night_over_older_views_goes_as_before) {
  giveOlderViews();
  const auto summary = Take(open()).run("night", {});
  BOOST_TEST(summary.ofViews.empty());
  BOOST_TEST(summary.taken.at(Kind::voucherApproval) == 1);
  BOOST_TEST(summary.taken.at(Kind::mealSubsidy) == 1);
  BOOST_TEST(summary.returned.empty());
  BOOST_CHECK(archive().latest(Source::application, "A1")->state == State::decided);
}

// The portal may replace its view at any time.
BOOST_AUTO_TEST_CASE(a_column_is_read_from_the_day_on_which_the_view_has_it) {
  giveOlderViews();
  BOOST_TEST(shown().applicationNumber == "");
  const auto older = firstRelease(kApplications);
  sql("DROP VIEW " + kApplications);
  sql("CREATE VIEW older" + older.substr(older.find(" AS")));
  sql("CREATE VIEW " + kApplications +
      " AS SELECT o.*, 'Б1-8' AS APPLICATION_NUMBER, 'mother' AS guardian_kinship FROM older o");
  BOOST_TEST(shown().applicationNumber == "Б1-8");
  BOOST_CHECK(shown().guardian.kinship == Kinship::mother);
  BOOST_TEST(shown().childPlace.soate == "");
}

BOOST_AUTO_TEST_CASE(check_views_names_what_is_not_there_as_a_hint_and_only_that) {
  giveOlderViews();
  const auto report = checkViews(connection());
  BOOST_CHECK(report.fine());
  const std::map<std::string, Source> sources{
      {kApplications, Source::application}, {kMeals, Source::mealSubsidy}, {kHolders, Source::voucherList}};
  for (const auto& view : report.views) {
    const auto source = sources.find(view.name);
    BOOST_REQUIRE_EQUAL(view.hints.size(), source == sources.end() ? 0u : 1u);
    if (source == sources.end()) continue;
    BOOST_TEST(view.rows == 1);
    std::string columns;
    for (const auto& column : laterViewColumns(source->second)) columns += (columns.empty() ? "" : ", ") + column;
    BOOST_TEST(view.hints[0].code == "viewColumnsLater");
    BOOST_TEST(view.hints[0].params.at("columns") == columns);
  }
}

BOOST_AUTO_TEST_CASE(a_word_or_a_time_that_cannot_be_read_is_named) {
  sql("UPDATE application SET guardian_kinship = 'aunt', received_at = -5");
  const auto problems = shown().origin.unreadable;
  std::vector<std::string> texts;
  for (const auto& problem : problems) texts.push_back(toString(problem));
  std::ranges::sort(texts);
  BOOST_TEST(texts == (std::vector<std::string>{"columnUnreadable(column=guardian_kinship, found=otherWord)",
                                                "columnUnreadable(column=received_at, found=number)"}));
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

// As the version before left a database: its own migration is not applied yet.
void takeBackTheForm(TestDatabase& database) {
  for (const auto& view : {kApplications, kMeals, kHolders}) database.sql("DROP VIEW " + view);
  for (const std::string index :
       {"application_by_own_number", "application_waiting", "application_decided", "application_counted"})
    database.sql("DROP INDEX " + index);  // of later migrations, over its columns
  database.sql("DROP VIEW balalyk_notice_reader");
  for (const auto* column :
       {"application.application_number", "application.received_at", "application.guardian_kinship",
        "application.guardian_phone", "application.guardian_email", "application.child_place_soate",
        "application.child_place_ky", "application.child_place_ru", "commission.local_body_ky",
        "commission.local_body_ru", "commission_member.workplace_ky", "commission_member.workplace_ru",
        "commission_member.phone", "commission_member.email", "benefit_category.position"}) {
    const std::string name = column;
    const auto dot = name.find('.');
    database.sql("ALTER TABLE " + name.substr(0, dot) + " DROP COLUMN " + name.substr(dot + 1));
  }
  for (const auto& view : {kApplications, kMeals, kHolders}) database.sql(firstRelease(view));
  database.sql("DROP INDEX voucher_of_application");
  database.sql("DROP TABLE balalyk_voucher_quota");
  database.sql("DROP TABLE balalyk_approval");
  database.sql("DELETE FROM balalyk_migration WHERE version = 12");
}

struct BeforeTheForm : TestDatabase {
  BeforeTheForm() { takeBackTheForm(*this); }
  bool hasColumn(const std::string& view, const std::string& column) {
    const auto names = sql(onSqlite() ? "SELECT name FROM pragma_table_info('" + view + "')"
                                      : "SELECT attname AS name FROM pg_attribute WHERE attrelid = '" + view +
                                            "'::regclass AND attnum > 0");
    return std::ranges::any_of(names.rows, [&](const SqlRow& row) { return row.text("name") == column; });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(MigratingTheForm, BeforeTheForm)

BOOST_AUTO_TEST_CASE(views_over_our_tables_get_the_columns_and_typed_vouchers_stay) {
  sql("INSERT INTO commission (id, name_ky, name_ru, place_ky, place_ru, soate, languages, changed_at) "
      "VALUES ('K1', 'К', 'К', 'Ж', 'М', '417', 'ky', 5)");
  sql("INSERT INTO kindergarten VALUES ('G1', 'K1', 'Г', 'Г', 1, 5)");
  sql("INSERT INTO voucher (id, kindergarten_id, application_id, child_surname, child_given_name, child_patronymic, "
      "amount_per_month, valid_from, valid_to, protocol_number, protocol_date, synthetic, changed_at) VALUES ('V1', "
      "'G1', NULL, 'А', 'Б', '', 200000, '2026-01-01', '2026-12-31', '7', "
      "'2026-01-15', 1, 5)");
  migrate(connection());
  BOOST_TEST(hasColumn(kApplications, "guardian_kinship"));
  BOOST_TEST(hasColumn(kMeals, "commission_local_body_ky"));
  BOOST_TEST(hasColumn(kHolders, "commission_local_body_ru"));
  const auto list = open().records().voucherList("G1", std::chrono::year(2026) / std::chrono::November).value();
  BOOST_TEST(list.holders.at(0).key == "V1");
  BOOST_TEST(number("SELECT count(*) FROM voucher") == 1);
}

BOOST_AUTO_TEST_CASE(a_view_that_the_portal_made_its_own_is_left_alone) {
  const auto ours = firstRelease(kApplications);
  sql("DROP VIEW " + kApplications);
  sql(ours + " AND a.commission_id <> 'K9'");
  migrate(connection());
  BOOST_TEST(!hasColumn(kApplications, "guardian_kinship"));
  BOOST_TEST(hasColumn(kMeals, "commission_local_body_ky"));
  BOOST_TEST(open().records().applications({}, 10).empty());  // and can be read
}

BOOST_FIXTURE_TEST_CASE(what_was_approved_before_is_in_force, Portal) {
  auto approved = application("A1");
  approved.benefits = {categories[0]};
  tables.put(approved, PortalTables::Decision::approved);
  Take(open()).run("night", {});
  takeBackTheForm(*this);
  migrate(connection());
  BOOST_TEST(number("SELECT count(*) FROM balalyk_approval WHERE application_key = 'A1' AND year = 2026") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
