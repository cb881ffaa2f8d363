#include <boost/test/unit_test.hpp>

#include "TakenPortal.h"
#include "pipeline/actions/Regenerate.h"
#include "pipeline/record/RecordXml.h"
#include "pipeline/stages/NewDocuments.h"

using namespace balalyk;
using namespace balalyk::tests;

// Voucher lists whose last voucher is gone.

BOOST_FIXTURE_TEST_SUITE(EmptiedLists, TakenPortal)

BOOST_AUTO_TEST_CASE(a_published_list_that_nobody_is_in_any_more_gets_a_revision_that_says_so) {
  putVouchers({"V1"});
  take();
  const auto key = list().sourceKey;
  bringList(State::published);
  tables.removeVoucher("V1");
  const auto summary = take();
  BOOST_CHECK_EQUAL(summary.taken.at(Kind::voucherList), 1);
  auto latest = list();
  BOOST_CHECK_EQUAL(latest.revision, 2);
  BOOST_CHECK(latest.state == State::decided);
  BOOST_CHECK(latest.flags == std::vector<Flag>({{"listEmpty", {}}}));
  const auto frozen = std::get<VoucherList>(fromXml(archive().recordXml(latest.id).value()));
  BOOST_CHECK(frozen.holders.empty());
  BOOST_CHECK_EQUAL(frozen.kindergarten.id, "G1");
  BOOST_CHECK_EQUAL(frozen.chairperson.id, "M1");
  take();
  BOOST_CHECK_EQUAL(list().revision, 2);
  bringList(State::published);
  take();
  BOOST_CHECK_EQUAL(list().revision, 2);
  BOOST_CHECK_EQUAL(count(State::published), 1);
  putVouchers({"V2"});
  take();
  BOOST_CHECK_EQUAL(list().revision, 3);
  BOOST_CHECK_EQUAL(std::ranges::count(list().flags, "listEmpty", &Flag::code), 0);
}

BOOST_AUTO_TEST_CASE(an_emptied_list_names_who_leads_the_commission_now) {
  putVouchers({"V1"});
  take();
  bringList(State::published);
  tables.removeVoucher("V1");
  tables.put(Kindergarten{"G2", {"Экинчи", "Второй"}}, "K1", true);
  tables.put(holder("V9", day(2020, 1, 1), day(2020, 12, 31)), "G2", "", true);
  tables.setActive("M1", false);
  auto successor = chairperson;
  successor.id = "M9";
  tables.put(successor);
  take();
  BOOST_CHECK_EQUAL(list().chairpersonId, "M9");
}

BOOST_AUTO_TEST_CASE(a_list_that_became_empty_before_anything_was_signed_is_withdrawn) {
  putVouchers({"V1"});
  take();
  bringList(State::sent);
  tables.removeVoucher("V1");
  const auto summary = take();
  BOOST_CHECK_EQUAL(summary.withdrawn.at(Kind::voucherList), 1);
  BOOST_CHECK(list().state == State::withdrawn);
  take();
  BOOST_CHECK_EQUAL(list().revision, 1);
  putVouchers({"V1"});
  take();
  BOOST_CHECK(list().state == State::decided);
  BOOST_CHECK_EQUAL(list().revision, 2);
}

BOOST_AUTO_TEST_CASE(a_list_of_a_month_that_is_over_is_looked_at_while_it_is_under_way) {
  tables.put(holder("V1", day(2026, 1, 1), day(2026, 3, 31)), "G1", "", true);
  auto given =
      newDocument(check(open().records().voucherList("G1", std::chrono::year(2026) / 3).value(), day(2026, 4, 1)));
  const auto id = queue().take({&given, 1}, "night").at(0).documentId;
  take();
  BOOST_CHECK(stateOf(id) == State::decided);
  tables.removeVoucher("V1");
  take();
  BOOST_CHECK(stateOf(id) == State::withdrawn);
}

BOOST_AUTO_TEST_CASE(a_list_that_became_empty_can_be_regenerated) {
  putVouchers({"V1"});
  take();
  bringList(State::published);
  tables.removeVoucher("V1");
  const auto again = Regenerate(open()).run(list(), "бакча жабылды", "secretary");
  BOOST_CHECK(again.state == State::decided);
  BOOST_CHECK_EQUAL(again.revision, 2);
  BOOST_CHECK_EQUAL(again.reason, "бакча жабылды");
}

BOOST_AUTO_TEST_SUITE_END()
