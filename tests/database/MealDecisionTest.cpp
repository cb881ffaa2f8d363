#include <boost/test/unit_test.hpp>

#include "PortalFixture.h"
#include "pipeline/record/Record.h"
#include "pipeline/record/RecordXml.h"
#include "pipeline/stages/Take.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

struct Meals : Portal {
  MealSubsidy ofCommission() const {
    return {.origin = {.key = "S1", .synthetic = true},
            .commission = commission,
            .protocolNumber = "12/34",
            .sittingDate = day(2026, 11, 2),
            .amountPerDay = 36'00,
            .ticked = {chairperson}};
  }
  Document taken() {
    Take(open()).run("night", {});
    return archive().latest(Source::mealSubsidy, "S1").value();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(MealDecisions, Meals)

BOOST_AUTO_TEST_CASE(one_of_a_commission_has_no_child_and_is_found_by_the_commission) {
  tables.put(ofCommission());
  const auto document = taken();
  BOOST_CHECK(document.kind == Kind::mealDecision);
  BOOST_CHECK(document.state == State::decided);
  BOOST_TEST(document.subject == commission.name.ky);
  const auto record = std::get<MealSubsidy>(fromXml(archive().recordXml(document.id).value()));
  BOOST_CHECK(!record.child);
  BOOST_CHECK(record.amountPerDay == 36'00);
  BOOST_CHECK((languagesOf(record) == std::vector<Language>{Language::ky, Language::ru}));
}

BOOST_AUTO_TEST_CASE(one_of_a_child_stays_what_it_was_and_an_upload_is_an_upload) {
  auto meal = ofCommission();
  meal.child = application("A1").child;
  tables.put(meal);
  BOOST_CHECK(taken().kind == Kind::mealSubsidy);
  meal.child.reset();
  meal.uploadId = "U1";
  tables.putUpload("U1", "протокол.pdf", "%PDF-1.7");
  tables.put(meal);
  BOOST_CHECK(taken().kind == Kind::mealUpload);
}

// A child of which only something is missing is none that was left out.
BOOST_AUTO_TEST_CASE(a_child_that_is_there_in_part_is_returned_and_not_taken_for_none) {
  auto meal = ofCommission();
  meal.child = Person{};
  meal.child->pin = "21505202012345";
  tables.put(meal);
  const auto document = taken();
  BOOST_CHECK(document.kind == Kind::mealSubsidy);
  BOOST_CHECK(document.state == State::returned);
}

BOOST_AUTO_TEST_SUITE_END()
