#include <map>

#include "connectors/texts/Messages.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/output/Console.h"
#include "jobs/output/ExitCode.h"
#include "jobs/wiring/Actor.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "pipeline/actions/Retry.h"
#include "signing/JsonWriter.h"

namespace balalyk {
namespace {

constexpr int kAtOnce = 100'000;

// Puts what was set aside, and upgrades that were given up, into the queue again, once the cause is fixed.
class RetryCommand final : public Command {
 public:
  std::string_view name() const override { return "retry"; }

  void declare(Arguments& arguments) override {
    const auto some = arguments.value("documents", ids_, "documents", "id");
    arguments.flag("--all", all_, "all").excludes(some);
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    if (!all_ && ids_.empty()) throw UsageError("retryNothing");
    auto& database = session.connections.database();
    if (all_) {
      for (const auto& document : database.archive().inState(State::quarantined, kAtOnce)) ids_.push_back(document.id);
      for (const auto& document : database.archive().stoppedUpgrades(kAtOnce)) ids_.push_back(document.id);
    }
    auto& connections = session.connections;
    Retry retry(database, [&] { return connections.stages({"publish"}).at(0); });
    Outcomes outcomes;
    const std::string actor = currentActor();
    for (const auto& id : ids_) outcomes[retry.run(id, actor)].push_back(id);
    session.console.result(json_ ? asJson(outcomes) : asText(session.messages, outcomes));
    return outcomes[Retry::Outcome::refused].empty() ? kAllDone : kSomeFailed;
  }

 private:
  using Outcomes = std::map<Retry::Outcome, std::vector<std::string>>;

  static std::string asJson(Outcomes& outcomes) {
    using enum Retry::Outcome;
    signing::JsonWriter json;
    json.beginObject();
    for (const auto& [name, outcome] : {std::pair("queued", queued), std::pair("signAgain", signAgain),
                                        std::pair("toChairperson", toChairperson), std::pair("refused", refused)}) {
      json.key(name).beginArray();
      for (const auto& id : outcomes[outcome]) json.value(id);
      json.endArray();
    }
    return json.endObject().text() + "\n";
  }

  static std::string asText(const Messages& messages, Outcomes& outcomes) {
    using enum Retry::Outcome;
    const auto line = [&](const char* key, Retry::Outcome outcome) {
      return messages.text(key, {{"count", std::to_string(outcomes[outcome].size())}}) + "\n";
    };
    std::string text = line("retry.queued", queued);
    if (!outcomes[signAgain].empty()) text += line("retry.signAgain", signAgain);
    if (!outcomes[toChairperson].empty()) text += line("retry.toChairperson", toChairperson);
    for (const auto& id : outcomes[refused]) text += "  " + messages.text("retry.refused", {{"id", id}}) + "\n";
    return text;
  }

  std::vector<std::string> ids_;
  bool all_ = false;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> makeRetryCommand() {
  return std::make_unique<RetryCommand>();
}

}  // namespace balalyk
