#include "SigningFixture.h"
#include "connectors/database/PortalTables.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

// The real key for so many signatures; then the device has another one under the same certificate.
class ChangingRing final : public KeyRing {
 public:
  ChangingRing(std::shared_ptr<signing::SigningKey> key, int good)
      : key_(std::make_shared<Key>(std::move(key), good)) {}
  std::shared_ptr<signing::SigningKey> open(const std::string&) override { return key_; }
  std::vector<std::string> members() const override { return {"M1"}; }
  int signedCount() const { return key_->made; }

 private:
  struct Key final : signing::SigningKey {
    Key(std::shared_ptr<signing::SigningKey> real, int good) : real_(std::move(real)), good_(good) {}
    const signing::Certificate& certificate() const override { return real_->certificate(); }
    const std::vector<signing::Certificate>& chain() const override { return real_->chain(); }
    signing::SignatureAlgorithm algorithm() const override { return real_->algorithm(); }
    std::vector<std::string> sign(std::span<const signing::Digest> digests) override {
      auto values = real_->sign(digests);
      for (auto& value : values)
        if (++made > good_) value.back() ^= 1;
      return values;
    }
    int made = 0;

   private:
    std::shared_ptr<signing::SigningKey> real_;
    const int good_;
  };
  std::shared_ptr<Key> key_;
};

}  // namespace

BOOST_TEST_DONT_PRINT_LOG_VALUE(State)

BOOST_FIXTURE_TEST_SUITE(sign_and_publish, SigningFixture)

BOOST_AUTO_TEST_CASE(an_authorised_document_becomes_a_container_that_validates_and_names_the_chairperson) {
  const auto document = drafted();
  authorise(document);
  work();
  const auto published = database->archive().document(document.id).value();
  BOOST_REQUIRE((published.state == State::published));
  const auto bytes = store->get(published.container.value().digest).value();
  const auto report = validator.verify(bytes, std::chrono::floor<std::chrono::seconds>(*published.signAt));
  BOOST_TEST(report.passed());
  BOOST_TEST(report.signatures.at(0).signer->serialNumber == std::string("PNOKG-") + kPin);
  BOOST_TEST(report.signatures[0].signer->role == "Төрага");
  BOOST_TEST(report.signatures[0].files.size() == 2U);
}

BOOST_AUTO_TEST_CASE(the_statement_of_an_authorisation_is_signed_and_kept) {
  const auto document = drafted();
  authorise(document);
  const auto authorisation = database->authorisations().list("K1").at(0);
  const auto statement = store->get(authorisation.statementDigest).value();
  BOOST_TEST(validator.verify(statement, std::chrono::floor<std::chrono::seconds>(database->now())).passed());
  BOOST_TEST(statement.find(document.contentDigest) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_the_portal_no_longer_shows_as_it_was_is_neither_offered_nor_authorised) {
  const auto kept = drafted(), gone = drafted(), changed = drafted();
  PortalTables portal(connection);
  portal.put(recordOf(1).commission);
  portal.put(recordOf(1).ticked[0]);
  portal.put(recordOf(1).benefits[0]);
  portal.put(recordOf(1), PortalTables::Decision::approved);
  portal.put(recordOf(2), PortalTables::Decision::undecided);
  auto corrected = recordOf(3);
  corrected.child.name.givenName = "Эсен";
  portal.put(corrected, PortalTables::Decision::approved);

  Authorise authorise(*database, *store, true);
  const auto review = authorise.review("M1", 100);
  BOOST_REQUIRE_EQUAL(review.documents.size(), 1U);
  BOOST_TEST(review.documents[0].id == kept.id);
  BOOST_TEST((stateOf(gone.id) == State::withdrawn));
  BOOST_TEST((stateOf(changed.id) == State::superseded));
  BOOST_TEST((database->archive().latest(Source::application, "A3")->state == State::decided));

  portal.put(recordOf(1), PortalTables::Decision::undecided);
  const auto outcome = authorise.batch(review.documents, "M1", *keys->open("M1"));
  BOOST_TEST(outcome.authorised.empty());
  BOOST_TEST(outcome.skipped == std::vector<std::string>{kept.id}, boost::test_tools::per_element());
  BOOST_TEST((stateOf(kept.id) == State::withdrawn));
  BOOST_TEST(database->authorisations().list("").empty());
}

BOOST_AUTO_TEST_CASE(nothing_is_signed_without_an_authorisation) {
  const auto document = drafted();
  work();
  BOOST_TEST((stateOf(document.id) == State::sent));
  BOOST_TEST(!database->archive().document(document.id)->container);
}

BOOST_AUTO_TEST_CASE(a_document_that_changed_after_the_review_is_not_authorised) {
  auto reviewed = drafted();
  reviewed.contentDigest = std::string(64, '0');
  const auto outcome = Authorise(*database, *store).batch({&reviewed, 1}, "M1", *keys->open("M1"));
  BOOST_TEST(outcome.authorised.empty());
  BOOST_TEST(outcome.skipped.size() == 1U);
  work();
  BOOST_TEST((stateOf(reviewed.id) == State::sent));
}

BOOST_AUTO_TEST_CASE(a_certificate_of_another_person_signs_nothing_and_the_document_waits) {
  const auto document = drafted("M2");  // the record's chairperson has another number than M2's certificate
  authorise(document, "M2");
  work();
  BOOST_TEST((stateOf(document.id) == State::authorised));
  BOOST_TEST(firstProblem(document.id) == "certificateOfAnotherPerson");
}

BOOST_AUTO_TEST_CASE(an_expired_certificate_signs_nothing_and_the_document_waits) {
  const auto document = drafted("M3");
  // Recorded while it was valid; the statement's key is not looked at by the database.
  database->authorisations().authorise({.id = "00000000-0000-4000-8000-000000000009",
                                        .chairpersonId = "M3",
                                        .commissionId = "K1",
                                        .recordedAt = database->now()},
                                       std::vector<AuthorisedContent>{{document.id, document.contentDigest}});
  work();
  BOOST_TEST((stateOf(document.id) == State::authorised));
  BOOST_TEST(firstProblem(document.id) == "certificateExpired");
}

BOOST_AUTO_TEST_CASE(a_missing_key_makes_only_its_own_documents_wait) {
  const auto mine = drafted("M1"), other = drafted("M9");
  authorise(mine);
  database->authorisations().authorise({.id = "00000000-0000-4000-8000-000000000008",
                                        .chairpersonId = "M9",
                                        .commissionId = "K1",
                                        .recordedAt = database->now()},
                                       std::vector<AuthorisedContent>{{other.id, other.contentDigest}});
  work();
  BOOST_TEST((stateOf(mine.id) == State::published));
  BOOST_TEST((stateOf(other.id) == State::authorised));
  BOOST_TEST(firstProblem(other.id) == "keyMissing");
}

BOOST_AUTO_TEST_CASE(a_revoked_authorisation_covers_nothing_that_is_not_signed_yet) {
  const auto document = drafted();
  authorise(document);
  BOOST_TEST(database->authorisations().revoke(database->authorisations().list("K1").at(0).id, "M1"));
  work();
  BOOST_TEST((stateOf(document.id) == State::sent));
}

BOOST_AUTO_TEST_CASE(a_batch_is_signed_with_the_certificate_that_authorised_it_or_not_at_all) {
  const auto document = drafted();
  authorise(document, "M4");  // the same person's, and not the one that the ring pins for M1
  work();
  BOOST_TEST((stateOf(document.id) == State::authorised));
  BOOST_TEST(firstProblem(document.id) == "certificateChanged");
}

BOOST_AUTO_TEST_CASE(a_key_that_changes_in_mid_batch_stops_the_batch) {
  std::vector<Document> batch;
  for (int i = 0; i < 4; ++i) batch.push_back(drafted());
  Authorise(*database, *store).batch(batch, "M1", *keys->open("M1"));
  ChangingRing changing(keys->open("M1"), 2);
  Worker(Worker::newName(), *database,
         {std::make_shared<Sign>(database->authorisations(), database->journal(), database->audit(), *store, changing,
                                 validator),
          std::make_shared<Publish>(*store, validator, second)},
         observer, {})
      .drain({});
  for (const auto& document : batch) {
    BOOST_TEST((stateOf(document.id) == State::authorised));
    BOOST_TEST(firstProblem(document.id) == "keyDoesNotMatchCertificate");
  }
}

BOOST_AUTO_TEST_CASE(a_value_that_was_made_is_used_again_instead_of_the_key) {
  const auto document = drafted();
  authorise(document);
  ChangingRing counted(keys->open("M1"), 1000);
  Sign sign(database->authorisations(), database->journal(), database->audit(), *store, counted, validator);
  auto& queue = database->queue();
  const auto claim = [&](const char* worker) {
    return queue.claim({.worker = worker, .stage = Stage::sign, .limit = 1});
  };
  const auto first = sign.run(claim("dies"));  // and never completes
  queue.giveBack("dies");
  const auto held = claim("lives");
  const auto second = sign.run(held);
  BOOST_TEST(counted.signedCount() == 1);
  const auto& made = std::get<Completion>(second.at(0).outcome);
  BOOST_TEST(std::get<Signed>(std::get<Completion>(first.at(0).outcome)).container.digest ==
             std::get<Signed>(made).container.digest);
  BOOST_TEST(queue.complete("lives", std::vector{Completed{document.id, held.at(0).token, made, {}}}).at(0));
}

BOOST_AUTO_TEST_CASE(signing_and_publishing_wait_until_somebody_answers_about_revocation) {
  const auto document = drafted();
  authorise(document);
  FakeTrust trust;
  trust.unanswered();
  sign(trust, WhenUnanswered::wait);
  BOOST_TEST((stateOf(document.id) == State::authorised));
  BOOST_TEST(firstProblem(document.id) == "revocationNoAddress");
  const auto waiting = database->archive().waitingCounts();
  BOOST_REQUIRE_EQUAL(waiting.size(), 1U);
  BOOST_TEST((waiting[0].state == State::authorised));
  BOOST_TEST(waiting[0].problem.code == "revocationNoAddress");
  BOOST_TEST(waiting[0].count == 1);
  trust.answer = {};
  sign(trust, WhenUnanswered::wait);
  BOOST_TEST((stateOf(document.id) == State::signed_));
  trust.unanswered();
  publish(trust, WhenUnanswered::wait);
  BOOST_TEST((stateOf(document.id) == State::signed_));
  BOOST_TEST(firstProblem(document.id) == "revocationNoAddress");
  trust.answer = {};
  publish(trust, WhenUnanswered::wait);
  BOOST_TEST((stateOf(document.id) == State::published));
  BOOST_TEST(flags(document.id).empty());
  BOOST_TEST(database->archive().waitingCounts().empty());
}

BOOST_AUTO_TEST_CASE(what_continues_without_an_answer_carries_a_flag_until_there_is_one) {
  const auto document = drafted(), other = drafted();
  authorise(document);
  authorise(other);
  FakeTrust trust;
  trust.unanswered();
  const auto flagged = [&] {
    std::int64_t count = 0;
    for (const auto& one : database->archive().flagCounts(Part::revocation, std::chrono::hours(1))) count += one.count;
    return count;
  };
  sign(trust, WhenUnanswered::proceed);
  BOOST_TEST((stateOf(document.id) == State::signed_));
  BOOST_TEST(flags(document.id) == "revocationNoAddress ");
  BOOST_TEST(flagged() == 2);
  publish(trust, WhenUnanswered::proceed);
  BOOST_TEST((stateOf(document.id) == State::published));
  BOOST_TEST(flags(document.id) == "revocationNoAddress ");
  BOOST_TEST(flagged() == 2);

  const auto third = drafted();
  authorise(third);
  sign(trust, WhenUnanswered::proceed);
  trust.answer = {};
  publish(trust, WhenUnanswered::proceed);
  BOOST_TEST((stateOf(third.id) == State::published));
  BOOST_TEST(flags(third.id).empty());
  BOOST_TEST(flagged() == 2);
}

BOOST_AUTO_TEST_CASE(what_a_revoked_or_unknown_certificate_would_sign_waits_whatever_the_setting) {
  const auto document = drafted();
  authorise(document);
  FakeTrust trust;
  trust.answer.status = SignerStatus::revoked;
  sign(trust, WhenUnanswered::proceed);
  BOOST_TEST(firstProblem(document.id) == "signerRevoked");
  trust.answer.status = SignerStatus::unknown;
  sign(trust, WhenUnanswered::proceed);
  BOOST_TEST(firstProblem(document.id) == "signerUnknown");
  BOOST_TEST((stateOf(document.id) == State::authorised));
}

BOOST_AUTO_TEST_CASE(a_container_signed_by_an_untrusted_key_is_not_published) {
  const auto document = drafted();
  authorise(document);
  const signing::Validator trustsNobody{signing::TrustAnchors{}};
  Worker(Worker::newName(), *database,
         {std::make_shared<Sign>(database->authorisations(), database->journal(), database->audit(), *store, *keys,
                                 validator),
          std::make_shared<Publish>(*store, trustsNobody, second)},
         observer, {})
      .drain({});
  BOOST_TEST((stateOf(document.id) == State::quarantined));
  BOOST_TEST(firstProblem(document.id) == "signatureNotValid");
}

BOOST_AUTO_TEST_SUITE_END()
