
#include "connectors/texts/Messages.h"
#include "connectors/texts/ProblemText.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/commands/EvidenceRun.h"
#include "jobs/commands/GiveUp.h"
#include "jobs/output/Console.h"
#include "jobs/output/DocumentOutput.h"
#include "jobs/output/ExitCode.h"
#include "jobs/wiring/Actor.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "jobs/wiring/StopSignals.h"
#include "pipeline/engine/WorkerIdentity.h"
#include "signing/JsonWriter.h"

namespace balalyk {
namespace {

int report(Session& session, const EvidenceOutcome& outcome, const char* key, bool asJson) {
  signing::JsonWriter json;
  json.beginObject().member("covered", outcome.covered).member("timeStamps", outcome.timeStamps);
  json.key("problems").beginArray();
  for (const auto& problem : outcome.problems) writeJson(json, problem, session.messages);
  json.endArray().endObject();
  session.console.result(asJson ? json.text() + "\n"
                                : session.messages.text(key, {{"count", std::to_string(outcome.covered)},
                                                              {"stamps", std::to_string(outcome.timeStamps)}}) +
                                      "\n");
  if (!asJson)
    for (const auto& problem : outcome.problems) session.console.line(writeProblem(session.messages, problem));
  return outcome.problems.empty() ? kAllDone : kSomeFailed;
}

// Nothing is recorded before its time stamp is there: to end at once loses nothing.
struct Stoppable {
  explicit Stoppable(Session& session)
      : signals(
            kPatience, [] {}, [&session](bool) { endUnfinished(session, kSomeFailed); }) {}
  std::stop_token token() const { return signals.token(); }
  // What a stop left out is not a fault of the outcome, but it was not done.
  int codeOf(int reported) const { return signals.token().stop_requested() ? kSomeFailed : reported; }
  StopSignals signals;
};

class Seal final : public Command {
 public:
  std::string_view name() const override { return "evidence seal"; }
  void declare(Arguments& arguments) override { arguments.flag("--json", json_, "json"); }

  int run(Session& session) override {
    const Stoppable signals(session);
    Observer nobody;
    EvidenceRun run(session, newWorkerName(), currentActor(), nobody);
    return signals.codeOf(report(session, run.keeper().seal(signals.token()), "evidence.sealed", json_));
  }

 private:
  bool json_ = false;
};

class Renew final : public Command {
 public:
  std::string_view name() const override { return "evidence renew"; }

  void declare(Arguments& arguments) override {
    arguments.value("--rehash", algorithm_, "rehash", "text");
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    const Stoppable signals(session);
    const auto* method = algorithm_.empty() ? nullptr : signing::findDigestMethodByName(algorithm_);
    if (!algorithm_.empty() && method == nullptr)
      throw UsageError("evidenceAlgorithmUnknown", {{"algorithm", algorithm_}});
    Observer nobody;
    EvidenceRun run(session, newWorkerName(), currentActor(), nobody);
    if (method == nullptr) return report(session, run.keeper().renew(), "evidence.renewed", json_);
    return signals.codeOf(report(session, run.keeper().rehash(*method, signals.token()), "evidence.rehashed", json_));
  }

 private:
  std::string algorithm_;
  bool json_ = false;
};

class EvidenceStatusCommand final : public Command {
 public:
  std::string_view name() const override { return "evidence status"; }
  void declare(Arguments& arguments) override { arguments.flag("--json", json_, "json"); }

  int run(Session& session) override {
    const auto status = evidenceStatus(session);
    session.console.result(json_ ? asJson(status) : asText(status, session.messages));
    return status.renewalDue || !status.endingAlgorithms.empty() ? kSomeFailed : kAllDone;
  }

 private:
  static std::string asJson(const EvidenceStatus& status) {
    signing::JsonWriter json;
    json.beginObject().member("sealed", status.sealed).member("unsealed", status.unsealed);
    json.member("timeStamps", status.timeStamps).key("algorithms").beginArray();
    for (const auto& algorithm : status.algorithms) json.value(algorithm);
    json.endArray();
    const std::pair<const char*, const std::optional<Timestamp>*> times[] = {
        {"oldest", &status.oldest}, {"end", &status.end}, {"due", &status.due}};
    for (const auto& [name, time] : times) {
      json.key(name);
      *time ? json.value(utcTime(**time)) : json.value(nullptr);
    }
    json.member("renewalDue", status.renewalDue).key("endingAlgorithms").beginArray();
    for (const auto& algorithm : status.endingAlgorithms) json.value(algorithm);
    return json.endArray().endObject().text() + "\n";
  }

  static std::string asText(const EvidenceStatus& status, const Messages& messages) {
    std::string text = messages.text("evidence.status", {{"sealed", std::to_string(status.sealed)},
                                                         {"unsealed", std::to_string(status.unsealed)}}) +
                       "\n";
    if (!status.end) return text;
    text += messages.text("evidence.statusStamps", {{"count", std::to_string(status.timeStamps)},
                                                    {"oldest", messages.time(*status.oldest)},
                                                    {"end", messages.time(*status.end)},
                                                    {"due", messages.time(*status.due)}}) +
            "\n";
    for (const auto& algorithm : status.endingAlgorithms)
      text += writeProblem(messages, {"evidenceAlgorithmEnds", {{"algorithm", algorithm}}}) + "\n";
    if (status.renewalDue && status.endingAlgorithms.empty()) text += messages.text("evidence.renewNow") + "\n";
    return text;
  }

  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> makeEvidenceSealCommand() {
  return std::make_unique<Seal>();
}

std::unique_ptr<Command> makeEvidenceRenewCommand() {
  return std::make_unique<Renew>();
}

std::unique_ptr<Command> makeEvidenceStatusCommand() {
  return std::make_unique<EvidenceStatusCommand>();
}

}  // namespace balalyk
