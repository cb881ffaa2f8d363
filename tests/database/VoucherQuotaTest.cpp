#include <boost/test/unit_test.hpp>
#include <thread>

#include "TakenPortal.h"
#include "connectors/database/documents/SqlVoucherQuotas.h"
#include "connectors/database/session/Connection.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/stages/Take.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

using Outcome = VoucherQuotas::Outcome;

Approval approval(int number, const std::string& soate = "41711000000000", int year = 2026) {
  return {"A" + std::to_string(number), "child " + std::to_string(number), soate, year};
}

struct QuotaRows : TestDatabase {
  VoucherQuotas& vouchers() { return open().vouchers(); }
  std::vector<int> freeIn(const std::string& soate, int year = 2026) {
    std::vector<int> free;
    for (const auto& quota : vouchers().quotas(soate, year)) free.push_back(quota.free());
    return free;
  }
};

}  // namespace

BOOST_TEST_DONT_PRINT_LOG_VALUE(VoucherQuotas::Taken)

BOOST_FIXTURE_TEST_SUITE(VoucherQuotasOfRegions, QuotaRows)

BOOST_AUTO_TEST_CASE(where_no_quota_is_set_nothing_is_limited) {
  BOOST_CHECK(vouchers().take(approval(1)).outcome == Outcome::taken);
  BOOST_CHECK(vouchers().quotas("", 2026).empty());
}

BOOST_AUTO_TEST_CASE(an_approval_takes_one_of_every_region_that_it_lies_in_and_gives_it_back) {
  vouchers().setWhole("417", 2026, 3);
  vouchers().setWhole("41711", 2026, 1);
  vouchers().setWhole("417", 2027, 5);
  BOOST_CHECK(vouchers().take(approval(1)).outcome == Outcome::taken);
  BOOST_CHECK(vouchers().take(approval(1)).outcome == Outcome::taken);  // once
  BOOST_CHECK(vouchers().take(approval(2, "41721000000000")).outcome == Outcome::taken);
  BOOST_TEST(freeIn("41711000000000") == (std::vector<int>{1, 0}));
  BOOST_TEST(freeIn("41721000000000") == std::vector<int>{1});
  BOOST_TEST(freeIn("", 2027) == std::vector<int>{5});
  BOOST_CHECK((vouchers().take(approval(3)) == VoucherQuotas::Taken{Outcome::exhausted, "41711", ""}));
  BOOST_TEST(freeIn("41711000000000") == (std::vector<int>{1, 0}));  // all or nothing
  vouchers().giveBack("A1");
  vouchers().giveBack("A1");
  vouchers().giveBack("unknown");
  BOOST_TEST(freeIn("41711000000000") == (std::vector<int>{2, 1}));
  BOOST_CHECK(vouchers().take(approval(3)).outcome == Outcome::taken);
}

BOOST_AUTO_TEST_CASE(one_child_has_one_voucher) {
  auto second = approval(2);
  second.child = approval(1).child;
  vouchers().take(approval(1));
  BOOST_CHECK((vouchers().take(second) == VoucherQuotas::Taken{Outcome::childHasOne, "", "A1"}));
  vouchers().giveBack("A1");
  BOOST_CHECK(vouchers().take(second).outcome == Outcome::taken);
}

BOOST_AUTO_TEST_CASE(an_approval_that_moves_takes_its_place_along) {
  vouchers().setWhole("41711", 2026, 1);
  vouchers().setWhole("41721", 2026, 1);
  vouchers().take(approval(1));
  vouchers().take(approval(1, "41721000000000"));
  BOOST_TEST(freeIn("41711000000000") == std::vector<int>{1});
  BOOST_TEST(freeIn("41721000000000") == std::vector<int>{0});
}

BOOST_AUTO_TEST_CASE(a_quota_that_is_set_later_begins_with_what_is_in_force) {
  vouchers().take(approval(1));
  vouchers().take(approval(2, "41721000000000"));
  vouchers().setWhole("41711", 2026, 1);
  vouchers().setWhole("417", 2026, 1);
  BOOST_TEST(freeIn("") == (std::vector<int>{0, 0}));
  vouchers().setWhole("417", 2026, 4);
  BOOST_CHECK((vouchers().quotas("41799", 2026) == std::vector<VoucherQuota>{{"417", 2026, 4, 2}}));
}

BOOST_AUTO_TEST_CASE(many_at_once_cannot_overdraw_it) {
  constexpr int kWhole = 5, kThreads = 4, kEach = 4;
  vouchers().setWhole("417", 2026, kWhole);
  std::atomic<int> taken{0};
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread)
      threads.emplace_back([&, thread] {
        const auto database = openDatabase(connection());
        for (int i = 0; i < kEach; ++i)
          if (database->vouchers().take(approval(thread * kEach + i)).outcome == Outcome::taken) ++taken;
      });
  }
  BOOST_TEST(taken == kWhole);
  BOOST_TEST(number("SELECT count(*) FROM balalyk_approval") == kWhole);
  BOOST_TEST(freeIn("417") == std::vector<int>{0});
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

struct Approving : TakenPortal {
  Application child(const std::string& key, int number) const {
    auto record = application(key);
    record.protocolNumber = key;
    record.benefits = {categories[0]};
    record.child.pin = "215052020" + std::to_string(10'000 + number);
    return record;
  }
  MealSubsidy meal(const std::string& key) const {
    return {.origin = {.key = key, .synthetic = true},
            .commission = commission,
            .protocolNumber = "Т-" + key,
            .sittingDate = day(2026, 11, 2),
            .amountPerDay = 3600,
            .ticked = {chairperson, member}};
  }
  std::vector<std::string> flags(const std::string& key) {
    std::vector<std::string> texts;
    const auto document = archive().latest(Source::application, key).value();
    for (const auto& flag : document.flags)
      if (flag.code == "quotaExceeded" || flag.code == "childHasVoucher") texts.push_back(toString(flag));
    return texts;
  }
  TakeSummary night() { return Take(open()).run("night", {.everything = true}); }
  int free() { return open().vouchers().quotas("41711000000000", 2026).at(0).free(); }
  std::int64_t vouchers(const std::string& key) {
    return number("SELECT count(*) FROM balalyk_voucher_holder WHERE key = '" + key + "'");
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ApprovalsOfThePortal, Approving)

BOOST_AUTO_TEST_CASE(an_approval_beyond_the_quota_or_of_a_child_that_has_a_voucher_is_flagged_and_goes_its_way) {
  open().vouchers().setWhole("41711", 2026, 1);
  tables.put(child("A1", 1), PortalTables::Decision::approved);
  tables.put(child("A2", 2), PortalTables::Decision::approved);
  tables.put(child("A3", 1), PortalTables::Decision::approved);
  night();
  BOOST_TEST(flags("A1").empty());
  BOOST_TEST(flags("A2") == std::vector<std::string>{"quotaExceeded(region=41711, year=2026)"});
  BOOST_TEST(flags("A3") ==
             (std::vector<std::string>{"childHasVoucher(key=A1)", "quotaExceeded(region=41711, year=2026)"}));
  BOOST_CHECK(archive().latest(Source::application, "A2")->state == State::decided);
  BOOST_CHECK((open().vouchers().quotas("41711", 2026) == std::vector<VoucherQuota>{{"41711", 2026, 1, 3}}));
}

BOOST_AUTO_TEST_CASE(a_refusal_and_a_withdrawal_give_the_voucher_back) {
  open().vouchers().setWhole("41711", 2026, 5);
  for (int number = 1; number <= 3; ++number)
    tables.put(child("A" + std::to_string(number), number), PortalTables::Decision::approved);
  night();
  BOOST_TEST(free() == 2);
  auto refused = child("A1", 1);
  refused.refusalGrounds = "Негиз";
  tables.put(refused, PortalTables::Decision::rejected);
  tables.put(child("A2", 2), PortalTables::Decision::undecided);
  night();
  BOOST_TEST(free() == 4);
  tables.put(child("A2", 2), PortalTables::Decision::approved);
  night();
  BOOST_TEST(free() == 3);
}

BOOST_AUTO_TEST_CASE(a_signed_approval_that_was_refused_and_is_approved_again_as_it_was_is_in_force_again) {
  open().vouchers().setWhole("41711", 2026, 5);
  tables.put(child("A1", 1), PortalTables::Decision::approved);
  night();
  bring("A1", State::published);
  auto refused = child("A1", 1);
  refused.refusalGrounds = "Негиз";
  tables.put(refused, PortalTables::Decision::rejected);
  night();
  BOOST_TEST(free() == 5);
  tables.put(child("A1", 1), PortalTables::Decision::approved);
  night();
  night();
  BOOST_TEST(free() == 4);
}

BOOST_AUTO_TEST_CASE(an_approval_whose_number_another_has_is_not_in_force_however_often_it_is_taken) {
  open().vouchers().setWhole("41711", 2026, 5);
  tables.put(child("A1", 1), PortalTables::Decision::approved);
  auto second = child("A2", 2);
  second.protocolNumber = "A1";
  tables.put(second, PortalTables::Decision::approved);
  for (int times = 0; times < 3; ++times) night();
  BOOST_CHECK(stateOfRecord("A2") == State::returned);
  BOOST_TEST(free() == 4);
}

BOOST_AUTO_TEST_CASE(a_published_approval_that_is_gone_and_shown_again_is_in_force_again) {
  open().vouchers().setWhole("41711", 2026, 5);
  tables.put(child("A1", 1), PortalTables::Decision::approved);
  tables.put(child("A2", 2), PortalTables::Decision::approved);
  night();
  bring("A1", State::published);
  sql("UPDATE application SET decision = NULL WHERE id = 'A1'");
  night();
  BOOST_TEST(free() == 4);
  sql("UPDATE application SET decision = 'approved' WHERE id = 'A1'");  // its time of change stays
  Take(open()).run("night", {});
  BOOST_TEST(free() == 3);
}

BOOST_AUTO_TEST_CASE(a_meal_decision_that_is_gone_gives_back_no_voucher_of_an_application_with_its_key) {
  open().vouchers().setWhole("41711", 2026, 5);
  tables.put(child("17", 1), PortalTables::Decision::approved);
  for (const auto& key : {"17", "18"}) tables.put(meal(key));
  night();
  bringDocument(archive().latest(Source::mealSubsidy, "17").value().id, State::published);
  sql("DELETE FROM meal_attendance WHERE meal_subsidy_id = '17'");
  sql("DELETE FROM meal_subsidy WHERE id = '17'");
  BOOST_TEST(night().goneAfterPublication.size() == 1U);
  BOOST_TEST(free() == 4);
}

BOOST_AUTO_TEST_CASE(what_an_older_version_had_approved_is_in_force_after_the_upgrade) {
  for (int number = 1; number <= 4; ++number)
    tables.put(child("A" + std::to_string(number), number), PortalTables::Decision::approved);
  night();
  bring("A1", State::published);
  tables.put(child("A2", 2), PortalTables::Decision::undecided);  // withdrawn
  auto refused = child("A3", 3);
  refused.refusalGrounds = "Негиз";
  tables.put(refused, PortalTables::Decision::rejected);
  night();
  const std::string kInForce = "SELECT count(*) FROM balalyk_approval WHERE application_key IN ('A1', 'A4')";
  sql("DELETE FROM balalyk_approval");
  const auto engine = makeEngine(connection(), {});
  const auto session = engine->connect(std::chrono::steady_clock::now() + std::chrono::seconds(10));
  session->begin(SqlAccess::write);
  enterEarlierApprovals(*session, SqlCatalogue(engine->dialect()));
  session->commit();
  BOOST_TEST(number(kInForce) == 2);
  BOOST_TEST(number("SELECT count(*) FROM balalyk_approval") == 2);
  open().vouchers().setWhole("41711", 2026, 5);
  BOOST_TEST(free() == 3);
}

BOOST_AUTO_TEST_CASE(the_portal_cannot_approve_beyond_the_quota) {
  open().vouchers().setWhole("41711", 2026, 1);
  tables.decide(child("A1", 1), PortalTables::Decision::approved);
  BOOST_TEST(codeOf([&] { tables.decide(child("A2", 2), PortalTables::Decision::approved); }) == "quotaExceeded");
  BOOST_TEST(codeOf([&] { tables.decide(child("A3", 1), PortalTables::Decision::approved); }) == "childHasVoucher");
  BOOST_TEST(number("SELECT count(*) FROM application") == 1);  // nothing of them is kept
  night();
  BOOST_TEST(flags("A1").empty());
  BOOST_TEST(free() == 0);
}

BOOST_AUTO_TEST_CASE(a_voucher_follows_from_its_approval_and_ends_with_it) {
  auto approved = child("A1", 1);
  approved.amountPerMonth.reset();
  approved.childPlace = {"41711000000000", {"Бишкек", "Бишкек"}};
  tables.decide(approved, PortalTables::Decision::approved);
  const auto list = open().records().voucherList("G1", std::chrono::year(2026) / std::chrono::December).value();
  BOOST_REQUIRE_EQUAL(list.holders.size(), 1u);
  const VoucherHolder wanted{"A1", approved.child.name, 3'100'00, day(2026, 12, 1), day(2027, 5, 14),
                             "A1", day(2026, 11, 2)};
  BOOST_CHECK(list.holders.at(0) == wanted);
  BOOST_CHECK(!open().records().voucherList("G1", std::chrono::year(2026) / std::chrono::November));
  sql("UPDATE voucher SET valid_from = '9999-01-01', valid_to = '9999-12-31'");  // not begun, whatever day it is
  tables.decide(approved, PortalTables::Decision::undecided);
  BOOST_TEST(vouchers("A1") == 0);
}

BOOST_AUTO_TEST_CASE(one_whose_kindergarten_is_taken_out_of_the_approval_ends) {
  auto approved = child("A1", 1);
  approved.sittingDate = day(2024, 1, 10);
  tables.decide(approved, PortalTables::Decision::approved);
  approved.kindergarten.reset();
  tables.decide(approved, PortalTables::Decision::approved);
  BOOST_TEST(sql("SELECT valid_to FROM voucher WHERE id = 'A1'").rows.at(0).text("valid_to") ==
             isoDate(open().today()));
}

BOOST_AUTO_TEST_CASE(one_that_was_typed_and_has_not_begun_is_in_no_list_while_its_approval_is_taken_back) {
  auto approved = child("A1", 1);
  tables.put(approved, PortalTables::Decision::undecided);
  const auto today = open().today();
  const auto month = today.year() / today.month();
  // Later this month, or in a month to come.
  const std::chrono::year_month_day soon(month / std::chrono::last), later((month + std::chrono::months(3)) / 10);
  tables.put(holder("soon", soon, day(2090, 1, 1)), "G1", "A1", true);
  tables.put(holder("later", later, day(2090, 1, 1)), "G1", "A1", true);
  tables.decide(approved, PortalTables::Decision::approved);
  const auto listed = [&](std::chrono::year_month of) {
    const auto list = open().records().voucherList("G1", of);
    return list ? list->holders.size() : 0;
  };
  const bool begun = soon <= today;  // the last day of a month is today
  BOOST_TEST(listed(month) == 1u);
  BOOST_TEST(listed(month + std::chrono::months(3)) == 2u);
  for (const auto back : {PortalTables::Decision::undecided, PortalTables::Decision::rejected}) {
    tables.decide(approved, back);
    BOOST_TEST(listed(month) == (begun ? 1u : 0u));
    BOOST_TEST(listed(month + std::chrono::months(3)) == 0u);
    BOOST_TEST(vouchers("soon") == 1);
    BOOST_TEST(vouchers("later") == 1);
  }
  tables.decide(approved, PortalTables::Decision::approved);
  BOOST_TEST(listed(month + std::chrono::months(3)) == 2u);
  BOOST_TEST(number("SELECT count(*) FROM voucher WHERE valid_to = '2090-01-01' AND would_end IS NULL") == 2);
}

BOOST_AUTO_TEST_CASE(one_under_way_ends_today_and_one_that_was_typed_stays_the_application_s_and_continues) {
  auto approved = child("A1", 1);
  approved.sittingDate = day(2024, 1, 10);
  tables.put(approved, PortalTables::Decision::undecided);
  tables.put(holder("typed", day(2024, 2, 1), day(2030, 1, 1)), "G1", "A1", true);
  tables.decide(approved, PortalTables::Decision::approved);
  BOOST_TEST(vouchers("typed") == 1);
  BOOST_TEST(vouchers("A1") == 0);
  tables.decide(approved, PortalTables::Decision::rejected);
  const auto end = [&] { return sql("SELECT valid_to FROM voucher WHERE id = 'typed'").rows.at(0).text("valid_to"); };
  BOOST_TEST(end() == isoDate(open().today()));
  tables.decide(approved, PortalTables::Decision::undecided);
  BOOST_TEST(end() == isoDate(open().today()));
  tables.decide(approved, PortalTables::Decision::approved);
  BOOST_TEST(end() == "2030-01-01");
}

BOOST_AUTO_TEST_SUITE_END()
