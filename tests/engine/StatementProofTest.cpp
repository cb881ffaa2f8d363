#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include "SigningFixture.h"
#include "connectors/database/session/Connection.h"
#include "connectors/database/session/SqlSession.h"
#include "pipeline/actions/Receipt.h"

using namespace balalyk;
using namespace balalyk::tests;

// A row of the database lets nothing be signed: the chairperson's statement does.
namespace {

constexpr const char* kForged = "00000000-0000-4000-8000-000000000666";

Date day(int year, unsigned month, unsigned dayOfMonth) {
  return Date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(dayOfMonth)};
}

struct Attacked : SigningFixture {
  // As one who may write all tables, and whom no trigger stops.
  void sql(const std::string& statements) {
    makeEngine(connection, {})
        ->connect(std::chrono::steady_clock::now() + std::chrono::seconds(10))
        ->script(
            "DROP TRIGGER IF EXISTS balalyk_authorisation_terms; DROP TRIGGER IF EXISTS "
            "balalyk_authorisation_revoked;" +
            statements);
  }

  // Makes a document authorised past the program, by the row named.
  void link(const Document& document, const std::string& authorisation) {
    sql(
        fmt::format("INSERT INTO balalyk_authorisation_document (document_id, content_digest, authorisation_id) "
                    "VALUES ('{0}', '{1}', '{2}'); UPDATE balalyk_document SET state = 'authorised', stage = 'sign', "
                    "due_at = 0, ready_at = 0 WHERE id = '{0}'",
                    document.id, document.contentDigest, authorisation));
  }

  Authorisation standing(std::vector<Kind> kinds = {Kind::voucherApproval}, Date from = day(2020, 1, 1),
                         Date to = day(2099, 12, 31), const std::string& keyOf = "M1") {
    return Authorise(*database, *store)
        .standing({.chairpersonId = "M1", .commissionId = "K1", .kinds = std::move(kinds), .from = from, .to = to},
                  *keys->open(keyOf));
  }

  // A forged row, with a statement that somebody signed for something else, or without one.
  Authorisation forged(const std::string& statementDigest, bool isStanding = false) {
    return {.id = kForged,
            .chairpersonId = "M1",
            .commissionId = "K1",
            .standing = isStanding,
            .kinds = isStanding ? allKinds() : std::vector<Kind>{},
            .validFrom = isStanding ? std::optional(day(2020, 1, 1)) : std::nullopt,
            .validTo = isStanding ? std::optional(day(2099, 12, 31)) : std::nullopt,
            .recordedAt = database->now(),
            .statementDigest = statementDigest,
            .certificateDigest = signing::toHex(keys->open("M1")->certificate().fingerprint())};
  }

  void recordBatch(const Authorisation& row, const Document& document) {
    const AuthorisedContent content{document.id, document.contentDigest};
    BOOST_REQUIRE_EQUAL(database->authorisations().authorise(row, {&content, 1}).size(), 1U);
  }

  // Nothing was signed, the chairperson is asked again, and the reason is on record.
  void requireRefused(const Document& document, const std::string& code) {
    work();
    const auto now = database->archive().document(document.id).value();
    BOOST_TEST(!now.container);
    BOOST_TEST(toString(now.state) == "sent");
    BOOST_TEST(firstProblem(document.id) == code);
    const auto again = database->archive().waitingAgain(10);
    BOOST_REQUIRE_EQUAL(again.size(), 1U);
    BOOST_TEST(again[0].id == document.id);
    BOOST_TEST(database->audit().ofDocument(document.id).back().detail.find(code) != std::string::npos);
    BOOST_TEST(database->journal().find({}).empty());
  }
};

// Counts what is read of one file.
class CountingStore final : public DocumentStore {
 public:
  CountingStore(DocumentStore& real, std::string digest) : real_(real), digest_(std::move(digest)) {}
  std::string put(std::string_view content) override { return real_.put(content); }
  std::optional<std::string> get(const std::string& digest) const override {
    if (digest == digest_) ++read;
    return real_.get(digest);
  }
  void remove(const std::string& digest) override { real_.remove(digest); }
  bool has(const std::string& digest) const override { return real_.has(digest); }
  void forEach(const std::function<void(const std::string&, std::uint64_t)>& visit) const override {
    real_.forEach(visit);
  }
  void probe() override { real_.probe(); }
  mutable int read = 0;

 private:
  DocumentStore& real_;
  const std::string digest_;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(statement_proof, Attacked)

BOOST_AUTO_TEST_CASE(a_row_without_a_statement_signs_nothing) {
  const auto document = drafted();
  recordBatch(forged(""), document);
  requireRefused(document, "statementMissing");
}

BOOST_AUTO_TEST_CASE(a_standing_row_without_a_statement_signs_nothing_and_is_not_tried_for_ever) {
  const auto document = drafted();
  database->authorisations().recordStanding(forged("", true));
  requireRefused(document, "statementMissing");
  work();
  BOOST_TEST((stateOf(document.id) == State::sent));
}

BOOST_AUTO_TEST_CASE(a_genuine_authorisation_signs_what_a_forged_one_held_up) {
  const auto document = drafted();
  database->authorisations().recordStanding(forged("", true));
  requireRefused(document, "statementMissing");
  standing();
  work();
  BOOST_TEST((stateOf(document.id) == State::published));
  BOOST_TEST(firstProblem(document.id) == "");
}

BOOST_AUTO_TEST_CASE(a_statement_whose_file_is_lost_lets_documents_wait_until_it_is_restored) {
  const auto document = drafted();
  const auto authorisation = authorise(document);
  const auto bytes = store->get(authorisation.statementDigest).value();
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "store"))
    if (entry.path().filename().string().find(authorisation.statementDigest.substr(8)) != std::string::npos)
      files.push_back(entry.path());
  BOOST_REQUIRE_EQUAL(files.size(), 1U);
  std::filesystem::remove(files[0]);
  work();
  BOOST_TEST((stateOf(document.id) == State::authorised));
  BOOST_TEST(firstProblem(document.id) == "statementMissing");
  store->put(bytes);
  database->queue().hasten();
  work();
  BOOST_TEST((stateOf(document.id) == State::published));
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_a_statement_signs_nothing) {
  const auto document = drafted();
  recordBatch(forged(store->put("not a container")), document);
  requireRefused(document, "statementNotValid");
}

BOOST_AUTO_TEST_CASE(a_statement_that_was_altered_signs_nothing) {
  const auto other = drafted(), document = drafted();
  auto bytes = store->get(authorise(other).statementDigest).value();
  for (auto at = bytes.find(other.id); at != std::string::npos; at = bytes.find(other.id, at))
    bytes.replace(at, other.id.size(), document.id);
  recordBatch(forged(store->put(bytes)), document);
  requireRefused(document, "statementNotValid");
}

BOOST_AUTO_TEST_CASE(a_statement_that_somebody_else_signed_signs_nothing) {
  const auto document = drafted();
  authorise(document, "M2");
  requireRefused(document, "statementOfAnotherPerson");
}

BOOST_AUTO_TEST_CASE(a_standing_statement_that_somebody_else_signed_signs_nothing) {
  const auto document = drafted();
  standing({Kind::voucherApproval}, day(2020, 1, 1), day(2099, 12, 31), "M2");
  requireRefused(document, "statementOfAnotherPerson");
}

BOOST_AUTO_TEST_CASE(the_certificate_that_the_row_names_counts_for_nothing) {
  const auto document = drafted();
  const auto authorisation = authorise(document, "M2");
  sql(fmt::format("UPDATE balalyk_authorisation SET certificate_digest = '{}' WHERE id = '{}'",
                  signing::toHex(keys->open("M1")->certificate().fingerprint()), authorisation.id));
  requireRefused(document, "statementOfAnotherPerson");
}

BOOST_AUTO_TEST_CASE(a_statement_cannot_be_used_for_a_second_authorisation) {
  const auto first = drafted();
  const auto genuine = authorise(first);
  work();
  const auto document = drafted();
  recordBatch(forged(genuine.statementDigest), document);
  requireRefused(document, "statementDiffers");
}

BOOST_AUTO_TEST_CASE(a_batch_covers_no_document_that_its_statement_does_not_list) {
  const auto first = drafted(), document = drafted();
  const auto genuine = authorise(first);
  link(document, genuine.id);
  work();
  BOOST_TEST((stateOf(first.id) == State::published));
  requireRefused(document, "documentNotInStatement");
}

BOOST_AUTO_TEST_CASE(a_batch_covers_a_document_only_with_the_content_that_was_reviewed) {
  auto document = drafted();
  const auto genuine = authorise(document);
  const auto file = store->put("%PDF of another child");
  document.files[0].digest = file;
  document.contentDigest = contentDigest(document.files, document.recordDigest);
  sql(
      fmt::format("UPDATE balalyk_file SET digest = '{}' WHERE digest <> ''; UPDATE balalyk_document SET "
                  "content_digest = '{}' WHERE id = '{}'",
                  file, document.contentDigest, document.id));
  link(document, genuine.id);
  requireRefused(document, "documentNotInStatement");
}

BOOST_AUTO_TEST_CASE(a_standing_authorisation_covers_only_the_kinds_of_its_statement) {
  const auto document = drafted();
  const auto lists = standing({Kind::voucherList});
  link(document, lists.id);
  requireRefused(document, "documentNotInStatement");
}

BOOST_AUTO_TEST_CASE(kinds_are_those_of_the_record_and_not_of_the_row) {
  const auto document = drafted();
  const auto lists = standing({Kind::voucherList});
  sql(fmt::format("UPDATE balalyk_document SET kind = 'voucher-list' WHERE id = '{}'", document.id));
  link(document, lists.id);
  requireRefused(document, "documentNotInStatement");
}

// Of a standing authorisation of last year that was for lists only.
const std::array<std::string, 6> kAlterations{
    "valid_to = '2099-12-31'",
    "valid_from = '2020-01-01', valid_to = '2099-12-31'",
    "kinds = '[\"voucher-approval\",\"voucher-list\"]', valid_to = '2099-12-31'",
    "standing = 0, kinds = '[]', batch_digest = 'x'",
    "commission_id = 'K2', valid_to = '2099-12-31'",
    "chairperson_id = 'M2', valid_to = '2099-12-31'",
};

BOOST_DATA_TEST_CASE(an_altered_row_signs_nothing, boost::unit_test::data::make(kAlterations), alteration) {
  const auto document = drafted();
  const auto old = standing({Kind::voucherList}, day(2025, 1, 1), day(2025, 12, 31));
  sql(fmt::format("UPDATE balalyk_authorisation SET {} WHERE id = '{}'", alteration, old.id));
  link(document, old.id);
  requireRefused(document, "statementDiffers");
}

BOOST_AUTO_TEST_CASE(a_batch_cannot_be_turned_into_a_standing_authorisation) {
  const auto first = drafted();
  const auto genuine = authorise(first);
  work();
  const auto document = drafted();
  sql(
      fmt::format("UPDATE balalyk_authorisation SET standing = 1, kinds = '[\"voucher-approval\"]', "
                  "valid_from = '2020-01-01', valid_to = '2099-12-31' WHERE id = '{}'",
                  genuine.id));
  requireRefused(document, "statementDiffers");
}

BOOST_AUTO_TEST_CASE(a_revocation_holds_though_its_row_was_cleared) {
  const auto document = drafted();
  const auto genuine = standing();
  BOOST_REQUIRE(database->authorisations().revoke(genuine.id, "M1"));
  sql("UPDATE balalyk_authorisation SET revoked_at = NULL");
  requireRefused(document, "authorisationTakenBack");
}

BOOST_AUTO_TEST_CASE(a_document_authorised_by_nothing_waits_for_the_chairperson) {
  const auto document = drafted();
  sql(
      fmt::format("UPDATE balalyk_document SET state = 'authorised', stage = 'sign', due_at = 0, ready_at = 0 "
                  "WHERE id = '{}'",
                  document.id));
  requireRefused(document, "notAuthorised");
}

BOOST_AUTO_TEST_CASE(what_was_not_signed_by_the_last_day_is_drafted_again_and_can_be_authorised_again) {
  const auto document = drafted();
  const auto old = standing({Kind::voucherApproval}, day(2025, 1, 1), day(2025, 12, 31));
  link(document, old.id);
  requireRefused(document, "authorisationNotInForce");
  work();
  BOOST_TEST((stateOf(document.id) == State::sent));
  authorise(document);
  work();
  BOOST_TEST((stateOf(document.id) == State::published));
}

BOOST_AUTO_TEST_CASE(a_last_day_that_has_passed_is_noticed_without_the_key) {
  const auto document = drafted("M9");  // who has no key here
  sql("INSERT INTO balalyk_authorisation (id, chairperson_id, commission_id, standing, kinds, valid_from, valid_to, "
      "recorded_at, batch_digest, statement_digest) VALUES ('" +
      std::string(kForged) + "', 'M9', 'K1', 1, '[\"voucher-approval\"]', '2025-01-01', '2025-12-31', 0, '', 'x')");
  link(document, kForged);
  requireRefused(document, "authorisationNotInForce");
}

BOOST_AUTO_TEST_CASE(a_value_that_a_key_made_goes_when_its_document_is_drafted_again) {
  const auto document = drafted();
  const auto genuine = standing();
  BOOST_REQUIRE_EQUAL(database->authorisations().applyStanding(10), 1);
  auto& queue = database->queue();
  const auto claim = queue.claim({.worker = "dies", .stage = Stage::sign, .limit = 1});
  Sign(database->authorisations(), database->journal(), database->audit(), *store, *keys, validator)
      .run(claim);  // and never completes
  queue.giveBack("dies");
  sql("UPDATE balalyk_authorisation SET valid_to = '2025-12-31'");
  requireRefused(document, "authorisationNotInForce");
  const auto session = makeEngine(connection, {})->connect(std::chrono::steady_clock::now() + std::chrono::seconds(10));
  BOOST_TEST(session->run({"", "SELECT count(*) AS kept FROM balalyk_signature_journal"}).rows[0].integer("kept") == 0);
}

BOOST_AUTO_TEST_CASE(a_statement_is_read_once_for_all_documents_of_its_batch) {
  std::vector<Document> batch;
  for (int i = 0; i < 40; ++i) batch.push_back(drafted());
  const auto outcome = Authorise(*database, *store).batch(batch, "M1", *keys->open("M1"));
  CountingStore counting(*store, outcome.authorisation.statementDigest);
  Worker(Worker::newName(), *database,
         {std::make_shared<Sign>(database->authorisations(), database->journal(), database->audit(), counting, *keys,
                                 validator)},
         observer, {})
      .drain({});
  for (const auto& document : batch) BOOST_TEST((stateOf(document.id) == State::signed_));
  BOOST_TEST(counting.read == 1);
}

BOOST_AUTO_TEST_CASE(a_worker_that_does_not_sign_applies_no_standing_authorisation) {
  const auto document = drafted();
  standing();
  Worker(Worker::newName(), *database, {std::make_shared<TestStage>(Stage::fill)}, observer, {}).drain({});
  BOOST_TEST((stateOf(document.id) == State::sent));
  work();
  BOOST_TEST((stateOf(document.id) == State::published));
}

BOOST_AUTO_TEST_CASE(a_batch_too_large_for_a_statement_is_refused_before_it_is_signed) {
  auto document = drafted();
  document.number = std::string(33U << 20U, '9');
  try {
    authorise(document);
    BOOST_ERROR("authorised");
  } catch (const Error& error) {
    BOOST_TEST(error.problem().code == "batchTooLarge");
  }
}

BOOST_AUTO_TEST_CASE(a_forged_batch_gets_no_receipt) {
  const auto first = drafted();
  const auto genuine = authorise(first);
  work();
  const auto document = drafted();
  recordBatch(forged(genuine.statementDigest), document);
  Receipts receipts(*database, *store, validator);
  const auto codeOf = [&](const std::string& id) {
    try {
      receipts.sign(receipts.gather(id), "text", *keys->open("M1"));
    } catch (const Error& error) {
      return error.problem().code;
    }
    return std::string();
  };
  BOOST_TEST(codeOf(kForged) == "statementDiffers");
  BOOST_TEST(codeOf(genuine.id) == "");
}

BOOST_AUTO_TEST_CASE(a_receipt_is_given_though_the_certificate_was_renewed_since) {
  const auto document = drafted();
  const auto genuine = authorise(document);
  work();
  Receipts receipts(*database, *store, validator);
  BOOST_TEST(!receipts.sign(receipts.gather(genuine.id), "text", *keys->open("M4")).empty());
}

BOOST_AUTO_TEST_SUITE_END()
