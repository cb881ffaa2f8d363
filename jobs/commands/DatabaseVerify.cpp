#include <algorithm>
#include <map>
#include <set>

#include "connectors/texts/Messages.h"
#include "connectors/texts/ProblemText.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/output/Console.h"
#include "jobs/output/DocumentOutput.h"
#include "jobs/output/ExitCode.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "pipeline/evidence/AnchorSearch.h"
#include "pipeline/evidence/AuthorisationCheck.h"
#include "pipeline/evidence/DocumentTrail.h"
#include "pipeline/evidence/EvidenceKeeper.h"
#include "pipeline/ports/ArchiveExports.h"
#include "pipeline/ports/DocumentStore.h"
#include "pipeline/ports/PortalDatabase.h"
#include "pipeline/stages/DocumentFiles.h"
#include "signing/JsonWriter.h"
#include "signing/validation/Validator.h"

namespace balalyk {
namespace {

// Compares the database with what it cannot change: with the store (every file that a row names is there and is what
// its address says), with what chairpersons signed (every authorisation has its statement and says the same), every
// document with the audit trail, and that with its own hashes and with its heads in evidence and receipts. A file that
// no row names is listed, not blamed: a stage that was cut short leaves one behind.
class DatabaseVerify final : public Command {
 public:
  std::string_view name() const override { return "database verify"; }

  void declare(Arguments& arguments) override { arguments.flag("--json", json_, "json"); }

  int run(Session& session) override {
    Findings findings;
    checkFiles(session, findings);
    auto& connections = session.connections;
    // Where nothing was authorised or sealed yet, trust anchors may still be missing.
    const signing::Validator trustsNobody{signing::TrustAnchors{}};
    const auto& validator = anythingSigned(connections.database()) ? connections.validator() : trustsNobody;
    AuditAnchors anchors;
    for (auto& problem : gatherAnchors(session, findings.unreferenced, validator, anchors))
      findings.problems.push_back(std::move(problem));
    AuthorisationCheck authorisations(connections.database(), connections.store(), validator,
                                      connections.pinnedCertificates());
    DocumentTrail documents(connections.database());
    checkAudit(session, anchors, authorisations, documents, findings);
    for (auto& problem : authorisations.problems()) findings.problems.push_back(std::move(problem));
    for (auto& problem : documents.problems()) findings.problems.push_back(std::move(problem));
    findings.authorisations = authorisations.checked();
    session.console.result(json_ ? asJson(findings, session.messages) : asText(findings, session.messages));
    return findings.problems.empty() ? kAllDone : kSomeFailed;
  }

 private:
  struct Findings {
    std::int64_t auditEntries = 0;
    std::int64_t anchors = 0;
    std::int64_t authorisations = 0;
    std::int64_t files = 0;
    std::vector<std::string> unreferenced;
    std::vector<Problem> problems;
  };

  static void checkAudit(Session& session, AuditAnchors& anchors, AuthorisationCheck& authorisations,
                         DocumentTrail& documents, Findings& findings) {
    auto& audit = session.connections.database().audit();
    findings.auditEntries = audit.size();
    findings.anchors = static_cast<std::int64_t>(anchors.count());
    const auto broken = audit.walk([&](const AuditEntry& entry) {
      anchors.see(entry);
      authorisations.see(entry);
      documents.see(entry);
    });
    if (broken) findings.problems.push_back({"auditBroken", {{"entry", std::to_string(*broken)}}});
    for (auto& problem : anchors.contradictions()) findings.problems.push_back(std::move(problem));
  }

  static bool anythingSigned(PortalDatabase& database) {
    return !database.authorisations().list("").empty() || database.evidence().last() > 0;
  }

  static std::vector<Problem> gatherAnchors(Session& session, const std::vector<std::string>& unreferenced,
                                            const signing::Validator& validator, AuditAnchors& anchors) {
    AnchorSearch search(session.connections.database(), session.connections.store(), validator, anchors);
    search.inEvidence();
    search.inReceipts();
    // What rows no longer name is looked at too: who rewrites the trail removes the rows that name its anchors.
    search.inFiles(unreferenced);
    return search.problems();
  }

  static void checkFiles(Session& session, Findings& findings) {
    auto& database = session.connections.database();
    auto& store = session.connections.store();
    std::set<std::string> unreferenced;
    store.forEach([&](const std::string& digest, std::uint64_t) { unreferenced.insert(digest); });
    std::map<std::string, std::string> named;  // digest → whose it is
    database.archive().forEachFile(
        [&](const std::string& documentId, const StoredFile& file) { named.emplace(file.digest, documentId); });
    for (const auto& digest : database.archiveExports().files()) named.emplace(digest, "export");
    for (const auto& authorisation : database.authorisations().list(""))
      for (const auto& digest : {authorisation.statementDigest, authorisation.receiptDigest})
        if (!digest.empty()) named.emplace(digest, authorisation.id);
    try {
      forEachEvidenceFile(database.evidence(), store,
                          [&](const std::string& digest) { named.emplace(digest, "evidence"); });
    } catch (const std::exception& error) {
      findings.problems.push_back(problemOf(error));
    }
    for (const auto& [digest, owner] : named) {
      unreferenced.erase(digest);
      ++findings.files;
      try {
        if (!store.get(digest) && !inContainer(session, digest, owner))
          findings.problems.push_back({"storeFileMissing", {{"digest", digest}, {"owner", owner}}});
      } catch (const Error& error) {
        findings.problems.push_back(error.problem());
      }
    }
    findings.unreferenced.assign(unreferenced.begin(), unreferenced.end());
  }

  // What was drafted is removed once it is published.
  static bool inContainer(Session& session, const std::string& digest, const std::string& owner) {
    const auto document = session.connections.database().archive().document(owner);
    if (!document) return false;
    const auto file = std::ranges::find(document->files, digest, &StoredFile::digest);
    return file != document->files.end() && contentOf(*document, *file, session.connections.store());
  }

  static std::string asJson(const Findings& findings, const Messages& messages) {
    signing::JsonWriter json;
    json.beginObject().member("whole", findings.problems.empty()).member("auditEntries", findings.auditEntries);
    json.member("auditAnchors", findings.anchors).member("authorisations", findings.authorisations);
    json.member("files", findings.files).key("unreferenced").beginArray();
    for (const auto& digest : findings.unreferenced) json.value(digest);
    json.endArray().key("problems").beginArray();
    for (const auto& problem : findings.problems) writeJson(json, problem, messages);
    return json.endArray().endObject().text() + "\n";
  }

  static std::string asText(const Findings& findings, const Messages& messages) {
    std::string text = messages.text(findings.problems.empty() ? "database.whole" : "database.notWhole",
                                     {{"entries", std::to_string(findings.auditEntries)},
                                      {"anchors", std::to_string(findings.anchors)},
                                      {"authorisations", std::to_string(findings.authorisations)},
                                      {"files", std::to_string(findings.files)}}) +
                       "\n";
    if (!findings.unreferenced.empty())
      text += messages.text("database.unreferenced", {{"count", std::to_string(findings.unreferenced.size())}}) + "\n";
    for (const auto& problem : findings.problems) text += writeProblem(messages, problem) + "\n";
    return text;
  }

  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> makeDatabaseVerifyCommand() {
  return std::make_unique<DatabaseVerify>();
}

}  // namespace balalyk
