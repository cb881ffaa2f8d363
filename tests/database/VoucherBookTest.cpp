#include <boost/test/unit_test.hpp>

#include "PortalFixture.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

struct Organisations : Portal {
  Organisations() {
    tables.put(Kindergarten{"G2", {"«Күн нуру» бала бакчасы", ""}}, "K2", true);
    tables.put(holder("V1", day(2026, 10, 1), day(2026, 11, 30)), "G1", "", true);
    tables.put(holder("V2", day(2026, 11, 15), day(2027, 5, 31)), "G1", "", true);
    tables.put(holder("V3", day(2026, 12, 1), day(2027, 5, 31)), "G2", "", true);
  }
  VoucherBook& book() { return open().voucherBook(); }
  std::vector<std::string> ids(const Permission& by) {
    std::vector<std::string> found;
    for (const auto& one : book().organisations(by)) found.push_back(one.kindergarten.id);
    return found;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(VoucherBooks, Organisations)

BOOST_AUTO_TEST_CASE(the_ministry_sees_all_a_commission_its_own_and_a_kindergarten_itself) {
  BOOST_CHECK(ids({.everywhere = true}) == (std::vector<std::string>{"G1", "G2"}));
  BOOST_CHECK(ids({.commissions = {"K1"}}) == std::vector<std::string>{"G1"});
  BOOST_CHECK(ids({.kindergartens = {"G2"}}) == std::vector<std::string>{"G2"});
  BOOST_CHECK((ids({.commissions = {"K1"}, .kindergartens = {"G2"}}) == std::vector<std::string>{"G1", "G2"}));
  BOOST_CHECK(ids({}).empty());
  BOOST_CHECK(!book().organisation({.commissions = {"K1"}}, "G2"));
  BOOST_CHECK(!book().organisation({.kindergartens = {"G2"}}, "G1"));
  const auto own = book().organisation({.kindergartens = {"G2"}}, "G2").value();
  BOOST_CHECK_EQUAL(own.commissionId, "K2");
  BOOST_CHECK_EQUAL(own.commission.ky, "Ош");
}

BOOST_AUTO_TEST_CASE(totals_count_who_has_a_voucher_on_a_day_of_the_month) {
  using std::chrono::year;
  const auto november = book().totals(year(2026) / 11, {"G1", "G2"});
  BOOST_REQUIRE(november.contains("G1"));
  BOOST_CHECK_EQUAL(november.at("G1").children, 2);
  BOOST_CHECK_EQUAL(november.at("G1").perMonth, 400'000);
  BOOST_CHECK(!november.contains("G2"));
  const auto december = book().totals(year(2026) / 12, {"G1", "G2"});
  BOOST_CHECK_EQUAL(december.at("G1").children, 1);
  BOOST_CHECK_EQUAL(december.at("G2").children, 1);
  BOOST_CHECK(book().totals(year(2026) / 12, {}).empty());
}

BOOST_AUTO_TEST_SUITE_END()
