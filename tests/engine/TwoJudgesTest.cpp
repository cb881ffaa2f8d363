#include <boost/test/unit_test.hpp>

#include "SigningFixture.h"
#include "pipeline/actions/Retry.h"
#include "pipeline/stages/ReproductionBundle.h"
#include "pipeline/stages/Upgrade.h"
#include "signing/HttpTransport.h"

// What becomes of a document by what the second judge says of it.
using namespace balalyk;
using namespace balalyk::tests;

namespace {

// Counts what is asked for, and has nothing.
struct NoStamps final : signing::TimeStampSource {
  int asked = 0;
  std::string stamp(const signing::Digest&) override {
    ++asked;
    throw signing::TransportError("timeStampUnreachable");
  }
};

struct NoServices final : TrustServices {
  NoStamps stamps;
  signing::TrustAnchors none;
  SignerAnswer statusOf(const signing::Certificate&, std::span<const signing::Certificate>) override { return {}; }
  signing::TimeStampSource& timeStamps() override { return stamps; }
  signing::RevocationSource& revocation() override { throw std::logic_error("not as far as that"); }
  const signing::TrustAnchors& signers() const override { return none; }
  const signing::TrustAnchors& authorities() const override { return none; }
  std::chrono::sys_seconds now() override { return signing::systemTime(); }
};

struct TwoJudgesFixture : SigningFixture {
  Document signedDocument() {
    const auto document = drafted();
    authorise(document);
    work();
    return database->archive().document(document.id).value();
  }
  Problem problemOf(const Document& document) { return database->archive().document(document.id)->problems.at(0); }
  void refuse() { second.verdict = {SecondVerdict::Kind::refused, "digestDiffers", {}}; }
};

}  // namespace

BOOST_TEST_DONT_PRINT_LOG_VALUE(Retry::Outcome)
BOOST_FIXTURE_TEST_SUITE(two_judges, TwoJudgesFixture)

BOOST_AUTO_TEST_CASE(what_both_accept_is_published) {
  const auto document = signedDocument();
  BOOST_TEST((document.state == State::published));
  BOOST_TEST(second.asked == 1);
}

BOOST_AUTO_TEST_CASE(what_the_second_refuses_is_set_aside_with_the_container_and_both_verdicts) {
  refuse();
  const auto document = signedDocument();
  BOOST_TEST((document.state == State::quarantined));
  const auto problem = problemOf(document);
  BOOST_TEST(problem.code == "judgesDisagree");
  BOOST_TEST(problem.params.at("first") == "TOTAL-PASSED");
  BOOST_TEST(problem.params.at("second") == "digestDiffers");
  const auto bundle = unpackBundle(store->get(problem.params.at("bundle")).value());
  BOOST_TEST(bundle.documentId == document.id);
  BOOST_TEST((bundle.judged.container == store->get(document.container->digest)));
  BOOST_TEST(bundle.judged.first.find("\"indication\":\"TOTAL-PASSED\"") != std::string::npos);
  BOOST_TEST(bundle.judged.second.find("\"reason\":\"digestDiffers\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_was_set_aside_so_is_judged_again_and_not_signed_again) {
  refuse();
  const auto document = signedDocument();
  Retry retry(*database, [&] { return std::make_shared<Publish>(*store, validator, second); });
  BOOST_TEST((retry.run(document.id, "operator") == Retry::Outcome::queued));
  second.verdict = {SecondVerdict::Kind::accepted, {}, {}};
  work();
  const auto after = database->archive().document(document.id).value();
  BOOST_TEST((after.state == State::published));
  BOOST_TEST(after.container->digest == document.container->digest);
}

BOOST_AUTO_TEST_CASE(without_an_answer_the_document_waits_and_no_attempt_is_used_up) {
  second.answers = false;
  const auto document = signedDocument();
  BOOST_TEST((document.state == State::signed_));
  BOOST_TEST(problemOf(document).code == "judgeUnavailable");
  BOOST_TEST(document.attempts == 0);
  second.answers = true;
  database->queue().hasten();
  work();
  BOOST_TEST((stateOf(document.id) == State::published));
}

BOOST_AUTO_TEST_CASE(an_algorithm_that_the_second_does_not_know_leaves_one_judge) {
  second.verdict = {SecondVerdict::Kind::notJudged, "algorithm", {{"algorithm", "RSA-PSS-SHA256"}}};
  BOOST_TEST((signedDocument().state == State::published));
}

BOOST_AUTO_TEST_CASE(a_container_of_ours_cannot_escape_the_second_by_its_form) {
  for (const char* reason : {"form", "transform", "tooLarge"}) {
    second.verdict = {SecondVerdict::Kind::notJudged, reason, {}};
    const auto document = signedDocument();
    BOOST_TEST((document.state == State::quarantined), reason);
    BOOST_TEST(problemOf(document).code == "judgesDisagree");
  }
}

BOOST_AUTO_TEST_CASE(what_the_first_passes_cannot_escape_the_second_unresolved) {
  second.verdict = {SecondVerdict::Kind::notJudged, "notResolved", {}};
  const auto document = signedDocument();
  BOOST_TEST((document.state == State::quarantined));
  BOOST_TEST(problemOf(document).code == "judgesDisagree");
}

BOOST_AUTO_TEST_CASE(what_the_first_calls_changed_and_the_second_accepts_is_a_disagreement_too) {
  signing::SignatureReport changed{.indication = signing::Indication::totalFailed};
  changed.checks = {{.code = "fileUnchanged", .passed = false}};
  signing::SignatureReport unknown{.indication = signing::Indication::indeterminate};
  unknown.checks = {{.code = "chainTrusted", .passed = false}};
  BOOST_TEST(disagree(changed, second.verdict));
  BOOST_TEST(!disagree(unknown, second.verdict));
  refuse();
  BOOST_TEST(!disagree(changed, second.verdict));
  // Both refuse, each by its own rule.
  BOOST_TEST(!disagree(unknown, {SecondVerdict::Kind::refused, "structureOther", {}}));
}

BOOST_AUTO_TEST_CASE(nothing_is_raised_that_the_second_refuses_or_is_silent_about_and_no_stamp_is_spent) {
  const auto document = signedDocument();
  NoServices services;
  const Claim claim{.document = document};
  const auto raised = [&] {
    Upgrade upgrade(*store, validator, second, services, database->quotas(),
                    {.wanted = signing::SignatureLevel::basicT});
    return std::get<StageFailure>(upgrade.run({&claim, 1}).at(0).outcome);
  };
  second.answers = false;
  BOOST_TEST(raised().problem.code == "judgeUnavailable");
  BOOST_TEST((raised().disposition == Disposition::wait));
  second.answers = true;
  refuse();
  BOOST_TEST(raised().problem.code == "judgesDisagree");
  BOOST_TEST((raised().disposition == Disposition::quarantined));
  BOOST_TEST(services.stamps.asked == 0);
  second.verdict = {SecondVerdict::Kind::accepted, {}, {}};
  BOOST_TEST(raised().problem.code == "timeStampUnreachable");
  BOOST_TEST(services.stamps.asked == 1);
}

BOOST_AUTO_TEST_SUITE_END()
