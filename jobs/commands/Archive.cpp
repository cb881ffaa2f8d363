#include <algorithm>
#include <filesystem>

#include "connectors/texts/Messages.h"
#include "connectors/texts/ProblemText.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/output/Console.h"
#include "jobs/output/DocumentOutput.h"
#include "jobs/output/ExitCode.h"
#include "jobs/text/WriteFile.h"
#include "jobs/wiring/Actor.h"
#include "jobs/wiring/ArchiveOptions.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "pipeline/archive/FixityCheck.h"
#include "pipeline/domain/Uuid.h"
#include "pipeline/ports/FixityLog.h"
#include "pipeline/ports/PortalDatabase.h"
#include "signing/JsonWriter.h"

namespace balalyk {
namespace {

namespace fs = std::filesystem;

// Puts documents into a package that a state archive takes: a bag in a folder, or as one zip.
class ArchivePackage final : public Command {
 public:
  std::string_view name() const override { return "archive package"; }

  void declare(Arguments& arguments) override {
    arguments.value("documents", wanted_, "documents", "numberOrId").required();
    arguments.value("--to", folder_, "to", "folder").required();
    arguments.flag("--zip", zip_, "zip");
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    auto& database = session.connections.database();
    auto& store = session.connections.store();
    const auto documents = meant(database);
    const auto at = database.now();
    const auto options = exportOptions(session.settings, currentActor());
    const PackageOrigin origin{newUuid(at), options.submitter, options.version, at};
    const auto made = makeExport(ExportKind::package, origin, documents, database, store, timeStampsOf(session));
    const auto target = fs::path(folder_) / (origin.name() + (zip_ ? ".zip" : ""));
    write(made, target);
    database.audit().append(currentActor(), "packageMade",
                            R"({"documents":")" + std::to_string(documents.size()) + R"(","manifestDigest":")" +
                                made.manifestDigest + R"(","package":")" + origin.id + R"("})");
    report(session, target, documents.size(), made);
    return kAllDone;
  }

 private:
  // By id, or by number: of every commission and year that used it.
  std::vector<Document> meant(PortalDatabase& database) const {
    std::vector<Document> documents;
    for (const auto& wanted : wanted_) {
      if (auto exact = database.archive().document(wanted)) {
        documents.push_back(std::move(*exact));
        continue;
      }
      auto found = database.archive().find({.number = wanted, .published = true, .limit = 1000});
      if (found.empty()) throw Error("documentNotFound", {{"document", wanted}});
      for (auto& document : found) documents.push_back(std::move(document));
    }
    return documents;
  }

  void write(const MadeFile& made, const fs::path& target) const {
    std::error_code error;
    const auto need = [&](const fs::path& folder) {
      fs::create_directories(folder, error);
      if (error) throw Error("fileUnwritable", {{"file", folder.string()}, {"detail", error.message()}});
    };
    need(folder_);
    if (zip_) return writeWholeFile(target, zipped(made.files));
    for (const auto& file : made.files) {
      const auto path = fs::path(folder_) / file.name;
      need(path.parent_path());
      writeWholeFile(path, file.content);
    }
  }

  void report(Session& session, const fs::path& target, std::size_t count, const MadeFile& made) const {
    if (json_) {
      signing::JsonWriter json;
      json.beginObject().member("package", target.string()).member("documents", static_cast<std::uint64_t>(count));
      json.member("manifestDigest", made.manifestDigest).member("stamped", made.stamped);
      session.console.result(json.endObject().text() + "\n");
      return;
    }
    session.console.result(
        session.messages.text("archive.packaged", {{"file", target.string()}, {"count", std::to_string(count)}}) +
        "\n");
    if (!made.stamped) session.console.line(session.messages.text("archive.packaged.notStamped"));
  }

  std::vector<std::string> wanted_;
  std::string folder_;
  bool zip_ = false;
  bool json_ = false;
};

// The check that a worker makes from time to time, now.
class ArchiveCheck final : public Command {
 public:
  std::string_view name() const override { return "archive check"; }
  void declare(Arguments& arguments) override { arguments.flag("--json", json_, "json"); }

  int run(Session& session) override {
    auto& database = session.connections.database();
    std::vector<Problem> problems;
    FixityCheck check(database, session.connections.store(), currentActor(),
                      [&](const Problem& problem) { problems.push_back(problem); });
    const bool ended = check.run({}, {}, {});
    const auto run = database.fixity().last().value();
    for (const auto& finding : database.fixity().findings(run.id, kShown))
      if (std::ranges::find(problems, finding.problem) == problems.end()) problems.push_back(finding.problem);
    report(session, run, problems);
    if (!ended) session.console.line(session.messages.text("archive.checkUnfinished"));
    return ended && problems.empty() ? kAllDone : kSomeFailed;
  }

 private:
  static constexpr int kShown = 10'000;

  void report(Session& session, const FixityRun& run, const std::vector<Problem>& problems) const {
    if (json_) {
      signing::JsonWriter json;
      json.beginObject().member("files", run.files).member("damaged", run.damaged).member("missing", run.missing);
      json.key("problems").beginArray();
      for (const auto& problem : problems) writeJson(json, problem, session.messages);
      session.console.result(json.endArray().endObject().text() + "\n");
      return;
    }
    session.console.result(session.messages.text("archive.checked", {{"files", std::to_string(run.files)},
                                                                     {"damaged", std::to_string(run.damaged)},
                                                                     {"missing", std::to_string(run.missing)}}) +
                           "\n");
    for (const auto& problem : problems) session.console.line(writeProblem(session.messages, problem));
  }

  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> makeArchivePackageCommand() {
  return std::make_unique<ArchivePackage>();
}

std::unique_ptr<Command> makeArchiveCheckCommand() {
  return std::make_unique<ArchiveCheck>();
}

}  // namespace balalyk
