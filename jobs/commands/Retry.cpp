#include <CLI/CLI.hpp>

#include "jobs/Program.h"
#include "jobs/Session.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/output/Console.h"
#include "jobs/output/JsonWriter.h"
#include "jobs/text/Messages.h"
#include "jobs/wiring/Actor.h"
#include "jobs/wiring/Connections.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {
namespace {

constexpr int kAtOnce = 100'000;

// Puts what was set aside, and upgrades that were given up, into the queue again, once the cause is fixed.
class Retry final : public Command {
 public:
  std::string_view name() const override { return "retry"; }

  void declare(CLI::App& app, const Describe& describe) override {
    auto* some = app.add_option("documents", ids_, describe("documents"))->type_name(describe.value("id"));
    app.add_flag("--all", all_, describe("all"))->excludes(some);
    app.add_flag("--json", json_, describe("json"));
  }

  int run(Session& session) override {
    if (!all_ && ids_.empty()) throw UsageError("retryNothing");
    auto& documents = session.connections.database().documents();
    if (all_) {
      for (const auto& document : documents.inState(State::quarantined, kAtOnce)) ids_.push_back(document.id);
      for (const auto& document : documents.stoppedUpgrades(kAtOnce)) ids_.push_back(document.id);
    }
    std::vector<std::string> queued;
    std::vector<std::string> refused;
    const std::string actor = currentActor();
    for (const auto& id : ids_) (documents.retry(id, actor) ? queued : refused).push_back(id);
    session.console.result(json_ ? asJson(queued, refused) : asText(session.messages, queued, refused));
    return refused.empty() ? kAllDone : kSomeFailed;
  }

 private:
  static std::string asJson(const std::vector<std::string>& queued, const std::vector<std::string>& refused) {
    JsonWriter json;
    json.beginObject().key("queued").beginArray();
    for (const auto& id : queued) json.value(id);
    json.endArray().key("refused").beginArray();
    for (const auto& id : refused) json.value(id);
    return json.endArray().endObject().text() + "\n";
  }

  static std::string asText(const Messages& messages, const std::vector<std::string>& queued,
                            const std::vector<std::string>& refused) {
    std::string text = messages.text("retry.queued", {{"count", std::to_string(queued.size())}}) + "\n";
    for (const auto& id : refused) text += "  " + messages.text("retry.refused", {{"id", id}}) + "\n";
    return text;
  }

  std::vector<std::string> ids_;
  bool all_ = false;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> makeRetryCommand() {
  return std::make_unique<Retry>();
}

}  // namespace balalyk
