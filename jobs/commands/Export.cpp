#include <algorithm>
#include <filesystem>
#include <map>

#include "connectors/texts/Messages.h"
#include "connectors/texts/ProblemText.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/BundleOf.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/output/Console.h"
#include "jobs/output/ExitCode.h"
#include "jobs/output/FileNames.h"
#include "jobs/text/WriteFile.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "pipeline/evidence/EvidenceAssembler.h"
#include "pipeline/ports/DocumentStore.h"
#include "pipeline/ports/PortalDatabase.h"
#include "pipeline/stages/DocumentFiles.h"
#include "pipeline/template/TemplateKinds.h"
#include "signing/JsonWriter.h"
#include "signing/ReadFile.h"

namespace balalyk {
namespace {

namespace fs = std::filesystem;

// Puts documents into a folder: the signed container, which alone proves something, and its files to read; or of those
// only the notice, to be printed or sent to the applicant.
class Export final : public Command {
 public:
  std::string_view name() const override { return "export"; }

  void declare(Arguments& arguments) override {
    arguments.value("documents", wanted_, "documents", "numberOrId").required();
    arguments.value("--to", folder_, "to", "folder").required();
    arguments.flag("--all-revisions", allRevisions_, "allRevisions");
    const auto bundle = arguments.flag("--bundle", bundle_, "bundle");
    const auto evidence = arguments.flag("--with-evidence", withEvidence_, "withEvidence");
    arguments.flag("--notice", notice_, "notice").excludes(bundle).excludes(evidence);
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    std::error_code error;
    fs::create_directories(folder_, error);
    if (error) throw Error("fileUnwritable", {{"file", folder_}, {"detail", error.message()}});
    std::vector<Written> written;
    std::vector<Problem> problems;
    for (const auto& wanted : wanted_) {
      const auto documents = meant(session, wanted);
      if (documents.empty()) problems.push_back({"documentNotFound", {{"document", wanted}}});
      for (const auto& document : documents)
        bundle_ ? exportBundle(session, document, written, problems)
                : exportDocument(session, document, written, problems);
    }
    report(session, written, problems);
    return problems.empty() ? kAllDone : kSomeFailed;
  }

 private:
  struct Written {
    std::string documentId;
    fs::path file;
    std::string level;  // of a container
  };

  // By id, or by number: of every commission and year that used it.
  std::vector<Document> meant(Session& session, const std::string& wanted) const {
    auto& archive = session.connections.database().archive();
    std::vector<Document> found;
    if (const auto exact = archive.document(wanted))
      found.push_back(*exact);
    else
      found = archive.find({.number = wanted, .withSuperseded = allRevisions_, .limit = 1000});
    if (!allRevisions_ || found.empty()) return found;
    std::map<std::string, Document> all;
    for (const auto& document : found)
      for (auto& revision : archive.revisions(document.source, document.sourceKey)) all.emplace(revision.id, revision);
    found.clear();
    for (auto& [id, document] : all) found.push_back(std::move(document));
    return found;
  }

  void exportDocument(Session& session, const Document& document, std::vector<Written>& written,
                      std::vector<Problem>& problems) const {
    if (document.files.empty() && !document.container) {
      problems.push_back({"documentHasNoFiles", {{"document", document.id}, {"state", toString(document.state)}}});
      return;
    }
    const auto wanted = [&](const StoredFile& file) { return !notice_ || isNotice(document.kind, file); };
    if (std::ranges::none_of(document.files, wanted) && notice_) {
      problems.push_back({"documentHasNoNotice", {{"document", document.id}}});
      return;
    }
    const std::string stem = fileStem(document, session.messages);
    try {
      if (document.container && !notice_) save(session, document, *document.container, stem + ".asice", written);
      // Without a signature it is only a draft, and says so.
      const std::string mark = document.container ? "" : " " + session.messages.text("export.draft");
      for (const auto& file : document.files)
        if (wanted(file)) save(session, document, file, stem + mark + " " + safeFileName(file.name, 60), written);
    } catch (const Error& error) {
      problems.push_back(error.problem());
    }
  }

  // What it takes to make again a document that was set aside. Holds the whole record: for this user alone.
  void exportBundle(Session& session, const Document& document, std::vector<Written>& written,
                    std::vector<Problem>& problems) const {
    const auto digest = bundleOf(document, session.connections.database().audit());
    const auto content = digest ? session.connections.store().get(*digest) : std::nullopt;
    if (!content) {
      problems.push_back({"documentHasNoBundle", {{"document", document.id}, {"state", toString(document.state)}}});
      return;
    }
    const fs::path target = fs::path(folder_) / (document.id + ".bundle.zip");
    writeWholeFile(target, *content, FileMode::ownerOnly);
    written.push_back({document.id, target});
  }

  // Another document's file of the same name is never replaced: the id distinguishes them.
  void save(Session& session, const Document& document, const StoredFile& file, const std::string& name,
            std::vector<Written>& written) const {
    auto content = contentOf(document, file, session.connections.store());
    if (!content) throw Error("fileMissing", {{"file", file.name}, {"document", document.id}});
    if (withEvidence_ && document.container && file.digest == document.container->digest) {
      EvidenceAssembler evidence(session.connections.database().evidence(), session.connections.store());
      content = evidence.withEvidence(file.digest, *content);
      if (!content) throw Error("evidenceMissing", {{"document", document.id}});
    }
    fs::path target = fs::path(folder_) / name;
    const auto existing = signing::readWholeFile(target);
    if (existing && *existing != *content)
      target = fs::path(folder_) / (target.stem().string() + " " + document.id + target.extension().string());
    if (!existing || *existing != *content) writeWholeFile(target, *content);
    const bool isContainer = document.container && file.digest == document.container->digest;
    written.push_back({document.id, target, isContainer ? document.level : ""});
  }

  void report(Session& session, const std::vector<Written>& written, const std::vector<Problem>& problems) const {
    if (json_) {
      signing::JsonWriter json;
      json.beginArray();
      for (const auto& entry : written) {
        json.beginObject().member("document", entry.documentId).member("file", entry.file.string());
        if (!entry.level.empty()) json.member("level", entry.level);
        json.endObject();
      }
      session.console.result(json.endArray().text() + "\n");
    } else {
      for (const auto& entry : written) {
        session.console.result(entry.file.string() + "\n");
        if (entry.level.empty()) continue;
        session.console.line(
            session.messages.text("export.level", {{"file", entry.file.filename().string()}, {"level", entry.level}}));
      }
    }
    for (const auto& problem : problems) session.console.line(writeProblem(session.messages, problem));
  }

  std::vector<std::string> wanted_;
  std::string folder_;
  bool allRevisions_ = false;
  bool bundle_ = false;
  bool notice_ = false;
  bool withEvidence_ = false;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> makeExportCommand() {
  return std::make_unique<Export>();
}

}  // namespace balalyk
