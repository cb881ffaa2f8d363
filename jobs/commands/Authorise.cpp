#include "pipeline/actions/Authorise.h"

#include <CLI/CLI.hpp>
#include <set>

#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/commands/Drive.h"
#include "jobs/commands/ReceiptMaker.h"
#include "jobs/commands/Words.h"
#include "jobs/output/AuthorisationOutput.h"
#include "jobs/output/Console.h"
#include "jobs/output/ExitCode.h"
#include "jobs/output/JsonWriter.h"
#include "jobs/output/ReceiptOutput.h"
#include "jobs/text/Messages.h"
#include "jobs/text/WriteFile.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "pipeline/ports/KeyRing.h"
#include "pipeline/stages/SignerCheck.h"
#include "pipeline/stages/StatementXml.h"

namespace balalyk {
namespace {

constexpr int kAtOnce = 100'000;

// The chairperson's desk: what waits, and the decisions. Each decision is proved by unlocking the chairperson's own
// key.
class AuthoriseCommand final : public Command {
 public:
  std::string_view name() const override { return "authorise"; }

  void declare(CLI::App& app, const Describe& describe) override {
    const std::string id = describe.value("id");
    auto* all = app.add_flag("--all", all_, describe("all"));
    auto* some = app.add_option("--document", documents_, describe("document"))->type_name(id)->excludes(all);
    auto* standing = app.add_flag("--standing", standing_, describe("standing"))->excludes(all)->excludes(some);
    auto* revoke = app.add_option("--revoke", revoke_, describe("revoke"))->type_name(id);
    revoke->excludes(all)->excludes(some)->excludes(standing);
    auto* reject = app.add_option("--reject", reject_, describe("reject"))->type_name(id);
    reject->excludes(all)->excludes(some)->excludes(standing)->excludes(revoke);
    app.add_option("--reason", reason_, describe("reason"))->type_name(describe.value("text"))->needs(reject);
    auto* receipt = app.add_option("--receipt", receipt_, describe("receipt"))->type_name(id);
    receipt->excludes(all)->excludes(some)->excludes(standing)->excludes(revoke)->excludes(reject);
    app.add_option("--to-file", receiptFile_, describe("toFile"))->type_name(describe.value("file"))->needs(receipt);
    app.add_option("--commission", commission_, describe("commission"))->type_name(id);
    app.add_option("--chairperson", chairperson_, describe("chairperson"))->type_name(id);
    app.add_option("--digest", digest_, describe("digest"))->type_name(describe.value("digest"));
    app.add_option("--kinds", kinds_, describe("kinds"))
        ->type_name(describe.value("kind"))
        ->delimiter(',')
        ->needs(standing);
    app.add_option("--from", from_, describe("from"))->type_name(describe.value("date"))->needs(standing);
    app.add_option("--to", to_, describe("to"))->type_name(describe.value("date"))->needs(standing);
    app.add_flag("--later", later_, describe("later"));
    app.add_option("--passwords-fd", passwordDescriptor_, describe("passwordsFd"))->type_name(describe.value("fd"));
    app.add_flag("--json", json_, describe("json"));
  }

  int run(Session& session) override {
    session.connections.passwordsFrom(Connections::Presence::inPerson, passwordDescriptor_);
    if (standing_) return recordStanding(session);
    if (!revoke_.empty()) return revoke(session);
    if (!reject_.empty()) return reject(session);
    if (!receipt_.empty()) return giveReceipt(session);
    if (all_ || !documents_.empty()) return authoriseBatch(session);
    return list(session);
  }

 private:
  // What waits and was asked about, oldest first.
  std::vector<Document> waiting(Session& session) const {
    auto& connections = session.connections;
    const auto review = Authorise(connections.database(), connections.store(), true).review(chairperson_, kAtOnce);
    std::vector<Document> documents;
    for (const auto& document : review.documents)
      if (commission_.empty() || document.commissionId == commission_) documents.push_back(document);
    return documents;
  }

  int list(Session& session) {
    const auto documents = waiting(session);
    const auto authorisations = session.connections.database().authorisations().list(commission_);
    session.console.result(json_
                               ? reviewAsJson(documents, authorisations, session.messages)
                               : reviewAsText(documents, authorisations, session.messages, session.console.outWidth()));
    return kAllDone;
  }

  std::vector<Document> chosen(Session& session) const {
    if (all_) {
      if (commission_.empty() && chairperson_.empty())
        throw UsageError("argumentMissing", {{"argument", "--commission"}, {"help", "balalyk authorise"}});
      return waiting(session);
    }
    std::vector<Document> documents;
    for (const auto& id : std::set<std::string>(documents_.begin(), documents_.end())) {
      const auto document = session.connections.database().archive().document(id);
      if (!document) throw UsageError("documentNotFound", {{"document", id}});
      if (document->state != State::drafted && document->state != State::authorised)
        throw Error("documentNotDrafted", {{"document", id}, {"state", toString(document->state)}});
      documents.push_back(*document);
    }
    return documents;
  }

  static std::string oneChairperson(const std::vector<Document>& documents) {
    for (const auto& document : documents)
      if (document.chairpersonId != documents.front().chairpersonId) throw UsageError("chairpersonsSeveral");
    return documents.front().chairpersonId;
  }

  // Nothing is signed with what nobody could verify, not even the statement.
  static std::shared_ptr<signing::SigningKey> openKey(Session& session, const std::string& chairperson) {
    auto& connections = session.connections;
    auto key = connections.keys().open(chairperson);
    const auto now = std::chrono::floor<std::chrono::seconds>(connections.database().now());
    if (auto problem = SignerCheck(connections.validator()).problemOf(*key, now)) {
      problem->params["member"] = chairperson;
      throw Error(*std::move(problem));
    }
    return key;
  }

  int authoriseBatch(Session& session) {
    const auto documents = chosen(session);
    if (documents.empty()) throw Error("nothingToAuthorise");
    const std::string chairperson = oneChairperson(documents);
    const std::string digest = batchDigest(documents);
    if (!digest_.empty() && digest_ != digest)
      throw Error("batchChanged", {{"count", std::to_string(documents.size())}});
    session.console.line(session.messages.text(
        "authorise.about", {{"count", std::to_string(documents.size())}, {"digest", digest}, {"member", chairperson}}));
    session.console.line(session.messages.text("authorise.receiptToo"));
    auto& connections = session.connections;
    const auto key = openKey(session, chairperson);
    auto outcome = Authorise(connections.database(), connections.store(), true).batch(documents, chairperson, *key);
    bool driven = true;
    if (!later_ && !outcome.authorised.empty())
      driven = drive(session, outcome.authorised, connections.stages({"sign", "publish"}));
    std::optional<Receipt> receipt;
    if (!later_ && !outcome.authorised.empty())
      receipt = makeReceipt(session, outcome.authorisation.id, Unsettled::left);
    std::vector<Document> now;
    for (const auto& id : outcome.authorised) now.push_back(connections.database().archive().document(id).value());
    session.console.result(json_ ? outcomeAsJson(outcome, now, receipt, session.messages)
                                 : outcomeAsText(outcome, now, receipt, session.messages));
    const bool stopped = std::any_of(now.begin(), now.end(), [](const Document& document) {
      return document.state == State::quarantined || !document.problems.empty();
    });
    return outcome.skipped.empty() && driven && !stopped ? kAllDone : kSomeFailed;
  }

  // Whose commission it is, if it was not said: the chairperson of its newest document.
  std::string chairpersonOf(Session& session) const {
    if (!chairperson_.empty()) return chairperson_;
    const auto found = session.connections.database().archive().find({.commissionId = commission_, .limit = 1});
    if (found.empty())
      throw UsageError("argumentMissing", {{"argument", "--chairperson"}, {"help", "balalyk authorise"}});
    return found.front().chairpersonId;
  }

  int recordStanding(Session& session) {
    for (const auto& [name, value] : {std::pair("--commission", &commission_), {"--from", &from_}, {"--to", &to_}})
      if (value->empty()) throw UsageError("argumentMissing", {{"argument", name}, {"help", "balalyk authorise"}});
    Authorise::StandingTerms terms{.chairpersonId = chairpersonOf(session),
                                   .commissionId = commission_,
                                   .kinds = kinds_.empty() ? allKinds() : kindWords(kinds_),
                                   .from = dateWord(from_, "--from"),
                                   .to = dateWord(to_, "--to")};
    auto& connections = session.connections;
    const auto key = openKey(session, terms.chairpersonId);
    const auto authorisation = Authorise(connections.database(), connections.store()).standing(terms, *key);
    session.console.result(json_ ? authorisationAsJson(authorisation)
                                 : session.messages.text("authorise.standingRecorded", {{"id", authorisation.id}}) +
                                       "\n");
    return kAllDone;
  }

  int revoke(Session& session) {
    auto& authorisations = session.connections.database().authorisations();
    for (const auto& authorisation : authorisations.list("")) {
      if (authorisation.id != revoke_) continue;
      session.connections.keys().open(authorisation.chairpersonId);
      if (!authorisations.revoke(revoke_, authorisation.chairpersonId))
        throw Error("authorisationRevoked", {{"id", revoke_}});
      done(session, "revoked", revoke_, "authorise.revoked");
      return kAllDone;
    }
    throw UsageError("authorisationNotFound", {{"id", revoke_}});
  }

  // What was revoked or rejected, by its id.
  void done(Session& session, const char* what, const std::string& id, const char* text) const {
    session.console.result((json_ ? JsonWriter().beginObject().member(what, id).endObject().text()
                                  : session.messages.text(text, {{"id", id}})) +
                           "\n");
  }

  int reject(Session& session) {
    if (reason_.empty()) throw UsageError("argumentMissing", {{"argument", "--reason"}, {"help", "balalyk authorise"}});
    auto& database = session.connections.database();
    const auto document = database.archive().document(reject_);
    if (!document) throw UsageError("documentNotFound", {{"document", reject_}});
    session.connections.keys().open(document->chairpersonId);
    if (!database.authorisations().reject(reject_, document->chairpersonId, reason_))
      throw Error("documentNotDrafted", {{"document", reject_}, {"state", toString(document->state)}});
    done(session, "rejected", reject_, "authorise.rejected");
    return kAllDone;
  }

  // The receipt that is kept; made now when there is none yet, or when it does not hold any more.
  int giveReceipt(Session& session) {
    auto& connections = session.connections;
    const Receipts receipts(connections.database(), connections.store(), connections.validator());
    auto receipt = receipts.gather(receipt_);
    if (receipt.authorisation.receiptDigest.empty() || receipts.outdated(receipt))
      receipt = *makeReceipt(session, receipt_, Unsettled::refused);
    if (!receiptFile_.empty()) {
      const auto container = connections.store().get(receipt.authorisation.receiptDigest);
      if (!container) throw Error("fileMissing", {{"file", "receipt"}, {"document", receipt_}});
      writeWholeFile(receiptFile_, *container);
    }
    if (json_) {
      JsonWriter json;
      writeReceipt(json, receipt);
      session.console.result(json.text() + "\n");
    } else {
      session.console.result(receiptText(receipt, session.messages));
    }
    return kAllDone;
  }

  bool all_ = false, standing_ = false, later_ = false, json_ = false;
  std::vector<std::string> documents_, kinds_;
  std::string receipt_, receiptFile_, revoke_, reject_, reason_, commission_, chairperson_, digest_, from_, to_;
  int passwordDescriptor_ = -1;
};

}  // namespace

std::unique_ptr<Command> makeAuthoriseCommand() {
  return std::make_unique<AuthoriseCommand>();
}

}  // namespace balalyk
