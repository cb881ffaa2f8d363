#include <boost/test/unit_test.hpp>

#include "TestDatabase.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

// A portal with two commissions, a kindergarten and two categories.
struct Portal : TestDatabase {
  Portal() : tables(connection()) {
    tables.put(commission);
    tables.put(Commission{.id = "K2", .name = {"Ош", "Ош"}, .soate = "41721000000000"});
    tables.put(chairperson);
    tables.put(member);
    tables.put(foreign);
    tables.put(kindergarten, "K1", true);
    for (const auto& category : categories) tables.put(category);
  }

  Application application(const std::string& key) const {
    return {.origin = {.key = key, .synthetic = true},
            .commission = commission,
            .protocolNumber = "12/34",
            .sittingDate = day(2026, 11, 2),
            .approved = true,
            .refusalGrounds = "",
            .child = {{"Асанов", "Үсөн", "Өмүрбекович"}, "21505202012345", day(2020, 5, 15)},
            .guardian = {{{"Асан кызы", "Бермет", ""}, "11505199012345", std::nullopt}, "Бишкек, Чүй 1"},
            .benefits = {categories[1], categories[0]},
            .ticked = {foreign, chairperson, member},
            .documentsShown = {{"Туулгандыгы тууралуу күбөлүк", "Свидетельство"}, {"\"Маалымкат\" №1\n\\", ""}},
            .comments = "Биринчи сап\nэкинчи сап",
            .amountPerMonth = 310'000,
            .kindergarten = kindergarten};
  }

  // What the portal says of when is its own affair here.
  static Application withoutTime(Application application) {
    application.origin.changedAt = 0;
    return application;
  }

  const Commission commission{.id = "K1",
                              .name = {"Бишкек комиссиясы", "Комиссия Бишкека"},
                              .place = {"Бишкек ш.", "г. Бишкек"},
                              .soate = "41711000000000",
                              .languages = ProtocolLanguages::both};
  const Member chairperson{
      "M1", "K1", {"Төраев", "Төрө", ""}, "20101197012345", {"төрага", "председатель"}, CommissionRole::chairperson,
      true};
  const Member member{"M2",
                      "K1",
                      {"Катчиева", "Айгүл", "Асановна"},
                      "10101198012345",
                      {"катчы", "секретарь"},
                      CommissionRole::secretary,
                      false};
  const Member foreign{"M3", "K2", {"Бөтөнов", "Эрмек", ""}, "20202198012345", {"мүчө", "член"}, CommissionRole::member,
                       true};
  const Kindergarten kindergarten{"G1", {"№12 «Ак-Кайың» МЧББУ", "ДОО №12"}};
  const std::vector<BenefitCategory> categories{{"low-income", {"аз камсыз", "малообеспеченные"}},
                                                {"large-family", {"көп балалуу", "многодетные"}}};
  PortalTables tables;
};

VoucherHolder holder(const std::string& key, Date from, Date to) {
  return {key, {"Асанов", "Үсөн", ""}, 200'000, from, to, "7", day(2026, 1, 15)};
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(RecordViews, Portal)

BOOST_AUTO_TEST_CASE(a_decided_application_comes_back_whole_and_in_order) {
  tables.put(application("A1"), PortalTables::Decision::approved);
  const auto read = open().records().application("A1");
  BOOST_REQUIRE(read.has_value());
  BOOST_CHECK(read->origin.changedAt > 0);
  BOOST_CHECK(withoutTime(*read) == application("A1"));
}

BOOST_AUTO_TEST_CASE(a_bare_application_is_read_with_what_there_is) {
  auto bare = application("A1");
  bare.sittingDate.reset();
  bare.child.statedBirthDate.reset();
  bare.benefits.clear();
  bare.ticked.clear();
  bare.documentsShown.clear();
  bare.amountPerMonth.reset();
  bare.kindergarten.reset();
  bare.approved = false;
  tables.put(bare, PortalTables::Decision::rejected);
  BOOST_CHECK(withoutTime(open().records().application("A1").value()) == bare);
}

BOOST_AUTO_TEST_CASE(an_undecided_application_is_not_seen) {
  tables.put(application("A1"), PortalTables::Decision::undecided);
  BOOST_CHECK(!open().records().application("A1"));
  BOOST_CHECK(open().records().applications({}, 10).empty());
  BOOST_CHECK_EQUAL(tables.applications(), 1);
  tables.put(application("A1"), PortalTables::Decision::approved);
  BOOST_CHECK_EQUAL(open().records().applications({}, 10).size(), 1u);
}

BOOST_AUTO_TEST_CASE(reading_by_cursor_gives_each_record_once_and_again_when_it_was_touched) {
  tables.together([&] {
    for (int i = 1; i <= 25; ++i)
      tables.put(application("A" + std::to_string(100 + i)), PortalTables::Decision::approved);
  });
  RecordCursor cursor;
  std::vector<std::string> keys;
  while (true) {
    const auto records = open().records().applications(cursor, 10);
    if (records.empty()) break;
    for (const auto& record : records) keys.push_back(record.origin.key);
    cursor = {records.back().origin.changedAt, records.back().origin.key};
  }
  BOOST_CHECK_EQUAL(keys.size(), 25u);
  std::ranges::sort(keys);
  BOOST_CHECK(std::ranges::adjacent_find(keys) == keys.end());
  tables.touch(Source::application, "A105");
  const auto again = open().records().applications(cursor, 10);
  BOOST_REQUIRE_EQUAL(again.size(), 1u);
  BOOST_CHECK_EQUAL(again[0].origin.key, "A105");
}

BOOST_AUTO_TEST_CASE(a_row_with_broken_lists_and_dates_is_given_with_what_could_be_read) {
  tables.put(application("A1"), PortalTables::Decision::approved);
  sql("DROP VIEW balalyk_voucher_holder");
  sql("ALTER TABLE application RENAME TO application_kept");
  const std::string columns =
      "SELECT 'A1' AS key, 5 AS changed_at, 0 AS synthetic, 'K1' AS commission_id, '' AS commission_name_ky, '' AS "
      "commission_name_ru, '' AS commission_place_ky, '' AS commission_place_ru, '' AS commission_soate, 'xx' AS "
      "commission_languages, '1' AS protocol_number, '2026-02-31' AS sitting_date, 1 AS approved, '' AS "
      "refusal_grounds, 'Асанов' AS child_surname, '' AS child_given_name, NULL AS child_patronymic, '2' AS child_pin, "
      "'yesterday' AS child_birth_date, '' AS guardian_surname, '' AS guardian_given_name, '' AS guardian_patronymic, "
      "'' AS guardian_pin, NULL AS guardian_birth_date, '' AS guardian_address, '' AS comments, NULL AS "
      "amount_per_month, NULL AS kindergarten_id, NULL AS kindergarten_name_ky, NULL AS kindergarten_name_ru, "
      "'no json' AS benefits, '[{\"id\":\"M1\",\"role\":\"chairperson\",\"active\":true},7]' AS members, "
      "NULL AS documents";
  sql("DROP VIEW balalyk_decided_application");
  sql("CREATE VIEW balalyk_decided_application AS " + columns);
  const auto read = open().records().applications({}, 10);
  BOOST_REQUIRE_EQUAL(read.size(), 1u);
  BOOST_CHECK_EQUAL(read[0].child.name.surname, "Асанов");
  BOOST_CHECK(!read[0].sittingDate);
  BOOST_CHECK(!read[0].child.statedBirthDate);
  BOOST_CHECK(read[0].benefits.empty());
  BOOST_REQUIRE_EQUAL(read[0].ticked.size(), 1u);
  BOOST_CHECK(read[0].ticked[0].role == CommissionRole::chairperson && read[0].ticked[0].active);
  BOOST_CHECK(read[0].documentsShown.empty());
}

BOOST_AUTO_TEST_CASE(a_meal_subsidy_comes_back_whole) {
  const MealSubsidy meal{.origin = {.key = "S1", .synthetic = true},
                         .commission = commission,
                         .protocolNumber = "12/34",
                         .sittingDate = day(2025, 5, 15),
                         .child = application("A1").child,
                         .kindergarten = kindergarten,
                         .amountPerDay = 12'500,
                         .ticked = {chairperson, member},
                         .comments = "",
                         .uploadId = "U1"};
  tables.put(meal);
  auto read = open().records().mealSubsidy("S1").value();
  read.origin.changedAt = 0;
  BOOST_CHECK(read == meal);
  BOOST_CHECK_EQUAL(open().records().mealSubsidies({}, 10).size(), 1u);
}

BOOST_AUTO_TEST_CASE(a_voucher_list_holds_who_has_a_voucher_in_that_month) {
  using std::chrono::November, std::chrono::year;
  tables.put(holder("V1", day(2026, 1, 1), day(2026, 12, 31)), "G1", "", true);
  tables.put(holder("V2", day(2026, 11, 30), day(2027, 1, 31)), "G1", "", true);
  tables.put(holder("V3", day(2026, 1, 1), day(2026, 11, 1)), "G1", "", true);
  tables.put(holder("V4", day(2026, 12, 1), day(2026, 12, 31)), "G1", "", true);
  tables.put(holder("V5", day(2026, 1, 1), day(2026, 10, 31)), "G1", "", true);
  const auto list = open().records().voucherList("G1", year(2026) / November);
  BOOST_REQUIRE(list.has_value());
  BOOST_CHECK_EQUAL(list->origin.key, "G1/2026-11");
  BOOST_CHECK(list->origin.synthetic);
  BOOST_CHECK(list->commission == commission);
  BOOST_CHECK(list->kindergarten == kindergarten);
  BOOST_CHECK(list->chairperson == chairperson);
  BOOST_REQUIRE_EQUAL(list->holders.size(), 3u);
  BOOST_CHECK(list->holders[0] == holder("V1", day(2026, 1, 1), day(2026, 12, 31)));
  int lists = 0;
  open().records().voucherLists(year(2026) / November, [&](VoucherList each) {
    ++lists;
    BOOST_CHECK(each == *list);
  });
  BOOST_CHECK_EQUAL(lists, 1);
  BOOST_CHECK(!open().records().voucherList("G1", year(2028) / November));
  tables.removeVoucher("V1");
  BOOST_CHECK_EQUAL(open().records().voucherList("G1", year(2026) / November)->holders.size(), 2u);
}

BOOST_AUTO_TEST_CASE(a_commission_without_an_active_chairperson_gives_a_list_without_one) {
  tables.put(holder("V1", day(2026, 1, 1), day(2026, 12, 31)), "G1", "", true);
  tables.setActive("M1", false);
  const auto list = open().records().voucherList("G1", std::chrono::year(2026) / std::chrono::November);
  BOOST_CHECK(list.value().chairperson == Member{});
}

BOOST_AUTO_TEST_CASE(an_upload_comes_back_byte_by_byte_within_its_limit) {
  std::string bytes;
  for (int i = 0; i < 100'000; ++i) bytes += static_cast<char>(i * 7);
  tables.putUpload("U1", "протокол.pdf", bytes);
  BOOST_CHECK(open().records().upload("U1", bytes.size()) == bytes);
  BOOST_CHECK(!open().records().upload("U2", 10));
  BOOST_CHECK_EQUAL(codeOf([&] { open().records().upload("U1", bytes.size() - 1); }), "uploadTooLarge");
}

BOOST_AUTO_TEST_CASE(the_portal_sees_what_is_published_of_its_record) {
  documentIn(State::published, newDocument("A1"));
  auto again = newDocument("A1", "second");
  again.replaceSigned = true;
  take(again);
  const auto rows = sql("SELECT state, revision, number, published_revision, container_digest, published_at "
                        "FROM balalyk_published WHERE source = 'application' AND source_key = 'A1'")
                        .rows;
  BOOST_REQUIRE_EQUAL(rows.size(), 1u);
  BOOST_CHECK_EQUAL(rows[0].text(0), "decided");
  BOOST_CHECK_EQUAL(rows[0].integer(1), 2);
  BOOST_CHECK_EQUAL(rows[0].text(2), "A1");
  BOOST_CHECK_EQUAL(rows[0].integer(3), 1);
  BOOST_CHECK_EQUAL(rows[0].text(4).size(), 64u);
  BOOST_CHECK(rows[0].integer(5) > 0);
}

BOOST_AUTO_TEST_SUITE_END()
