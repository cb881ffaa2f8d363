#include "pipeline/engine/RetryRule.h"

#include <boost/test/unit_test.hpp>

using namespace balalyk;

BOOST_TEST_DONT_PRINT_LOG_VALUE(Disposition)

namespace {

struct RuleFixture {
  Failure decide(Disposition disposition, int attempts, Evidence evidence = {}, const char* code = "officeFailed") {
    Claim claim{.token = 7};
    claim.document.id = "d1";
    claim.document.attempts = attempts;
    return rule.decide(claim, Stage::fill, StageFailure{disposition, {code, {}}, std::move(evidence)});
  }
  Evidence kept() {
    return [this](const Problem&, int attempt) { return "bundle of try " + std::to_string(askedIn = attempt); };
  }

  const RetryRule rule{EngineLimits{.maxAttempts = 3}};
  int askedIn = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(retry_rule, RuleFixture)

BOOST_AUTO_TEST_CASE(a_failure_is_tried_again_and_its_evidence_is_not_kept) {
  const auto failure = decide(Disposition::retry, 2, kept());
  BOOST_TEST(failure.disposition == Disposition::retry);
  BOOST_TEST(failure.documentId == "d1");
  BOOST_TEST(failure.token == 7);
  BOOST_TEST(failure.retryAfter >= std::chrono::seconds(3));  // 4 s, a quarter more or less
  BOOST_TEST(failure.retryAfter <= std::chrono::seconds(5));
  BOOST_TEST(failure.problem.params.empty());
  BOOST_TEST(askedIn == 0);
}

BOOST_AUTO_TEST_CASE(after_the_last_attempt_it_is_quarantined_with_its_evidence) {
  const auto failure = decide(Disposition::retry, 3, kept());
  BOOST_TEST(failure.disposition == Disposition::quarantined);
  BOOST_TEST(failure.problem.params.at("bundle") == "bundle of try 3");
}

BOOST_AUTO_TEST_CASE(what_a_stage_quarantines_keeps_its_evidence_at_once) {
  BOOST_TEST(decide(Disposition::quarantined, 1, kept()).problem.params.at("bundle") == "bundle of try 1");
}

BOOST_AUTO_TEST_CASE(what_has_no_evidence_is_quarantined_without) {
  const auto failure = decide(Disposition::retry, 3);
  BOOST_TEST(failure.disposition == Disposition::quarantined);
  BOOST_TEST(failure.problem.params.empty());
}

BOOST_AUTO_TEST_CASE(nothing_is_quarantined_while_the_store_cannot_take_its_evidence) {
  const auto failure =
      decide(Disposition::quarantined, 1, [](const Problem&, int) -> std::string { throw Error("storeFull"); });
  BOOST_TEST(failure.disposition == Disposition::wait);
  BOOST_TEST(failure.problem.code == "storeFull");
  BOOST_TEST(failure.retryAfter == std::chrono::minutes(15));
}

BOOST_AUTO_TEST_CASE(waiting_uses_up_no_attempt_and_a_database_is_back_in_seconds) {
  BOOST_TEST(decide(Disposition::wait, 9, kept(), "keyMissing").retryAfter == std::chrono::minutes(15));
  BOOST_TEST(decide(Disposition::wait, 9, kept(), "databaseLocked").retryAfter == std::chrono::seconds(5));
  BOOST_TEST(decide(Disposition::wait, 9, kept(), "keyMissing").disposition == Disposition::wait);
  BOOST_TEST(askedIn == 0);
}

BOOST_AUTO_TEST_CASE(the_record_that_is_wrong_is_returned_whatever_the_attempt) {
  BOOST_TEST(decide(Disposition::returned, 9, kept()).disposition == Disposition::returned);
  BOOST_TEST(askedIn == 0);
}

BOOST_AUTO_TEST_CASE(what_was_raised_part_of_the_way_continues_when_its_trouble_may_have_passed) {
  const Claim claim{.token = 7};
  const Upgraded half{.level = "B-T", .stoppedBy = Problem{"timeStampQuotaSpent", {}}};
  const auto stopped = std::get<Completed>(rule.decide(claim, Stage::upgrade, StageResult{half, {}}));
  BOOST_TEST(stopped.continueAfter == std::chrono::minutes(15));
  BOOST_TEST(stopped.token == 7);
  const auto whole = std::get<Completed>(rule.decide(claim, Stage::upgrade, StageResult{Upgraded{}, {}}));
  BOOST_TEST(whole.continueAfter.count() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
