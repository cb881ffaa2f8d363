#include <thread>

#include "CaseworkFixture.h"
#include "ForeignView.h"
#include "pipeline/stages/CurrentRecords.h"

using namespace balalyk;
using namespace balalyk::tests;

// What is saved between the night's reading of a record and its taking is newer: it is never replaced by what was read.

namespace {

struct Overtaken : Casework {
  NewDocument read(const std::string& id, Source source = Source::application) {
    return CurrentRecords(open()).of(source, {id}).at(id);
  }
  TakeOutcome takeRead(const NewDocument& document) { return queue().take({&document, 1}, "night").at(0).outcome; }
  std::string recordOf(const std::string& id) { return archive().recordXml(latest(id)->id).value(); }
  ApplicationForm saying(const std::string& comments) const {
    auto form = complete("1");
    form.comments = comments;
    return form;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(OvertakenRecords, Overtaken)

BOOST_AUTO_TEST_CASE(a_record_that_is_saved_after_the_night_has_read_it_wins) {
  editor().saveAndMakeProtocol(write("A1", saying("эски")));
  const auto old = read("A1");
  editor().saveAndMakeProtocol(write("A1", saying("жаңы")));
  BOOST_CHECK(takeRead(old) == TakeOutcome::overtaken);
  BOOST_CHECK_EQUAL(latest("A1")->revision, 2);
  BOOST_CHECK(recordOf("A1").find("жаңы") != std::string::npos);
  BOOST_CHECK(takeRead(read("A1")) == TakeOutcome::unchanged);
  // The first document of a record too.
  save("A2", complete("2"));
  const auto first = read("A2");
  auto corrected = complete("3");
  save("A2", corrected);
  BOOST_CHECK(takeRead(first) == TakeOutcome::overtaken);
  BOOST_CHECK(!latest("A2"));
  BOOST_CHECK(!open().audit().firstBroken());
}

BOOST_AUTO_TEST_CASE(a_decision_that_is_taken_back_after_the_night_has_read_it_gets_no_document) {
  open().vouchers().setWhole("417", year, 3);
  save("A1", complete("1"));
  const auto old = read("A1");
  auto undone = complete("1");
  undone.chosen.reset();
  save("A1", undone);
  BOOST_CHECK(takeRead(old) == TakeOutcome::overtaken);
  BOOST_CHECK(!latest("A1"));
  BOOST_CHECK_EQUAL(freeOf("417"), 3);
}

BOOST_AUTO_TEST_CASE(a_decision_on_meals_is_compared_too) {
  MealSubsidy meal{.origin = {.key = "S1"},
                   .commission = commission,
                   .protocolNumber = "1",
                   .sittingDate = sitting,
                   .ticked = {chairperson}};
  meal.amountPerDay = 100'00;
  tables.put(meal);
  const auto old = read("S1", Source::mealSubsidy);
  meal.amountPerDay = 120'00;
  tables.put(meal);
  sql("UPDATE meal_subsidy SET changed_at = changed_at + 1");  // however fast this is
  BOOST_CHECK(takeRead(old) == TakeOutcome::overtaken);
  BOOST_CHECK(takeRead(read("S1", Source::mealSubsidy)) == TakeOutcome::taken);
}

BOOST_AUTO_TEST_CASE(a_view_whose_times_move_by_themselves_is_taken_all_the_same) {
  save("A1", complete("1"));
  showInstead(*this, "balalyk_decided_application",
              {{"changed_at", onSqlite() ? "abs(random() % 1000000) + 1" : "(random() * 1000000)::bigint + 1"}});
  balalyk::Take(open()).run("night", {});
  BOOST_CHECK(latest("A1"));
  BOOST_CHECK(editor().makeProtocol("A1"));
}

BOOST_AUTO_TEST_CASE(what_a_secretary_saves_while_the_night_takes_is_what_stays) {
  constexpr int kSaves = 15;
  const auto other = openDatabase(connection());
  editor().saveAndMakeProtocol(write("A1", saying("0")));
  std::atomic<bool> saving{true};
  {
    const std::jthread night([&] {
      while (saving) balalyk::Take(*other).run("night", {});
    });
    for (int i = 1; i <= kSaves; ++i) {
      const auto comments = "сакталды " + std::to_string(i) + ".";
      BOOST_CHECK_EQUAL(wordOf(editor().saveAndMakeProtocol(write("A1", saying(comments)))), "saved");
      BOOST_CHECK(recordOf("A1").find(comments) != std::string::npos);
    }
    saving = false;
  }
  BOOST_CHECK(recordOf("A1").find("сакталды 15.") != std::string::npos);
  BOOST_CHECK(!open().audit().firstBroken());
}

BOOST_AUTO_TEST_SUITE_END()
