#include "pipeline/actions/Send.h"

#include <algorithm>

#include "jobs/commands/Arguments.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/output/Console.h"
#include "jobs/output/ExitCode.h"
#include "jobs/output/HandoverOutput.h"
#include "jobs/wiring/Actor.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "pipeline/actions/Recall.h"

namespace balalyk {
namespace {

// Shows what became of each; a document that could not be sent or recalled fails the command.
int report(Session& session, const char* command, const std::vector<Handover>& handovers, bool json) {
  session.console.result(json ? handoversAsJson(handovers, session.messages)
                              : handoversAsText(command, handovers, session.messages));
  const bool failed = std::ranges::any_of(handovers, [](const Handover& one) { return one.problem.has_value(); });
  return failed ? kSomeFailed : kAllDone;
}

class SendCommand final : public Command {
 public:
  std::string_view name() const override { return "send"; }

  void declare(Arguments& arguments) override {
    const auto some = arguments.value("documents", ids_, "documents", "id");
    const auto commission = arguments.value("--commission", commission_, "commission", "id").excludes(some);
    arguments.flag("--all-drafted", all_, "allDrafted").excludes(some).excludes(commission);
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    if (ids_.empty() && commission_.empty() && !all_) throw UsageError("sendNothing");
    Send send(session.connections.database());
    return report(session, "send", send.run(ids_.empty() ? send.drafted(commission_) : ids_, {currentActor(), ""}),
                  json_);
  }

 private:
  std::vector<std::string> ids_;
  std::string commission_;
  bool all_ = false, json_ = false;
};

class RecallCommand final : public Command {
 public:
  std::string_view name() const override { return "recall"; }

  void declare(Arguments& arguments) override {
    arguments.value("documents", ids_, "documents", "id").required();
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    return report(session, "recall", Recall(session.connections.database()).run(ids_, {currentActor(), ""}), json_);
  }

 private:
  std::vector<std::string> ids_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> makeSendCommand() {
  return std::make_unique<SendCommand>();
}

std::unique_ptr<Command> makeRecallCommand() {
  return std::make_unique<RecallCommand>();
}

}  // namespace balalyk
