#pragma once

#include <boost/test/unit_test.hpp>

#include "TestSite.h"
#include "connectors/sample/SamplePortal.h"
#include "pipeline/actions/Regenerate.h"
#include "pipeline/ports/Retention.h"
#include "pipeline/stages/Take.h"
#include "signing/crypto/Digest.h"

namespace balalyk::tests {

// The sample portal with documents in each state: what stages would make of them is made here, without an office or a
// key.
struct IssuedDocuments : TestSite {
  IssuedDocuments() {
    seedSamplePortal(connection(), SAMPLES);
    Take(*database).run("test", {.everything = true});
    waiting = database->archive().inState(State::decided, 100);
    BOOST_REQUIRE(waiting.size() > 8);
  }
  std::string connection() const { return "sqlite:" + (folder / "portal.db").string(); }

  // One more, of an application; each call another.
  std::string next() {
    while (waiting.at(used).source != Source::application) ++used;
    return waiting.at(used++).id;
  }
  Document document(const std::string& id) { return database->archive().document(id).value(); }

  Claim claim(const std::string& id, Stage stage) {
    auto claims = database->queue().claim({.worker = "test", .stage = stage, .onlyDocuments = {id}});
    BOOST_REQUIRE_EQUAL(claims.size(), 1u);
    return claims[0];
  }
  void complete(const Claim& claim, Completion result) {
    const Completed done{claim.document.id, claim.token, std::move(result), {}};
    BOOST_REQUIRE(database->queue().complete("test", std::span(&done, 1)).at(0));
  }
  StoredFile keep(const std::string& name, const std::string& type, const std::string& content) {
    return {name, type, store->put(content), content.size()};
  }

  void fill(const std::string& id) {
    const auto due = claim(id, Stage::fill);
    const auto pdf = keep("protocol-ky.pdf", "application/pdf", "%PDF-1.7 of " + id);
    complete(due, Filled{{pdf}, contentDigest({pdf}, due.document.recordDigest), 1, "{}"});
    if (document(id).state == State::drafted) database->sending().send({&id, 1}, {"test", ""});
  }
  void sign(const std::string& id) {
    const auto sent = document(id);
    const AuthorisedContent content{id, sent.contentDigest};
    database->authorisations().authorise({.id = "authorisation-" + id,
                                          .chairpersonId = sent.chairpersonId,
                                          .commissionId = sent.commissionId,
                                          .certificateDigest = "c0ffee",
                                          .certificateUntil = database->now() + std::chrono::days(20)},
                                         std::span(&content, 1));
    const auto due = claim(id, Stage::sign);
    complete(due, Signed{keep("protocol.asice", "application/vnd.etsi.asic-e+zip", "container of " + id), "c0ffee",
                         "B-B", std::nullopt});
  }
  void publish(const std::string& id) { complete(claim(id, Stage::publish), Published{}); }
  std::string published() {
    const auto id = next();
    fill(id);
    sign(id);
    publish(id);
    return id;
  }
  std::string inQuarantine() {
    const auto id = next();
    const auto due = claim(id, Stage::fill);
    BOOST_REQUIRE(
        database->queue().fail("test", {.documentId = id,
                                        .token = due.token,
                                        .stage = Stage::fill,
                                        .disposition = Disposition::quarantined,
                                        .problem = {"officePdfUnknown", {{"detail", "a test"}, {"bundle", "b0b"}}}}));
    return id;
  }
  // What took its place, published.
  std::string supersede(const std::string& id) {
    const auto newer = Regenerate(*database).run(document(id), "a test", "test").id;
    fill(newer);
    sign(newer);
    publish(newer);
    return newer;
  }
  // As when its time is over.
  void remove(const std::string& id) {
    const RetentionYears years{{document(id).kind, -100}};
    const auto removal = database->retention().remove(id, years, "a test", "test");
    BOOST_REQUIRE((removal.outcome == Removed::done));
    for (const auto& digest : removal.files) store->remove(digest);
  }
  std::filesystem::path storedFile(const std::string& digest) const {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "store"))
      if (entry.is_regular_file() && entry.path().string().find(digest.substr(8)) != std::string::npos)
        return entry.path();
    return {};
  }

  std::vector<Document> waiting;
  std::size_t used = 0;
};

}  // namespace balalyk::tests
