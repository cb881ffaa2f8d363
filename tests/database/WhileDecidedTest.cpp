#include <boost/test/unit_test.hpp>

#include "ForeignView.h"
#include "PortalFixture.h"
#include "pipeline/engine/RetryRule.h"
#include "pipeline/stages/Take.h"
#include "pipeline/stages/WhileDecided.h"

using namespace balalyk;
using namespace balalyk::tests;

// Before anything is signed, the batch is compared with what the portal shows at that moment.

namespace {

// Signs whatever it is given.
class Signing final : public StageRunner {
 public:
  Stage stage() const override { return Stage::sign; }
  int batch() const override { return 16; }
  int threads() const override { return 1; }
  std::vector<StageResult> run(std::span<const Claim> claims) override {
    std::vector<StageResult> results;
    for (const auto& claim : claims) {
      signedDocuments.push_back(claim.document.sourceKey);
      results.push_back({resultFor(claim, Stage::sign), {}});
    }
    return results;
  }
  std::vector<std::string> signedDocuments;
};

struct AuthorisedPortal : Portal {
  void authorised(int count) {
    for (int i = 1; i <= count; ++i) {
      auto given = application("A" + std::to_string(i));
      given.protocolNumber = std::to_string(i);
      given.benefits = {categories[0]};
      tables.put(given, PortalTables::Decision::approved);
    }
    balalyk::Take(open()).run("night", {});
    for (const auto& held : claim(Stage::fill)) BOOST_REQUIRE(complete(held, Stage::fill));
    for (const auto& document : archive().inState(State::sent, 100)) authorise(document.id);
  }

  void sign() {
    WhileDecided stage(signing, open());
    const auto claims = claim(Stage::sign);
    const auto results = stage.run(claims);
    BOOST_REQUIRE_EQUAL(results.size(), claims.size());
    for (std::size_t i = 0; i < results.size(); ++i) {
      const auto decided = RetryRule({}).decide(claims[i], Stage::sign, results[i]);
      if (const auto* done = std::get_if<Completed>(&decided)) {
        queue().complete("w1", std::span(done, 1));
      } else {
        queue().fail("w1", std::get<Failure>(decided));
      }
    }
  }

  Document latest(const std::string& key) { return archive().latest(Source::application, key).value(); }

  std::shared_ptr<Signing> signing = std::make_shared<Signing>();
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(SignedWhileDecided, AuthorisedPortal)

BOOST_AUTO_TEST_CASE(what_is_as_it_was_frozen_is_signed_and_what_is_gone_is_withdrawn) {
  authorised(3);
  sql("UPDATE application SET decision = NULL WHERE id = 'A2'");
  sign();
  BOOST_TEST(signing->signedDocuments == (std::vector<std::string>{"A1", "A3"}), boost::test_tools::per_element());
  BOOST_CHECK(latest("A1").state == State::signed_);
  BOOST_CHECK(latest("A2").state == State::withdrawn);
  BOOST_CHECK_EQUAL(latest("A2").problems.at(0).code, "recordWithdrawn");
  BOOST_CHECK_EQUAL(count(State::withdrawn), 1);
}

BOOST_AUTO_TEST_CASE(what_changed_since_the_review_waits_and_becomes_a_revision) {
  authorised(1);
  sql("UPDATE application SET child_surname = 'Башкаев' WHERE id = 'A1'");
  sign();
  BOOST_CHECK(signing->signedDocuments.empty());
  BOOST_CHECK(latest("A1").state == State::authorised);
  BOOST_CHECK_EQUAL(latest("A1").problems.at(0).code, "recordChanged");
  balalyk::Take(open()).run("night", {});
  BOOST_CHECK_EQUAL(latest("A1").revision, 2);
  BOOST_CHECK(latest("A1").state == State::decided);
}

BOOST_AUTO_TEST_CASE(a_decision_turned_into_a_refusal_is_not_signed_as_an_approval) {
  authorised(1);
  sql("UPDATE application SET decision = 'rejected', refusal_grounds = 'ката' WHERE id = 'A1'");
  sign();
  BOOST_CHECK(signing->signedDocuments.empty());
}

BOOST_AUTO_TEST_CASE(a_view_that_shows_nothing_stops_signing_and_withdraws_nothing) {
  authorised(5);
  showInstead(*this, "balalyk_decided_application", {}, "FROM shown WHERE 1 = 0");
  sign();
  BOOST_CHECK(signing->signedDocuments.empty());
  BOOST_CHECK_EQUAL(count(State::authorised), 5);
  BOOST_CHECK_EQUAL(latest("A1").problems.at(0).code, "viewShowsNothing");
}

BOOST_AUTO_TEST_CASE(a_view_that_cannot_be_read_fails_each_document_and_signs_none) {
  authorised(2);
  sql("DROP VIEW balalyk_decided_application");
  sign();
  BOOST_CHECK(signing->signedDocuments.empty());
  BOOST_CHECK_EQUAL(count(State::authorised), 2);
  BOOST_CHECK_EQUAL(latest("A2").problems.at(0).code, "viewUnreadable");
}

BOOST_AUTO_TEST_SUITE_END()
