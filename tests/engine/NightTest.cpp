#include "pipeline/night/Night.h"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <functional>
#include <future>
#include <mutex>

#include "EngineFixture.h"
#include "connectors/database/PortalTables.h"
#include "pipeline/domain/IsoDate.h"

using namespace balalyk;
using namespace balalyk::tests;
using namespace std::chrono_literals;

BOOST_TEST_DONT_PRINT_LOG_VALUE(Disposition)
BOOST_TEST_DONT_PRINT_LOG_VALUE(Stage)

namespace {

class Listener final : public Observer {
 public:
  void done(const Document&, Stage, std::chrono::microseconds) override { ++completed; }
  void trouble(const Problem& problem) override { troubles.push_back(problem); }
  void pulse() override { onPulse(); }
  std::function<void()> onPulse = [] {};
  std::atomic<int> completed = 0;
  std::vector<Problem> troubles;
};

// A portal whose records a night takes, and stages that need no office.
struct NightFixture : EngineFixture {
  NightFixture() : tables(connection) {
    tables.put(commission);
    tables.put(chairperson);
    tables.put(secretary);
    tables.put(kindergarten, "K1", true);
    tables.put(category);
  }

  void decide(int count) {
    for (int i = 1; i <= count; ++i) decide(i, PortalTables::Decision::approved);
  }

  void decide(int i, PortalTables::Decision decision) {
    const auto number = std::to_string(i);
    tables.put(Application{.origin = {.key = "A" + number, .synthetic = true},
                           .commission = commission,
                           .protocolNumber = number,
                           .sittingDate = dateFromIso("2026-10-05"),
                           .approved = true,
                           .child = {{"Асанов", "Үсөн", "Өмүрбекович"}, "21505202012345", std::nullopt},
                           .guardian = {{{"Асан кызы", "Бермет", ""}, "11505199012345", std::nullopt}, "Бишкек, Чүй 1"},
                           .benefits = {category},
                           .ticked = {chairperson, secretary},
                           .documentsShown = {{"Туулгандыгы тууралуу күбөлүк", "Свидетельство о рождении"}},
                           .amountPerMonth = 310'000,
                           .kindergarten = kindergarten},
               decision);
  }

  NightReport night(std::vector<std::shared_ptr<StageRunner>> stages, std::stop_token stop = {}) {
    NightOptions options;
    options.worker.poll = 50ms;
    return Night(*database, *store, std::move(stages), listener, options).run(stop);
  }
  std::shared_ptr<TestStage> stage(
      Stage stage, TestStage::Work work = [](const Claim&) {}) {
    return std::make_shared<TestStage>(stage, 1, 4, std::move(work));
  }

  const Commission commission{.id = "K1",
                              .name = {"Бишкек комиссиясы", "Комиссия Бишкека"},
                              .place = {"Бишкек ш.", "г. Бишкек"},
                              .soate = "41711000000000",
                              .languages = ProtocolLanguages::ky};
  const Member chairperson{
      "M1", "K1", {"Төраев", "Төрө", ""}, "20101197012345", {"төрага", "председатель"}, CommissionRole::chairperson};
  const Member secretary{"M2",
                         "K1",
                         {"Катчиева", "Айгүл", "Асановна"},
                         "10101198012345",
                         {"катчы", "секретарь"},
                         CommissionRole::secretary};
  const Kindergarten kindergarten{"G1", {"№12 «Ак-Кайың» МЧББУ", "ДОО №12"}};
  const BenefitCategory category{"low-income", {"аз камсыз", "малообеспеченные"}};
  PortalTables tables;
  Listener listener;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(NightRun, NightFixture)

BOOST_AUTO_TEST_CASE(without_an_authorisation_everything_waits_for_its_chairperson) {
  decide(3);
  const auto report = night({stage(Stage::fill), stage(Stage::sign), stage(Stage::publish)});
  BOOST_TEST(report.allDone());
  BOOST_TEST(report.stages.at(Stage::fill).done == 3);
  BOOST_TEST(!report.stages.contains(Stage::sign));
  BOOST_TEST(report.published.empty());
  BOOST_TEST(report.waitingForAuthorisation.at("K1") == 3);
  BOOST_TEST(inState(State::sent) == 3);
}

BOOST_AUTO_TEST_CASE(what_the_secretary_has_to_send_waits_there_and_nothing_is_wrong_with_that) {
  decide(3);
  tables.setSending("K1", PortalTables::Sending::bySecretary);
  allowEverything();
  const auto report = night({stage(Stage::fill), stage(Stage::sign), stage(Stage::publish)});
  BOOST_TEST(report.allDone());
  BOOST_TEST(report.authorisedByStanding == 0);
  BOOST_TEST(report.waitingForSecretary.at("K1") == 3);
  BOOST_TEST(report.waitingForAuthorisation.empty());
  BOOST_TEST(inState(State::drafted) == 3);
  std::vector<std::string> ids;
  for (const auto& document : database->archive().inState(State::drafted, 10)) ids.push_back(document.id);
  database->sending().send(ids, {"M2", "K1"});
  const auto next = night({stage(Stage::fill), stage(Stage::sign), stage(Stage::publish)});
  BOOST_TEST(next.waitingForSecretary.empty());
  BOOST_TEST(next.published.at(Kind::voucherApproval) == 3);
}

BOOST_AUTO_TEST_CASE(a_standing_authorisation_carries_everything_to_the_end) {
  decide(3);
  allowEverything();
  const auto report = night({stage(Stage::fill), stage(Stage::sign), stage(Stage::publish)});
  BOOST_TEST(report.allDone());
  BOOST_TEST(report.authorisedByStanding == 3);
  BOOST_TEST(report.published.at(Kind::voucherApproval) == 3);
  BOOST_TEST(report.waitingForAuthorisation.empty());
  BOOST_TEST((report.begun <= report.ended));
  BOOST_TEST(listener.completed == 9);  // what the report counts, the observer hears too
}

// Each step of the taking waits for the first document to be filled, as long as that may take.
BOOST_AUTO_TEST_CASE(documents_are_worked_on_while_others_are_still_taken) {
  decide(3);
  allowEverything();
  std::promise<void> filling;
  const auto begun = filling.get_future().share();
  std::atomic<bool> inTime = true;
  listener.onPulse = [&] { inTime = inTime && begun.wait_for(20s) == std::future_status::ready; };
  std::once_flag once;
  const auto fill = stage(Stage::fill, [&](const Claim&) { std::call_once(once, [&] { filling.set_value(); }); });
  const auto report = night({fill, stage(Stage::sign), stage(Stage::publish)});
  BOOST_TEST(inTime);
  BOOST_TEST(report.published.at(Kind::voucherApproval) == 3);
}

// What was withdrawn since is not worked on any more. The taking gives the engine time for that, if it is there
// already.
BOOST_AUTO_TEST_CASE(what_is_under_way_is_compared_with_the_portal_before_anything_is_worked_on) {
  decide(1);
  night({});
  BOOST_REQUIRE(inState(State::decided) == 1);
  decide(1, PortalTables::Decision::undecided);
  decide(2, PortalTables::Decision::approved);
  std::promise<void> filling;
  const auto begun = filling.get_future().share();
  listener.onPulse = [&] { begun.wait_for(100ms); };
  std::once_flag once;
  const auto report =
      night({stage(Stage::fill, [&](const Claim&) { std::call_once(once, [&] { filling.set_value(); }); })});
  BOOST_TEST(report.stages.at(Stage::fill).done == 1);
  BOOST_TEST(report.stages.at(Stage::fill).lost == 0);
  BOOST_TEST(report.allDone());
  BOOST_TEST(inState(State::withdrawn) == 1);
}

BOOST_AUTO_TEST_CASE(what_was_signed_and_is_withdrawn_since_is_not_published) {
  allowEverything();
  decide(1);
  night({stage(Stage::fill), stage(Stage::sign)});
  BOOST_REQUIRE(inState(State::signed_) == 1);
  decide(1, PortalTables::Decision::undecided);
  decide(2, PortalTables::Decision::approved);
  std::promise<void> publishing;
  const auto begun = publishing.get_future().share();
  listener.onPulse = [&] { begun.wait_for(100ms); };
  std::once_flag once;
  const auto publish =
      stage(Stage::publish, [&](const Claim&) { std::call_once(once, [&] { publishing.set_value(); }); });
  BOOST_TEST(night({stage(Stage::fill), stage(Stage::sign), publish}).published.at(Kind::voucherApproval) == 1);
  BOOST_TEST(inState(State::withdrawn) == 1);
}

BOOST_AUTO_TEST_CASE(a_document_that_got_over_its_failure_is_not_reported_as_failed) {
  decide(1);
  int tries = 0;
  const auto report = night({stage(Stage::fill, [&](const Claim&) {
    if (++tries == 1) throw StageError(Disposition::retry, {"officeCrashed", {}});
  })});
  BOOST_TEST(tries == 2);
  BOOST_TEST(report.stages.at(Stage::fill).failed == 1);
  BOOST_TEST(report.stages.at(Stage::fill).done == 1);
  BOOST_TEST(report.failures.empty());
  BOOST_TEST(report.allDone());
}

BOOST_AUTO_TEST_CASE(what_failed_at_last_is_reported_once_with_its_problem_and_the_others_are_done) {
  decide(3);
  const auto report = night({stage(Stage::fill, [&](const Claim& claim) {
    if (claim.document.number == "2") throw StageError(Disposition::quarantined, {"valueMissingInPdf", {}});
  })});
  BOOST_TEST(!report.allDone());
  BOOST_REQUIRE(report.failures.size() == 1U);
  const auto& failed = report.failures.front();
  BOOST_TEST(failed.number == "2");
  BOOST_TEST(failed.stage == Stage::fill);
  BOOST_TEST(failed.disposition == Disposition::quarantined);
  BOOST_TEST(failed.problem.code == "valueMissingInPdf");
  BOOST_TEST(inState(State::sent) == 2);
}

BOOST_AUTO_TEST_CASE(a_night_that_is_stopped_is_not_done_and_the_next_one_continues) {
  decide(12);
  std::stop_source stop;
  const auto first = night({stage(Stage::fill, [&](const Claim&) { stop.request_stop(); })}, stop.get_token());
  BOOST_TEST(first.stopped);
  BOOST_TEST(!first.allDone());
  BOOST_TEST(inState(State::decided) > 0);
  const auto second = night({stage(Stage::fill)});
  BOOST_TEST(second.allDone());
  BOOST_TEST(inState(State::sent) == 12);
}

BOOST_AUTO_TEST_CASE(a_night_without_its_store_does_not_begin) {
  decide(1);
  std::filesystem::remove_all(folder / "store");
  std::ofstream(folder / "store") << "not a folder";
  BOOST_CHECK_THROW(night({stage(Stage::fill)}), Error);
  BOOST_TEST(inState(State::decided) == 0);  // nothing was taken either
}

BOOST_AUTO_TEST_CASE(a_night_takes_what_was_decided_and_a_second_one_nothing_new) {
  decide(3);
  const auto first = night({stage(Stage::fill)});
  BOOST_TEST(first.take.findings.empty());
  BOOST_TEST(inState(State::sent) == 3);
  const auto second = night({stage(Stage::fill)});
  BOOST_TEST(second.allDone());
  BOOST_TEST(!second.stages.contains(Stage::fill));
  BOOST_TEST(inState(State::sent) == 3);
}

BOOST_AUTO_TEST_SUITE_END()
