#include <boost/test/unit_test.hpp>

#include "PortalFixture.h"

using namespace balalyk;
using namespace balalyk::tests;

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
  BOOST_CHECK_EQUAL(rows[0].text("state"), "decided");
  BOOST_CHECK_EQUAL(rows[0].integer("revision"), 2);
  BOOST_CHECK_EQUAL(rows[0].text("number"), "A1");
  BOOST_CHECK_EQUAL(rows[0].integer("published_revision"), 1);
  BOOST_CHECK_EQUAL(rows[0].text("container_digest").size(), 64u);
  BOOST_CHECK(rows[0].integer("published_at") > 0);
}

BOOST_AUTO_TEST_SUITE_END()
