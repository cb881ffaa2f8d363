#include "SigningFixture.h"
#include "pipeline/actions/Retry.h"

using namespace balalyk;
using namespace balalyk::tests;

// A key is judged as the validator will judge what it signs, before it signs anything.
namespace {

// M1's key as a certification centre gives it: without the issuer's certificate.
class RingWithoutIssuer final : public KeyRing {
 public:
  explicit RingWithoutIssuer(std::shared_ptr<signing::SigningKey> key) : key_(std::make_shared<Key>(std::move(key))) {}
  std::shared_ptr<signing::SigningKey> open(const std::string&) override { return key_; }
  std::vector<std::string> members() const override { return {"M1"}; }
  int signedCount() const { return key_->made; }

 private:
  struct Key final : signing::SigningKey {
    explicit Key(std::shared_ptr<signing::SigningKey> real) : real_(std::move(real)) {}
    const signing::Certificate& certificate() const override { return real_->certificate(); }
    const std::vector<signing::Certificate>& chain() const override { return none_; }
    signing::SignatureAlgorithm algorithm() const override { return real_->algorithm(); }
    std::vector<std::string> sign(std::span<const signing::Digest> digests) override {
      made += static_cast<int>(digests.size());
      return real_->sign(digests);
    }
    int made = 0;

   private:
    std::shared_ptr<signing::SigningKey> real_;
    const std::vector<signing::Certificate> none_;
  };
  std::shared_ptr<Key> key_;
};

struct JudgedFixture : SigningFixture {
  // Whom an outsider trusts: the root, and nothing that helps to find the way.
  signing::Validator rootOnly{signing::TrustAnchors::fromPem(readFile(ringFolder() / "anchors.pem"))};

  void work(KeyRing& ring, const signing::Validator& judge, const signing::Validator& publisher) {
    database->queue().hasten();
    Worker(Worker::newName(), *database,
           {std::make_shared<Sign>(database->authorisations(), database->journal(), database->audit(), *store, ring,
                                   judge),
            std::make_shared<Publish>(*store, publisher, second)},
           observer, {})
        .drain({});
  }

  std::vector<Document> authorisedDocuments(int count) {
    std::vector<Document> documents;
    for (int i = 0; i < count; ++i) documents.push_back(drafted());
    Authorise(*database, *store).batch(documents, "M1", *keys->open("M1"));
    return documents;
  }

  Problem problemOf(const Document& document) { return database->archive().document(document.id)->problems.at(0); }

  Retry::Outcome retry(const Document& document, const signing::Validator& publisher) {
    return Retry(*database, [&] { return std::make_shared<Publish>(*store, publisher, second); })
        .run(document.id, "operator");
  }
};

}  // namespace

BOOST_TEST_DONT_PRINT_LOG_VALUE(State)
BOOST_TEST_DONT_PRINT_LOG_VALUE(Problem)
BOOST_TEST_DONT_PRINT_LOG_VALUE(Retry::Outcome)

BOOST_FIXTURE_TEST_SUITE(signer_check, JudgedFixture)

BOOST_AUTO_TEST_CASE(a_key_whose_signatures_nobody_could_verify_signs_nothing_and_its_documents_wait) {
  const auto documents = authorisedDocuments(3);
  RingWithoutIssuer ring(keys->open("M1"));
  work(ring, rootOnly, rootOnly);
  const Problem missing{"certificateIssuerMissing",
                        {{"member", "M1"}, {"issuer", "CN=Balalyk demo issuing authority,O=Balalyk demo,C=KG"}}};
  for (const auto& document : documents) {
    BOOST_TEST(stateOf(document.id) == State::authorised);
    BOOST_TEST((problemOf(document) == missing));
    BOOST_TEST(!database->archive().document(document.id)->signAt);
  }
  BOOST_TEST(ring.signedCount() == 0);
  work(*keys, rootOnly, rootOnly);
  for (const auto& document : documents) BOOST_TEST(stateOf(document.id) == State::published);
}

BOOST_AUTO_TEST_CASE(a_key_that_the_policy_does_not_allow_signs_nothing) {
  const auto document = authorisedDocuments(1).front();
  signing::ValidationPolicy longKeys;
  for (auto& key : longKeys.keys)
    if (key.type == signing::KeyType::rsa) key.minBits = 3072;
  const signing::Validator strict{signing::TrustAnchors::fromPem(readFile(ringFolder() / "anchors.pem")), longKeys};
  work(*keys, strict, strict);
  BOOST_TEST((problemOf(document) == Problem{"certificateKeyTooWeak", {{"member", "M1"}, {"bits", "2048"}}}));
  BOOST_TEST(stateOf(document.id) == State::authorised);
}

BOOST_AUTO_TEST_CASE(what_can_never_be_published_is_signed_again_and_the_first_container_is_kept) {
  const auto document = authorisedDocuments(1).front();
  RingWithoutIssuer ring(keys->open("M1"));
  work(ring, validator, rootOnly);  // as before keys were judged
  BOOST_TEST(stateOf(document.id) == State::quarantined);
  BOOST_TEST(problemOf(document).code == "signatureNotValid");
  const auto before = database->archive().document(document.id)->container.value().digest;
  BOOST_TEST(retry(document, rootOnly) == Retry::Outcome::signAgain);
  work(ring, rootOnly, rootOnly);
  BOOST_TEST(problemOf(document).code == "certificateIssuerMissing");
  work(*keys, rootOnly, rootOnly);
  const auto published = database->archive().document(document.id).value();
  BOOST_TEST(published.state == State::published);
  BOOST_TEST(published.container->digest != before);
  bool kept = false;
  database->archive().forEachFile([&](const std::string&, const StoredFile& file) { kept |= file.digest == before; });
  BOOST_TEST(kept);
}

BOOST_AUTO_TEST_CASE(what_can_be_published_after_all_keeps_its_signature) {
  const auto document = authorisedDocuments(1).front();
  const signing::Validator trustsNobody{signing::TrustAnchors{}};
  work(*keys, validator, trustsNobody);
  BOOST_TEST(stateOf(document.id) == State::quarantined);
  const auto before = database->archive().document(document.id)->container.value().digest;
  BOOST_TEST(retry(document, validator) == Retry::Outcome::queued);
  work(*keys, validator, validator);
  const auto published = database->archive().document(document.id).value();
  BOOST_TEST(published.state == State::published);
  BOOST_TEST(published.container->digest == before);
  BOOST_TEST(retry(document, validator) == Retry::Outcome::refused);
}

BOOST_AUTO_TEST_CASE(without_an_authorisation_in_force_it_goes_back_to_the_chairperson) {
  const auto document = authorisedDocuments(1).front();
  RingWithoutIssuer ring(keys->open("M1"));
  work(ring, validator, rootOnly);
  BOOST_TEST(database->authorisations().revoke(database->authorisations().list("K1").at(0).id, "M1"));
  BOOST_TEST(stateOf(document.id) == State::quarantined);
  BOOST_TEST(retry(document, rootOnly) == Retry::Outcome::toChairperson);
  BOOST_TEST(stateOf(document.id) == State::sent);
}

BOOST_AUTO_TEST_SUITE_END()
