#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "EngineFixture.h"
#include "connectors/database/PortalTables.h"
#include "connectors/keys/FileKeyRing.h"
#include "pipeline/document/NewDocuments.h"
#include "pipeline/document/RecordXml.h"
#include "pipeline/stages/Authorise.h"
#include "pipeline/stages/Publish.h"
#include "pipeline/stages/Sign.h"
#include "signing/crypto/Secret.h"
#include "signing/validation/TrustAnchors.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

constexpr const char* kPin = "21505197500011";

std::string read(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// A key ring made once: M1 the chairperson, M2 whose certificate names M1's number but is another person's key file,
// M3 expired.
const std::filesystem::path& ringFolder() {
  static const std::filesystem::path folder = [] {
    std::string pattern = (std::filesystem::temp_directory_path() / "balalyk-ring-XXXXXX").string();
    const std::filesystem::path made = std::filesystem::path(mkdtemp(pattern.data())) / "ring";
    std::ofstream(made.parent_path() / "people")
        << "M1|Сыдыкова Айнура|" << kPin << "|rsa2048\n"
        << "M2|Бөлөк Адам|11111198000022|p256\n"
        << "M3|Сыдыкова Айнура|" << kPin << "|p256|20200101000000Z|20210101000000Z\n";
    std::ofstream(made.parent_path() / "password") << "only for this test\n";
    const auto command =
        fmt::format("'{}' '{}' 3 < '{}' 3< '{}' > /dev/null", MAKE_KEYRING, made.string(),
                    (made.parent_path() / "people").string(), (made.parent_path() / "password").string());
    if (std::system(command.c_str()) != 0) throw std::runtime_error("make-keyring failed");
    return made;
  }();
  return folder;
}

std::unique_ptr<KeyRing> openRing() {
  const int descriptor = ::open((ringFolder().parent_path() / "password").c_str(), O_RDONLY | O_CLOEXEC);
  return openKeyRing(ringFolder() / "keyring.json", passwordsFromDescriptor(descriptor));
}

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

struct SigningFixture : EngineFixture {
  SigningFixture()
      : keys(openRing()),
        validator(signing::TrustAnchors::fromPem(read(ringFolder() / "anchors.pem"),
                                                 read(ringFolder() / "intermediate.pem"))) {}

  static Application recordOf(int number, const std::string& chairpersonId = "M1") {
    using namespace std::chrono;
    Application record;
    record.origin.key = fmt::format("A{}", number);
    record.commission = {"K1", {"Комиссия", "Комиссия"}, {"Бишкек", "Бишкек"}, "41711000000000", ProtocolLanguages::ky};
    record.protocolNumber = std::to_string(number);
    record.sittingDate = Date{year(2026), month(11), day(2)};
    record.approved = true;
    record.child = {{"Асанов", "Үсөн", ""}, "21505202200011", {}};
    record.guardian.name = {"Асанова", "Айгүл", ""};
    record.guardian.pin = "11505199500011";
    record.benefits = {{"low-income", {"аз камсыз болгон", "малообеспеченная"}}};
    record.ticked = {{chairpersonId, "K1", {"Сыдыкова", "Айнура", ""}, kPin, {}, CommissionRole::chairperson, true}};
    return record;
  }

  // A document as the fill stage leaves it: drafted, its PDF in the store.
  Document drafted(const std::string& chairpersonId = "M1") {
    using namespace std::chrono;
    auto fresh = newDocument(check(recordOf(++made_, chairpersonId), Date{year(2026), month(11), day(22)}));
    BOOST_REQUIRE_MESSAGE(fresh.state == State::decided, (fresh.problems.empty() ? "" : toString(fresh.problems[0])));
    const auto id = database->documents().take({&fresh, 1}, "test").at(0).documentId;
    const auto fill = std::make_shared<TestStage>(Stage::fill);
    auto& documents = database->documents();
    const auto claims = documents.claim({.worker = "test", .stage = Stage::fill, .limit = 1});
    auto completion = fill->completionOf(claims.at(0));
    completion.files = {{"protocol-ky.pdf", "application/pdf", store->put("%PDF of " + id), 46}};
    completion.contentDigest = contentDigest(completion.files, claims[0].document.recordDigest);
    BOOST_REQUIRE(documents.complete("test", {&completion, 1}).at(0));
    return documents.document(id).value();
  }

  void authorise(const Document& document, const std::string& keyOf = "M1") {
    Authorise(*database, *store).batch({&document, 1}, document.chairpersonId, *keys->open(keyOf));
  }

  void work() {
    Worker(Worker::newName(), *database,
           {std::make_shared<Sign>(database->authorisations(), database->journal(), *store, *keys),
            std::make_shared<Publish>(*store, validator)},
           observer, {})
        .drain({});
  }

  std::string firstProblem(const std::string& id) {
    const auto document = database->documents().document(id).value();
    return document.problems.empty() ? "" : document.problems[0].code;
  }

  std::unique_ptr<KeyRing> keys;
  signing::Validator validator;
  CountingObserver observer;

 private:
  int made_ = 0;
};

}  // namespace

BOOST_TEST_DONT_PRINT_LOG_VALUE(State)

BOOST_FIXTURE_TEST_SUITE(sign_and_publish, SigningFixture)

BOOST_AUTO_TEST_CASE(an_authorised_document_becomes_a_container_that_validates_and_names_the_chairperson) {
  const auto document = drafted();
  authorise(document);
  work();
  const auto published = database->documents().document(document.id).value();
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
  BOOST_TEST((database->documents().latest(Source::application, "A3")->state == State::decided));

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
  BOOST_TEST((stateOf(document.id) == State::drafted));
  BOOST_TEST(!database->documents().document(document.id)->container);
}

BOOST_AUTO_TEST_CASE(a_document_that_changed_after_the_review_is_not_authorised) {
  auto reviewed = drafted();
  reviewed.contentDigest = std::string(64, '0');
  const auto outcome = Authorise(*database, *store).batch({&reviewed, 1}, "M1", *keys->open("M1"));
  BOOST_TEST(outcome.authorised.empty());
  BOOST_TEST(outcome.skipped.size() == 1U);
  work();
  BOOST_TEST((stateOf(reviewed.id) == State::drafted));
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
  BOOST_TEST((stateOf(document.id) == State::drafted));
}

BOOST_AUTO_TEST_CASE(a_batch_is_signed_with_the_certificate_that_authorised_it_or_not_at_all) {
  const auto document = drafted();
  database->authorisations().authorise({.id = "00000000-0000-4000-8000-000000000007",
                                        .chairpersonId = "M1",
                                        .commissionId = "K1",
                                        .recordedAt = database->now(),
                                        .certificateDigest = std::string(64, '1')},
                                       std::vector<AuthorisedContent>{{document.id, document.contentDigest}});
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
         {std::make_shared<Sign>(database->authorisations(), database->journal(), *store, changing),
          std::make_shared<Publish>(*store, validator)},
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
  Sign sign(database->authorisations(), database->journal(), *store, counted);
  auto& documents = database->documents();
  const auto claim = [&](const char* worker) {
    return documents.claim({.worker = worker, .stage = Stage::sign, .limit = 1});
  };
  const auto first = sign.run(claim("dies"));  // and never completes
  documents.giveBack("dies");
  const auto second = sign.run(claim("lives"));
  BOOST_TEST(counted.signedCount() == 1);
  BOOST_TEST(std::get<Completion>(first[0].outcome).container->digest ==
             std::get<Completion>(second[0].outcome).container->digest);
  BOOST_TEST(documents.complete("lives", std::vector{std::get<Completion>(second[0].outcome)}).at(0));
}

BOOST_AUTO_TEST_CASE(a_container_signed_by_an_untrusted_key_is_not_published) {
  const auto document = drafted();
  authorise(document);
  const signing::Validator trustsNobody{signing::TrustAnchors{}};
  Worker(Worker::newName(), *database,
         {std::make_shared<Sign>(database->authorisations(), database->journal(), *store, *keys),
          std::make_shared<Publish>(*store, trustsNobody)},
         observer, {})
      .drain({});
  BOOST_TEST((stateOf(document.id) == State::quarantined));
  BOOST_TEST(firstProblem(document.id) == "signatureNotValid");
}

BOOST_AUTO_TEST_SUITE_END()
