#include <boost/test/unit_test.hpp>

#include "TakenPortal.h"

using namespace balalyk;
using namespace balalyk::tests;

// One view that cannot be read, for a missing column or for one row at which it fails, and two that can.

namespace {

struct BrokenPortal : TakenPortal {
  BrokenPortal() {
    decide("A1");
    decide("A2");
    putVouchers({"V1"});
    auto meal = uploadedMeal();
    meal.uploadId.clear();
    meal.amountPerDay = 3'600;
    tables.put(meal);
  }

  void breakView(const std::string& view) {
    sql("DROP VIEW " + view);
    sql("CREATE VIEW " + view + " AS SELECT 'A1' AS key");
  }

  // Which view is asked to be unreadable, and nothing else.
  void reported(const TakeSummary& summary, const std::string& view) {
    BOOST_REQUIRE_EQUAL(summary.ofViews.size(), 1u);
    BOOST_CHECK_EQUAL(summary.ofViews[0].code, "viewUnreadable");
    BOOST_CHECK_EQUAL(summary.ofViews[0].params.at("view"), view);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ViewFailures, BrokenPortal)

BOOST_AUTO_TEST_CASE(the_other_views_are_taken) {
  const std::pair<const char*, Kind> kViews[] = {{"balalyk_decided_application", Kind::voucherApproval},
                                                 {"balalyk_meal_subsidy", Kind::mealSubsidy},
                                                 {"balalyk_voucher_holder", Kind::voucherList}};
  for (const auto& [view, itsKind] : kViews) {
    BrokenPortal portal;
    portal.breakView(view);
    const auto summary = portal.take();
    portal.reported(summary, view);
    for (const auto kind : {Kind::voucherApproval, Kind::mealSubsidy, Kind::voucherList}) {
      const int wanted = kind == itsKind ? 0 : kind == Kind::voucherApproval ? 2 : 1;
      BOOST_CHECK_EQUAL(summary.taken.contains(kind) ? summary.taken.at(kind) : 0, wanted);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_it_showed_stays_and_what_others_take_back_is_withdrawn) {
  take();
  undecide("A1");
  breakView("balalyk_meal_subsidy");
  const auto summary = take();
  reported(summary, "balalyk_meal_subsidy");
  BOOST_CHECK(stateOfRecord("A1") == State::withdrawn);
  BOOST_CHECK(archive().latest(Source::mealSubsidy, "S1")->state == State::decided);
}

BOOST_AUTO_TEST_SUITE_END()
