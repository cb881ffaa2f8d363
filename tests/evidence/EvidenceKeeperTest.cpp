#include <boost/test/unit_test.hpp>
#include <set>

#include "EngineFixture.h"
#include "Keyring.h"
#include "Services.h"
#include "connectors/database/documents/ChangeLog.h"
#include "connectors/database/session/Connection.h"
#include "connectors/database/session/SqlSession.h"
#include "pipeline/archive/ExportMaker.h"
#include "pipeline/archive/FixityCheck.h"
#include "pipeline/evidence/AnchorSearch.h"
#include "pipeline/evidence/EvidenceKeeper.h"
#include "pipeline/ports/Retention.h"
#include "signing/validation/Validator.h"

namespace balalyk::tests {
namespace {

using signing::test::Keyring, signing::test::Services;

// Gives each document its own signed container.
class ContainerStage final : public StageRunner {
 public:
  explicit ContainerStage(DocumentStore& store) : store_(store) {}
  Stage stage() const override { return Stage::sign; }
  int batch() const override { return 4; }
  int threads() const override { return 1; }
  std::vector<StageResult> run(std::span<const Claim> claims) override {
    std::vector<StageResult> results;
    for (const auto& claim : claims) {
      results.push_back(guarded(Stage::sign, [&] {
        const std::vector<signing::DataFile> files{{"record.xml", "application/xml", claim.recordXml}};
        const auto container =
            signing::test::signedContainer(files, *Keyring::get().key("p256"), signing::test::sampleParameters());
        return Signed{
            .container = {"x.asice", "application/vnd.etsi.asic-e+zip", store_.put(container), container.size()},
            .certificateDigest = std::string(64, 'c')};
      }));
    }
    return results;
  }

 private:
  DocumentStore& store_;
};

// The authority, for as long as the test lets it answer.
class Stamps final : public signing::TimeStampSource {
 public:
  std::string stamp(const signing::Digest& imprint) override {
    return stampValue(*signing::findDigestMethod(signing::kSha256Uri), signing::bytesOf(imprint));
  }
  std::string stampValue(const signing::DigestMethod& method, std::string_view value) override {
    if (!answers) throw signing::TransportError("serviceUnreachable");
    ++asked;
    return Services::get().authority().stampValue(method, value);
  }
  bool answers = true;
  int asked = 0;
};

struct Archive : EngineFixture {
  std::vector<std::string> publish(int count) {
    auto ids = takeDocuments(count);
    if (!allowed) allowEverything();
    allowed = true;
    CountingObserver observer;
    Worker(Worker::newName(), *database,
           {std::make_shared<TestStage>(Stage::fill), std::make_shared<ContainerStage>(*store),
            std::make_shared<TestStage>(Stage::publish)},
           observer, {})
        .drain({});
    return ids;
  }

  // As when its time is over; the files follow.
  std::vector<std::string> retire(const std::string& id) {
    const RetentionYears years{{database->archive().document(id).value().kind, -100}};
    const auto removal = database->retention().remove(id, years, "a test", "test");
    BOOST_REQUIRE((removal.outcome == Removed::done));
    return removal.files;
  }
  void remove(const std::string& id) {
    for (const auto& digest : retire(id)) store->remove(digest);
  }

  EvidenceKeeper keeper() { return {*database, *store, stamps, {}, "test"}; }

  // How many time stamps the exported container proves its time by; 0: it has no evidence that holds.
  std::size_t proofs(const std::string& id) {
    const auto digest = database->archive().document(id).value().container.value().digest;
    EvidenceAssembler assembler(database->evidence(), *store);
    const auto container = assembler.withEvidence(digest, store->get(digest).value());
    if (!container) return 0;
    const signing::Validator validator{Keyring::get().anchors()};
    const auto report = validator.verify(*container, signing::test::now() + std::chrono::hours{1});
    BOOST_TEST_CONTEXT(toJson(report)) BOOST_TEST(report.passed());
    const bool holds = report.passed() && report.signatures.at(0).evidenceRecord;
    return holds ? report.evidenceRecords.at(0).timeProofs.size() : 0;
  }

  // As one who rules the database could: changes the trail and computes every hash again.
  void rewriteTrail(const std::string& changes) {
    const auto session =
        makeEngine(connection, {})->connect(std::chrono::steady_clock::now() + std::chrono::seconds(10));
    session->script("DROP TRIGGER IF EXISTS balalyk_audit_update; DROP TRIGGER IF EXISTS balalyk_audit_delete; " +
                    changes);
    AuditEntry last{.hash = std::string(64, '0')};
    for (const auto& row : session
                               ->run({"",
                                      "SELECT sequence, at, actor, event, document_id, detail FROM balalyk_audit "
                                      "ORDER BY sequence"})
                               .rows) {
      AuditEntry entry{.sequence = row.integer("sequence"),
                       .at = Timestamp(std::chrono::milliseconds(row.integer("at"))),
                       .actor = row.text("actor"),
                       .event = row.text("event"),
                       .documentId = row.text("document_id"),
                       .detail = row.text("detail"),
                       .previousHash = last.hash};
      entry.hash = auditHash(entry);
      session->run({"", "UPDATE balalyk_audit SET previous_hash = $1, hash = $2 WHERE sequence = $3"},
                   {entry.previousHash, entry.hash, entry.sequence});
      last = entry;
    }
    session->run({"", "UPDATE balalyk_audit_head SET sequence = $1, hash = $2"}, {last.sequence, last.hash});
  }

  std::vector<Problem> look(const std::vector<std::string>& files = {}) {
    AuditAnchors anchors;
    const signing::Validator validator{Keyring::get().anchors()};
    AnchorSearch search(*database, *store, validator, anchors);
    search.inEvidence();
    search.inReceipts();
    search.inFiles(files);
    auto problems = search.problems();
    BOOST_TEST(!database->audit().walk([&](const AuditEntry& entry) { anchors.see(entry); }));
    for (auto& problem : anchors.contradictions()) problems.push_back(std::move(problem));
    anchorsFound = anchors.count();
    return problems;
  }

  static std::string codesOf(const std::vector<Problem>& problems) {
    std::string codes;
    for (const auto& problem : problems) codes += (codes.empty() ? "" : " ") + problem.code;
    return codes;
  }

  Stamps stamps;
  bool allowed = false;
  std::size_t anchorsFound = 0;
};

const signing::DigestMethod& sha512() {
  return *signing::findDigestMethodByName("SHA-512");
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(evidence_keeper, Archive)

BOOST_AUTO_TEST_CASE(a_night_is_sealed_with_one_time_stamp) {
  const auto ids = publish(5);
  BOOST_TEST(proofs(ids[0]) == 0U);
  const auto outcome = keeper().seal({});
  BOOST_TEST(outcome.covered == 5);
  BOOST_TEST(outcome.problems.empty());
  BOOST_TEST(stamps.asked == 1);
  for (const auto& id : ids) BOOST_TEST(proofs(id) == 1U);
  BOOST_TEST(keeper().seal({}).covered == 0);
  BOOST_TEST(stamps.asked == 1);
}

BOOST_AUTO_TEST_CASE(without_an_authority_documents_wait_for_the_next_night) {
  const auto ids = publish(2);
  stamps.answers = false;
  BOOST_CHECK_THROW(keeper().seal({}), signing::TransportError);
  BOOST_TEST(database->evidence().countUnsealed() == 2);
  stamps.answers = true;
  publish(1);
  BOOST_TEST(keeper().seal({}).covered == 3);
  BOOST_TEST(proofs(ids[1]) == 1U);
}

BOOST_AUTO_TEST_CASE(what_a_killed_run_recorded_is_finished_without_another_time_stamp) {
  const auto ids = publish(2);
  keeper().seal({});
  // As it is between the record of the time stamp and that of the leaves.
  makeEngine(connection, {})
      ->connect(std::chrono::steady_clock::now() + std::chrono::seconds(10))
      ->script(
          "DELETE FROM balalyk_evidence_leaf; UPDATE balalyk_evidence SET assigned = 0; "
          "UPDATE balalyk_document SET sealed_digest = ''");
  BOOST_TEST(proofs(ids[0]) == 0U);
  BOOST_TEST(keeper().seal({}).covered == 0);
  BOOST_TEST(stamps.asked == 1);
  BOOST_TEST(proofs(ids[0]) == 1U);
}

BOOST_AUTO_TEST_CASE(a_container_that_is_gone_does_not_stop_the_others) {
  const auto ids = publish(3);
  const auto lost = database->archive().document(ids[1]).value().container.value().digest;
  std::size_t removed = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "store")) {
    if (entry.path().filename().string().find(lost.substr(8)) != std::string::npos && entry.is_regular_file()) {
      std::filesystem::remove(entry.path());
      ++removed;
    }
  }
  BOOST_REQUIRE_EQUAL(removed, 1U);
  const auto outcome = keeper().seal({});
  BOOST_TEST(outcome.covered == 2);
  BOOST_REQUIRE_EQUAL(outcome.problems.size(), 1U);
  BOOST_TEST(outcome.problems[0].params.at("document") == ids[1]);
  BOOST_TEST(proofs(ids[2]) == 1U);
}

BOOST_AUTO_TEST_CASE(one_time_stamp_renews_the_whole_archive_again_and_again) {
  auto ids = publish(3);
  keeper().seal({});
  ids.push_back(publish(1)[0]);
  keeper().seal({});
  BOOST_TEST(keeper().renew().covered == 2);
  BOOST_TEST(stamps.asked == 3);
  for (const auto& id : ids) BOOST_TEST(proofs(id) == 2U);
  ids.push_back(publish(1)[0]);
  keeper().seal({});
  BOOST_TEST(keeper().renew().covered == 2);  // the renewal, and the night since
  for (const auto& id : ids) BOOST_TEST(proofs(id) == (id == ids.back() ? 2U : 3U));
}

BOOST_AUTO_TEST_CASE(hash_trees_are_renewed_for_the_whole_archive_with_one_time_stamp) {
  auto ids = publish(3);
  keeper().seal({});
  keeper().renew();
  const int before = stamps.asked;
  const auto outcome = keeper().rehash(sha512(), {});
  BOOST_TEST(outcome.covered == 3);
  BOOST_TEST(outcome.problems.empty());
  BOOST_TEST(stamps.asked == before + 1);
  for (const auto& id : ids) BOOST_TEST(proofs(id) == 3U);
  // Life continues: later nights, and a renewal over both algorithms.
  ids.push_back(publish(1)[0]);
  keeper().seal({});
  BOOST_TEST(keeper().renew().timeStamps == 2);
  for (const auto& id : ids) BOOST_TEST(proofs(id) == (id == ids.back() ? 2U : 4U));
}

BOOST_AUTO_TEST_CASE(what_was_removed_when_its_time_was_over_is_no_gap_in_new_hash_trees) {
  const auto ids = publish(3);
  keeper().seal({});
  remove(ids[1]);
  const auto outcome = keeper().rehash(sha512(), {});
  BOOST_TEST(codesOf(outcome.problems) == "");
  BOOST_TEST(outcome.covered == 2);
  for (const auto& id : {ids[0], ids[2]}) BOOST_TEST(proofs(id) == 2U);
}

BOOST_AUTO_TEST_CASE(a_missing_draft_that_is_in_no_container_is_no_whole_store) {
  publish(1);
  const auto waiting = takeDocuments(1).at(0);
  const auto digest = store->put("a draft");
  const auto claims = database->queue().claim({.worker = "w", .stage = Stage::fill, .onlyDocuments = {waiting}});
  const Completed drafted{
      waiting, claims.at(0).token, Filled{{{"p.pdf", "application/pdf", digest, 7}}, "c", 1, "{}"}, {}};
  BOOST_REQUIRE(database->queue().complete("w", std::span(&drafted, 1)).at(0));
  const auto missing = [&] {
    FixityCheck(*database, *store, "test", [](const Problem&) {}).run({}, {}, {});
    return database->fixity().lastEnded().value().missing;
  };
  const auto before = missing();
  store->remove(digest);
  BOOST_TEST(missing() == before + 1);
}

BOOST_AUTO_TEST_CASE(a_document_removed_while_a_file_is_made_of_it_leaves_no_file) {
  const auto ids = publish(2);
  database->archiveExports().order("somebody", ExportKind::files, ids, "");
  const auto files = [&] {
    std::set<std::string> digests;
    store->forEach([&](const std::string& digest, std::uint64_t) { digests.insert(digest); });
    return digests;
  };
  std::set<std::string> before;
  const auto meanwhile = [&]() -> signing::TimeStampSource* {
    retire(ids[0]);
    before = files();
    return nullptr;
  };
  ExportMaker(*database, *store, meanwhile, {}, [](const Problem&) {}).run({});
  BOOST_REQUIRE(!before.empty());
  BOOST_TEST((files() == before));
}

BOOST_AUTO_TEST_CASE(every_file_of_the_evidence_is_known) {
  publish(2);
  keeper().seal({});
  keeper().renew();
  std::size_t files = 0;
  forEachEvidenceFile(database->evidence(), *store, [&](const std::string& digest) {
    BOOST_TEST(store->has(digest));
    ++files;
  });
  BOOST_TEST(files == 7U);  // two time stamps, two trees of one branch each, the audit trail's head
}

BOOST_AUTO_TEST_CASE(each_seal_anchors_the_head_that_the_audit_trail_had) {
  publish(2);
  const auto head = database->audit().head();
  keeper().seal({});
  const auto set = database->evidence().current().at(0);
  BOOST_TEST(set.leaves == 3);
  const auto kept = readAuditAnchor(store->get(set.auditDigest).value());
  BOOST_REQUIRE(kept.has_value());
  BOOST_TEST(kept->sequence == head.sequence);
  BOOST_TEST(kept->hash == head.hash);
  BOOST_TEST(codesOf(look()) == "");
  BOOST_TEST(anchorsFound == 1U);
}

BOOST_AUTO_TEST_CASE(the_anchor_is_proved_through_renewals_and_new_hash_trees) {
  publish(2);
  keeper().seal({});
  keeper().renew();
  BOOST_TEST(keeper().rehash(sha512(), {}).problems.empty());
  publish(1);
  keeper().seal({});
  BOOST_TEST(codesOf(look()) == "");
  BOOST_TEST(anchorsFound == 2U);
}

BOOST_AUTO_TEST_CASE(a_trail_rewritten_with_all_its_hashes_is_found_by_its_anchor) {
  publish(2);
  keeper().seal({});
  publish(1);
  rewriteTrail("UPDATE balalyk_audit SET actor = 'somebody' WHERE sequence = 3");
  BOOST_TEST(!database->audit().firstBroken());
  BOOST_TEST(codesOf(look()) == "auditRewritten");
}

BOOST_AUTO_TEST_CASE(a_trail_cut_off_before_its_anchor_is_found) {
  publish(2);
  keeper().seal({});
  rewriteTrail("DELETE FROM balalyk_audit WHERE sequence > 4");
  BOOST_TEST(!database->audit().firstBroken());
  BOOST_TEST(codesOf(look()) == "auditRewritten");
}

BOOST_AUTO_TEST_CASE(what_happened_after_the_last_anchor_is_not_yet_protected) {
  publish(2);
  keeper().seal({});
  const auto kept = database->audit().head().sequence;
  publish(1);
  rewriteTrail("UPDATE balalyk_audit SET actor = 'somebody' WHERE sequence = " + std::to_string(kept + 1));
  BOOST_TEST(codesOf(look()) == "");
}

BOOST_AUTO_TEST_CASE(an_anchor_that_no_row_names_any_more_is_found_among_the_files) {
  publish(2);
  keeper().seal({});
  rewriteTrail(
      "UPDATE balalyk_audit SET actor = 'somebody' WHERE sequence = 3; DELETE FROM balalyk_evidence_leaf; "
      "DELETE FROM balalyk_evidence");
  std::vector<std::string> files;
  store->forEach([&](const std::string& digest, std::uint64_t) { files.push_back(digest); });
  BOOST_TEST(codesOf(look(files)) == "auditRewritten");
}

BOOST_AUTO_TEST_CASE(an_anchor_put_in_the_place_of_the_stamped_one_proves_nothing) {
  publish(2);
  keeper().seal({});
  const auto forged = store->put(auditAnchor(database->audit().head(), database->now()));
  rewriteTrail("UPDATE balalyk_evidence SET audit_digest = '" + forged + "'");
  BOOST_TEST(codesOf(look()) == "auditAnchorUnproved");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace balalyk::tests
