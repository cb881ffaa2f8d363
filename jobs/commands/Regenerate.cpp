#include "pipeline/actions/Regenerate.h"

#include "connectors/texts/Messages.h"
#include "connectors/texts/ProblemText.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/commands/Drive.h"
#include "jobs/output/Console.h"
#include "jobs/output/DifferenceOutput.h"
#include "jobs/output/DocumentOutput.h"
#include "jobs/output/ExitCode.h"
#include "jobs/wiring/Actor.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "pipeline/domain/TypedReason.h"
#include "signing/JsonWriter.h"

namespace balalyk {
namespace {

class RegenerateCommand final : public Command {
 public:
  std::string_view name() const override { return "regenerate"; }

  void declare(Arguments& arguments) override {
    arguments.value("document", document_, "document", "numberOrId").required();
    const auto reason = arguments.value("--reason", reason_, "reason", "text");
    arguments.flag("--queue", queue_, "queue");
    arguments.flag("--explain", explain_, "explain").excludes(reason);
    arguments.flag("--json", json_, "json");
    arguments.value("--passwords-fd", passwordDescriptor_, "passwordsFd", "fd");
  }

  int run(Session& session) override {
    if (!explain_ && typedReason(reason_).empty())
      throw UsageError("argumentMissing", {{"argument", "--reason"}, {"help", "balalyk regenerate"}});
    session.connections.passwordsFrom(Connections::Presence::unattended, passwordDescriptor_);
    auto& database = session.connections.database();
    Regenerate regenerate(database);
    const auto candidates = regenerate.candidates(document_);
    if (candidates.empty()) throw UsageError("documentNotFound", {{"document", document_}});
    if (candidates.size() > 1) {
      session.console.line(documentTable(candidates, session.messages, Subject::hidden, session.console.width()));
      throw UsageError("documentAmbiguous", {{"document", document_}, {"count", std::to_string(candidates.size())}});
    }
    if (explain_) return explain(session, candidates.front());
    auto document = regenerate.run(candidates.front(), reason_, currentActor());
    bool driven = true;
    if (!queue_ && document.state == State::decided) {
      driven = drive(session, {document.id}, session.connections.stages({"fill", "sign", "publish"}));
      document = database.archive().document(document.id).value();
    }
    report(session, document);
    const bool failed = document.state == State::returned || document.state == State::quarantined;
    return failed || !driven ? kSomeFailed : kAllDone;
  }

 private:
  // The latest revision beside the one before: what made their PDFs differ.
  int explain(Session& session, const Document& latest) const {
    auto& archive = session.connections.database().archive();
    const auto revisions = archive.revisions(latest.source, latest.sourceKey);
    if (revisions.size() < 2) {
      session.console.line(session.messages.text("regenerate.oneRevision", {{"number", latest.number}}));
      if (json_) session.console.result(nothingToCompareAsJson(latest));
      return kAllDone;
    }
    const auto& after = revisions[revisions.size() - 1];
    const auto& before = revisions[revisions.size() - 2];
    const auto found =
        differences(before, archive.recordXml(before.id).value(), after, archive.recordXml(after.id).value());
    session.console.result(json_ ? differencesAsJson(before, after, found)
                                 : differenceTable(found, session.messages, session.console.outWidth()));
    return kAllDone;
  }

  void report(Session& session, const Document& document) const {
    const auto& messages = session.messages;
    if (json_) {
      signing::JsonWriter json;
      writeJson(json, document, messages, Subject::hidden);
      session.console.result(json.text() + "\n");
      return;
    }
    std::string text =
        messages.text("regenerate.result", {{"number", document.number},
                                            {"revision", std::to_string(document.revision)},
                                            {"state", messages.text("state." + std::string(toString(document.state)))},
                                            {"id", document.id}}) +
        "\n";
    for (const auto& problem : document.problems) text += writeProblem(messages, problem) + "\n";
    if (document.state == State::sent) text += messages.text("regenerate.waits") + "\n";
    if (document.state == State::drafted)
      text += messages.text("regenerate.waitsForSecretary", {{"id", document.id}}) + "\n";
    session.console.result(text);
  }

  std::string document_;
  std::string reason_;
  bool queue_ = false;
  bool explain_ = false;
  bool json_ = false;
  int passwordDescriptor_ = -1;
};

}  // namespace

std::unique_ptr<Command> makeRegenerateCommand() {
  return std::make_unique<RegenerateCommand>();
}

}  // namespace balalyk
