#include "connectors/texts/Messages.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/output/Console.h"
#include "jobs/output/ExitCode.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/ports/PortalDatabase.h"
#include "signing/JsonWriter.h"

namespace balalyk {
namespace {

constexpr int kMost = 1'000;

// What people wrote to the developers on the portal's page. It leaves the database by this command only.
class FeedbackList final : public Command {
 public:
  std::string_view name() const override { return "feedback list"; }

  void declare(Arguments& arguments) override {
    arguments.value("--most", most_, "most", "count").between(1, kMost);
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    const auto messages = session.connections.database().feedback().newest(most_);
    session.console.result(json_ ? asJson(messages) : asText(session, messages));
    return kAllDone;
  }

 private:
  static std::string asJson(const std::vector<FeedbackMessage>& messages) {
    signing::JsonWriter json;
    json.beginArray();
    for (const auto& message : messages)
      json.beginObject()
          .member("id", message.id)
          .member("at", isoMoment(message.at))
          .member("account", message.accountId)
          .member("page", message.page)
          .member("message", message.message)
          .endObject();
    return json.endArray().text() + "\n";
  }

  static std::string asText(Session& session, const std::vector<FeedbackMessage>& messages) {
    const auto& texts = session.messages;
    if (messages.empty()) return texts.text("feedback.none") + "\n";
    std::string all;
    for (const auto& message : messages)
      all += texts.text("feedback.head", {{"time", texts.time(message.at)},
                                          {"account", message.accountId},
                                          {"page", message.page.empty() ? "-" : message.page}}) +
             "\n" + message.message + "\n\n";
    return all;
  }

  int most_ = 50;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> makeFeedbackListCommand() {
  return std::make_unique<FeedbackList>();
}

}  // namespace balalyk
