#include "connectors/texts/Messages.h"
#include "connectors/texts/ProblemText.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/output/Console.h"
#include "jobs/output/DocumentOutput.h"
#include "jobs/output/ExitCode.h"
#include "jobs/wiring/Actor.h"
#include "jobs/wiring/ArchiveOptions.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/domain/TypedReason.h"
#include "pipeline/ports/DocumentStore.h"
#include "pipeline/ports/PortalDatabase.h"
#include "pipeline/ports/Retention.h"
#include "signing/JsonWriter.h"

namespace balalyk {
namespace {

// Whose time is over, and what of it is held.
class ArchiveDue final : public Command {
 public:
  std::string_view name() const override { return "archive due"; }

  void declare(Arguments& arguments) override {
    arguments.value("--limit", limit_, "limit", "count").between(1, 100'000);
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    const auto due = session.connections.database().retention().due(retentionYears(session.settings), limit_);
    json_ ? writeAsJson(session, due) : writeAsText(session, due);
    return kAllDone;
  }

 private:
  static void writeAsJson(Session& session, const std::vector<DueDocument>& due) {
    signing::JsonWriter json;
    json.beginArray();
    for (const auto& one : due) {
      json.beginObject().member("document", one.document.id).member("number", one.document.number);
      json.member("kind", toString(one.document.kind)).member("keptUntil", isoDate(one.keptUntil));
      json.member("held", one.held).endObject();
    }
    session.console.result(json.endArray().text() + "\n");
  }

  static void writeAsText(Session& session, const std::vector<DueDocument>& due) {
    const auto& messages = session.messages;
    std::string text = messages.text("archive.due", {{"count", std::to_string(due.size())}}) + "\n";
    for (const auto& one : due) {
      text += one.document.id + "  " + isoDate(one.keptUntil) + "  " +
              messages.text(std::string("kind.") + toString(one.document.kind)) + "  " + one.document.number +
              (one.held ? "  " + messages.text("archive.due.held") : "") + "\n";
    }
    session.console.result(text);
  }

  int limit_ = 1000;
  bool json_ = false;
};

// Removes just these documents, each by its id: nothing is removed by itself, nothing before its time or under a hold.
class ArchiveRemove final : public Command {
 public:
  std::string_view name() const override { return "archive remove"; }

  void declare(Arguments& arguments) override {
    arguments.value("documents", wanted_, "documents", "id").required();
    arguments.value("--reason", reason_, "reason", "text").required();
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    if (typedReason(reason_).empty())
      throw UsageError("argumentMissing", {{"argument", "--reason"}, {"help", "balalyk archive remove"}});
    std::vector<std::string> removed;
    std::vector<Problem> problems;
    for (const auto& id : wanted_) {
      if (auto problem = remove(session, id))
        problems.push_back(std::move(*problem));
      else
        removed.push_back(id);
    }
    report(session, removed, problems);
    return problems.empty() ? kAllDone : kSomeFailed;
  }

 private:
  std::optional<Problem> remove(Session& session, const std::string& id) const {
    const auto removal = session.connections.database().retention().remove(id, retentionYears(session.settings),
                                                                           typedReason(reason_), currentActor());
    const std::map<std::string, std::string> params{{"document", id}};
    switch (removal.outcome) {
      case Removed::notFound:
        return Problem{"documentNotFound", params};
      case Removed::notDue:
        return Problem{"removalNotDue", params};
      case Removed::held:
        return Problem{"removalHeld", params};
      case Removed::underWay:
        return Problem{"removalUnderWay", params};
      case Removed::done:
        break;
    }
    // After the transaction: killed here, `balalyk database verify` lists what no row names.
    for (const auto& digest : removal.files) session.connections.store().remove(digest);
    return std::nullopt;
  }

  void report(Session& session, const std::vector<std::string>& removed, const std::vector<Problem>& problems) const {
    if (json_) {
      signing::JsonWriter json;
      json.beginObject().key("removed").beginArray();
      for (const auto& id : removed) json.value(id);
      json.endArray().key("problems").beginArray();
      for (const auto& problem : problems) writeJson(json, problem, session.messages);
      session.console.result(json.endArray().endObject().text() + "\n");
      return;
    }
    for (const auto& id : removed)
      session.console.result(session.messages.text("archive.removed", {{"document", id}}) + "\n");
    for (const auto& problem : problems) session.console.line(writeProblem(session.messages, problem));
  }

  std::vector<std::string> wanted_;
  std::string reason_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> makeArchiveDueCommand() {
  return std::make_unique<ArchiveDue>();
}

std::unique_ptr<Command> makeArchiveRemoveCommand() {
  return std::make_unique<ArchiveRemove>();
}

}  // namespace balalyk
