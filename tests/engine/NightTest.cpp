#include "pipeline/engine/Night.h"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <fstream>

#include "EngineFixture.h"

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
  std::atomic<int> completed = 0;
  std::vector<Problem> troubles;
};

struct NightFixture : EngineFixture {
  NightReport night(std::vector<std::shared_ptr<StageRunner>> stages, std::stop_token stop = {}) {
    NightOptions options;
    options.worker.poll = 50ms;
    return Night(*database, *store, std::move(stages), listener, options).run(stop);
  }
  std::shared_ptr<TestStage> stage(Stage stage, TestStage::Work work = [](const Claim&) {}) {
    return std::make_shared<TestStage>(stage, 1, 4, std::move(work));
  }

  Listener listener;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(NightRun, NightFixture)

BOOST_AUTO_TEST_CASE(without_an_authorisation_everything_waits_for_its_chairperson) {
  takeDocuments(3);
  const auto report = night({stage(Stage::fill), stage(Stage::sign), stage(Stage::publish)});
  BOOST_TEST(report.allDone());
  BOOST_TEST(report.stages.at(Stage::fill).done == 3);
  BOOST_TEST(!report.stages.contains(Stage::sign));
  BOOST_TEST(report.published.empty());
  BOOST_TEST(report.waitingForAuthorisation.at("K1") == 3);
  BOOST_TEST(inState(State::drafted) == 3);
}

BOOST_AUTO_TEST_CASE(a_standing_authorisation_carries_everything_to_the_end) {
  takeDocuments(3);
  allowEverything();
  const auto report = night({stage(Stage::fill), stage(Stage::sign), stage(Stage::publish)});
  BOOST_TEST(report.allDone());
  BOOST_TEST(report.authorisedByStanding == 3);
  BOOST_TEST(report.published.at(Kind::voucherApproval) == 3);
  BOOST_TEST(report.waitingForAuthorisation.empty());
  BOOST_TEST((report.begun <= report.ended));
  BOOST_TEST(listener.completed == 9);  // what the report counts, the observer hears too
}

BOOST_AUTO_TEST_CASE(a_document_that_got_over_its_failure_is_not_reported_as_failed) {
  const auto id = takeDocuments(1).front();
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
  const auto ids = takeDocuments(3);
  const auto report = night({stage(Stage::fill, [&](const Claim& claim) {
    if (claim.document.id == ids[1]) throw StageError(Disposition::quarantined, {"valueMissingInPdf", {}});
  })});
  BOOST_TEST(!report.allDone());
  BOOST_REQUIRE(report.failures.size() == 1U);
  const auto& failed = report.failures.front();
  BOOST_TEST(failed.documentId == ids[1]);
  BOOST_TEST(failed.stage == Stage::fill);
  BOOST_TEST(failed.disposition == Disposition::quarantined);
  BOOST_TEST(failed.problem.code == "valueMissingInPdf");
  BOOST_TEST(inState(State::drafted) == 2);
}

BOOST_AUTO_TEST_CASE(a_night_that_is_stopped_is_not_done_and_the_next_one_continues) {
  takeDocuments(12);
  std::stop_source stop;
  const auto first = night({stage(Stage::fill, [&](const Claim&) { stop.request_stop(); })}, stop.get_token());
  BOOST_TEST(first.stopped);
  BOOST_TEST(!first.allDone());
  BOOST_TEST(inState(State::decided) > 0);
  const auto second = night({stage(Stage::fill)});
  BOOST_TEST(second.allDone());
  BOOST_TEST(inState(State::drafted) == 12);
}

BOOST_AUTO_TEST_CASE(a_night_without_its_store_does_not_begin) {
  takeDocuments(1);
  std::filesystem::remove_all(folder / "store");
  std::ofstream(folder / "store") << "not a folder";
  BOOST_CHECK_THROW(night({stage(Stage::fill)}), Error);
  BOOST_TEST(inState(State::decided) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
