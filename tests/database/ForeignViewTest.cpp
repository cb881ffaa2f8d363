#include <array>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "ForeignView.h"
#include "PortalFixture.h"
#include "pipeline/record/RecordCheck.h"

using namespace balalyk;
using namespace balalyk::tests;
namespace data = boost::unit_test::data;

// What portals with their own tables give: other types for the same values, and values that are none.

namespace {

const std::string kApplications = "balalyk_decided_application";
const std::string kMeals = "balalyk_meal_subsidy";
const std::string kHolders = "balalyk_voucher_holder";
const Date kToday = day(2026, 11, 22);

struct ForeignPortal : Portal {
  // An approval with grounds for a refusal left from another decision.
  Application given() const {
    auto given = application("A1");
    given.refusalGrounds = "Эски негиз";
    given.benefits = {categories[0]};
    return given;
  }

  Application read() { return open().records().application("A1").value(); }
  Application shown(const std::map<std::string, std::string>& columns) {
    tables.put(given(), PortalTables::Decision::approved);
    showInstead(*this, kApplications, columns);
    return read();
  }

  void put(const VoucherHolder& voucher) { tables.put(voucher, "G1", "", true); }

  std::vector<VoucherList> november() {
    std::vector<VoucherList> lists;
    open().records().voucherLists(std::chrono::year(2026) / std::chrono::November,
                                  [&](VoucherList list) { lists.push_back(std::move(list)); });
    return lists;
  }
};

std::vector<std::string> texts(const std::vector<Problem>& problems) {
  std::vector<std::string> result;
  for (const auto& problem : problems) result.push_back(toString(problem));
  return result;
}

std::string unreadable(const std::string& column, const std::string& found) {
  return "columnUnreadable(column=" + column + ", found=" + found + ")";
}

// A column, how a foreign view gives it, and what that is instead of the column's form.
struct Given {
  const char* column;
  const char* expression;
  const char* found;
};
std::ostream& operator<<(std::ostream& out, const Given& given) {
  return out << given.column << " as " << given.expression;
}

const Given kWrong[] = {
    {"synthetic", "NULL", "null"},
    {"synthetic", "'ооба'", "text"},
    {"synthetic", "2", "number"},
    {"approved", "NULL", "null"},
    {"approved", "'approved'", "text"},
    {"approved", "''", "empty"},
    {"sitting_date", "'15.05.2025'", "otherDate"},
    {"sitting_date", "'2025-02-29'", "otherDate"},
    {"sitting_date", "'2025-05-14 18:00:00+00'", "otherDate"},
    {"sitting_date", "'infinity'", "otherDate"},
    {"child_birth_date", "'yesterday'", "otherDate"},
    {"guardian_birth_date", "'1/2/1990'", "otherDate"},
    {"amount_per_month", "'3100.50'", "fraction"},
    {"amount_per_month", "'3 100'", "text"},
    {"amount_per_month", "'99999999999999999999'", "number"},
    {"amount_per_month", "'NaN'", "text"},
    {"commission_languages", "'kyrgyz'", "otherWord"},
    {"commission_languages", "NULL", "null"},
    {"commission_id", "NULL", "null"},
    {"commission_id", "''", "empty"},
    {"members", "'no json'", "notJson"},
    {"members", "'{M1,M2}'", "notJson"},
    {"members", "'{\"id\": \"M1\"}'", "object"},
    {"documents", "'\"Арыз\"'", "notJson"},
    {"benefits", "'7'", "notJson"},
};

// A list of the view, its JSON, and the problems that it must give.
struct GivenList {
  const char* column;
  const char* json;
  std::vector<std::string> said;
};
std::ostream& operator<<(std::ostream& out, const GivenList& given) {
  return out << given.column << " as " << given.json;
}

const GivenList kWrongLists[] = {
    {"documents", R"(["Арыз", "Акт"])", {unreadable("documents[]", "text")}},
    {"documents", R"([{"ky": "Арыз"}])", {unreadable("documents.ru", "keyMissing")}},
    {"documents", R"([null])", {unreadable("documents[]", "null")}},
    {"documents",
     R"([{"ky": ["Арыз"], "ru": true}])",
     {unreadable("documents.ky", "list"), unreadable("documents.ru", "truth")}},
    {"benefits", R"(["low-income"])", {unreadable("benefits[]", "text")}},
    {"benefits",
     R"([{"code": "low-income", "name_ky": "аз камсыз", "nameRu": ""}])",
     {unreadable("benefits.nameKy", "keyMissing")}},
    {"members", R"(["M1"])", {unreadable("members[]", "text")}},
    {"members",
     R"([{"id": "M1", "commissionId": "K1", "surname": "Төраев", "givenName": "Төрө", "patronymic": null,
          "pin": "20101197012345", "positionKy": "төрага", "positionRu": "председатель", "role": "төрага",
          "active": "бар"}])",
     {unreadable("members.role", "otherWord"), unreadable("members.active", "text")}},
    {"members",
     R"([{"id": "M1", "commissionId": "K1", "surname": "Төраев", "givenName": "Төрө", "patronymic": "",
          "pin": "20101197012345", "positionKy": "төрага", "positionRu": "председатель"}])",
     {unreadable("members.role", "keyMissing"), unreadable("members.active", "keyMissing")}},
    {"members",
     R"([{"id": null, "commissionId": "", "surname": "Төраев", "givenName": "Төрө", "patronymic": "",
          "pin": "20101197012345", "positionKy": "төрага", "positionRu": "председатель", "role": "member",
          "active": 1}])",
     {unreadable("members.id", "null"), unreadable("members.commissionId", "empty")}},
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ForeignViews, ForeignPortal)

BOOST_DATA_TEST_CASE_F(ForeignPortal, a_value_of_another_form_is_a_problem_of_its_column, data::make(kWrong), given) {
  const auto checked = check(shown({{given.column, given.expression}}), kToday);
  BOOST_REQUIRE_EQUAL(checked.problems.size(), 1u);
  BOOST_CHECK_EQUAL(toString(checked.problems[0]), unreadable(given.column, given.found));
}

BOOST_DATA_TEST_CASE_F(ForeignPortal, nothing_in_a_list_is_left_out_without_a_word, data::make(kWrongLists), given) {
  const auto record = shown({{given.column, "'" + std::string(given.json) + "'"}});
  BOOST_TEST(texts(record.origin.unreadable) == given.said, boost::test_tools::per_element());
  BOOST_CHECK(!check(record, kToday).problems.empty());
}

// truth, amount and day as a foreign view gives them
const std::array<const char*, 3> kExact[] = {{"'t'", "'3100'", "'2026-11-02'"},
                                             {"'TRUE'", "'3100.00'", "'2026-11-02 00:00:00'"},
                                             {"'1'", "CAST(3100 AS NUMERIC(12, 2))", "'2026-11-02T00:00:00.000'"},
                                             {"(1 = 1)", "3100", "'2026-11-02'"},
                                             {"1.00", "CAST(3100 AS DOUBLE PRECISION)", "'2026-11-02  '"},
                                             {"' t '", "' 3100 '", "' 2026-11-02'"}};

BOOST_AUTO_TEST_CASE(truths_amounts_and_days_are_understood_in_every_exact_form) {
  for (const auto& [truth, amount, date] : kExact) {
    ForeignPortal portal;
    auto wanted = portal.given();
    wanted.amountPerMonth = 3'100;
    const auto read =
        portal.shown({{"synthetic", truth}, {"approved", truth}, {"amount_per_month", amount}, {"sitting_date", date}});
    BOOST_CHECK_MESSAGE(Portal::withoutTime(read) == wanted, truth << " " << amount << " " << date);
  }
}

BOOST_AUTO_TEST_CASE(a_database_s_own_truths_days_and_decimals_are_understood,
                     *boost::unit_test::precondition(onlyOnPostgres)) {
  const auto read = shown({{"synthetic", "true"},
                           {"approved", "approved = 1"},
                           {"amount_per_month", "amount_per_month::NUMERIC(14, 2)"},
                           {"sitting_date", "sitting_date::DATE"},
                           {"child_birth_date", "child_birth_date::TIMESTAMP"},
                           {"commission_languages", "commission_languages::CHAR(8)"},
                           {"benefits", "benefits::JSONB"}});
  BOOST_CHECK(withoutTime(read) == given());
}

BOOST_AUTO_TEST_CASE(an_approval_with_old_grounds_for_a_refusal_never_becomes_a_refusal) {
  BOOST_CHECK(shown({{"approved", "(1 = 1)"}}).approved);
  ForeignPortal undecided;
  const auto record = undecided.shown({{"approved", "NULL"}});
  BOOST_CHECK(record.approved);
  BOOST_CHECK(!check(record, kToday).problems.empty());
}

BOOST_AUTO_TEST_CASE(a_number_where_a_text_is_wanted_is_that_text) {
  const auto record =
      shown({{"protocol_number", "12"}, {"documents", R"('[{"ky": 7, "ru": null}]')"}, {"members", "NULL"}});
  BOOST_CHECK_EQUAL(record.protocolNumber, "12");
  BOOST_CHECK(record.documentsShown == std::vector<LocalizedText>({{"7", ""}}));
  BOOST_CHECK(record.ticked.empty());
  BOOST_CHECK(record.origin.unreadable.empty());
}

BOOST_AUTO_TEST_CASE(an_amount_for_meals_is_whole_tyiyn_and_never_rounded) {
  const MealSubsidy meal{.origin = {.key = "S1"},
                         .commission = commission,
                         .protocolNumber = "1",
                         .sittingDate = day(2026, 11, 2),
                         .child = application("A1").child,
                         .amountPerDay = 3'600,
                         .ticked = {chairperson}};
  tables.put(meal);
  showInstead(*this, kMeals, {{"amount_per_day", "'3600.00'"}});
  BOOST_CHECK(open().records().mealSubsidy("S1").value().amountPerDay == Tyiyn{3'600});
  ForeignPortal other;
  other.tables.put(meal);
  showInstead(other, kMeals, {{"amount_per_day", "'36.5'"}});
  BOOST_TEST(texts(check(other.open().records().mealSubsidy("S1").value(), kToday).problems) ==
                 std::vector<std::string>{unreadable("amount_per_day", "fraction")},
             boost::test_tools::per_element());
}

const Given kWrongVouchers[] = {{"valid_to", "NULL", "null"},
                                {"valid_to", "'31.12.2026'", "otherDate"},
                                {"valid_from", "''", "empty"},
                                {"valid_from", "'2026-1-1'", "otherDate"},
                                {"amount_per_month", "NULL", "null"},
                                {"amount_per_month", "'2000,00'", "text"},
                                {"protocol_date", "'1/2/26'", "otherDate"}};

BOOST_DATA_TEST_CASE_F(ForeignPortal, a_voucher_that_cannot_be_read_is_in_the_list_with_a_problem,
                       data::make(kWrongVouchers), given) {
  put(holder("V1", day(2026, 1, 1), day(2026, 12, 31)));
  showInstead(*this, kHolders, {{given.column, given.expression}});
  const auto lists = november();
  BOOST_REQUIRE_EQUAL(lists.size(), 1u);
  BOOST_TEST(texts(check(lists[0], kToday).problems) ==
                 std::vector<std::string>{"columnUnreadable(column=" + std::string(given.column) +
                                          ", found=" + given.found + ", holder=V1)"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_voucher_that_holds_on_a_day_with_midnight_behind_it_is_in_the_list) {
  put(holder("V1", day(2026, 11, 30), day(2026, 12, 31)));
  put(holder("V2", day(2026, 1, 1), day(2026, 11, 1)));
  put(holder("V3", day(2026, 1, 1), day(2026, 10, 31)));
  showInstead(*this, kHolders, {{"valid_from", "valid_from || ' 00:00:00'"}, {"valid_to", "valid_to || 'T00:00'"}});
  const auto lists = november();
  BOOST_REQUIRE_EQUAL(lists.size(), 1u);
  BOOST_REQUIRE_EQUAL(lists[0].holders.size(), 2u);
  BOOST_CHECK(lists[0].holders[0].from == day(2026, 11, 30));
  BOOST_CHECK(lists[0].holders[1].to == day(2026, 11, 1));
  BOOST_CHECK(lists[0].origin.unreadable.empty());
}

BOOST_AUTO_TEST_CASE(vouchers_without_a_kindergarten_are_a_list_that_goes_back) {
  put(holder("V1", day(2026, 1, 1), day(2026, 12, 31)));
  showInstead(*this, kHolders,
              {{"kindergarten_id", "NULL"}, {"kindergarten_name_ky", "''"}, {"kindergarten_name_ru", "NULL"}});
  const auto lists = november();
  BOOST_REQUIRE_EQUAL(lists.size(), 1u);
  BOOST_CHECK_EQUAL(lists[0].holders.size(), 1u);
  BOOST_TEST(
      texts(check(lists[0], kToday).problems) ==
          (std::vector<std::string>{unreadable("kindergarten_id", "null"), "textMissing(field=kindergarten.name)"}),
      boost::test_tools::per_element());
}

// Each stands for what all rows without one have in common: nothing.
BOOST_AUTO_TEST_CASE(vouchers_of_several_kindergartens_without_identifiers_are_never_one_list) {
  tables.put(Kindergarten{"G2", {"Башка бакча", "Другой сад"}}, commission.id, true);
  put(holder("V1", day(2026, 1, 1), day(2026, 12, 31)));
  tables.put(holder("V2", day(2026, 1, 1), day(2026, 12, 31)), "G2", "", true);
  showInstead(*this, kHolders, {{"kindergarten_id", "NULL"}});
  const auto lists = november();
  BOOST_REQUIRE_EQUAL(lists.size(), 1u);
  BOOST_TEST(texts(check(lists[0], kToday).problems) ==
                 (std::vector<std::string>{unreadable("kindergarten_id", "null"),
                                           unreadable("kindergarten_…", "severalInList")}),
             boost::test_tools::per_element());
}

const Given kDiffering[] = {
    {"kindergarten_name_ky", "CASE key WHEN 'V1' THEN 'Башка' ELSE kindergarten_name_ky END", "kindergarten_…"},
    {"commission_name_ru", "CASE key WHEN 'V2' THEN 'Другая' ELSE commission_name_ru END", "commission_…"},
    {"commission_languages", "CASE key WHEN 'V2' THEN 'ru' ELSE 'ky' END", "commission_…"},
    {"chairperson", "CASE key WHEN 'V1' THEN chairperson END", "chairperson"}};

BOOST_DATA_TEST_CASE_F(ForeignPortal, a_list_whose_rows_differ_in_what_they_share_goes_back, data::make(kDiffering),
                       given) {
  put(holder("V1", day(2026, 1, 1), day(2026, 12, 31)));
  put(holder("V2", day(2026, 1, 1), day(2026, 12, 31)));
  showInstead(*this, kHolders, {{given.column, given.expression}});
  BOOST_TEST(texts(check(november().at(0), kToday).problems) ==
                 std::vector<std::string>{unreadable(given.found, "severalInList")},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_kindergarten_without_an_identifier_is_not_left_out_of_a_protocol) {
  BOOST_TEST(texts(shown({{"kindergarten_id", "NULL"}, {"kindergarten_name_ky", "'Бакча'"}}).origin.unreadable) ==
                 std::vector<std::string>{unreadable("kindergarten_id", "null")},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_voucher_without_a_key_is_in_the_list_with_a_problem) {
  put(holder("V1", day(2026, 1, 1), day(2026, 12, 31)));
  showInstead(*this, kHolders, {{"key", "NULL"}});
  BOOST_TEST(texts(november().at(0).origin.unreadable) ==
                 std::vector<std::string>{"columnUnreadable(column=key, found=null, holder=)"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_kindergarten_that_no_text_names_is_a_list_that_goes_back_and_not_nothing,
                     *boost::unit_test::precondition(onlyOnSqlite)) {
  put(holder("V1", day(2026, 1, 1), day(2026, 12, 31)));
  showInstead(*this, kHolders, {{"kindergarten_id", "abs(-7)"}});
  const auto lists = november();
  BOOST_REQUIRE_EQUAL(lists.size(), 1u);
  BOOST_TEST(
      texts(check(lists[0], kToday).problems) == std::vector<std::string>{unreadable("kindergarten_id", "notText")},
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_chairperson_given_as_a_list_is_a_problem_and_not_nobody) {
  put(holder("V1", day(2026, 1, 1), day(2026, 12, 31)));
  showInstead(*this, kHolders, {{"chairperson", "'[]'"}});
  BOOST_TEST(
      texts(check(november().at(0), kToday).problems) == std::vector<std::string>{unreadable("chairperson", "list")},
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_view_without_a_column_is_named) {
  sql("DROP VIEW " + kApplications);
  sql("CREATE VIEW " + kApplications + " AS SELECT 'A1' AS key, 1 AS changed_at");
  try {
    open().records().applications({}, 10);
    BOOST_ERROR("read");
  } catch (const Error& error) {
    BOOST_CHECK_EQUAL(error.problem().code, "viewUnreadable");
    BOOST_CHECK_EQUAL(error.problem().params.at("view"), kApplications);
  }
}

BOOST_AUTO_TEST_SUITE_END()
