#include <algorithm>

#include "connectors/portal/api/HttpWebhookPost.h"
#include "connectors/portal/web/Tokens.h"
#include "connectors/texts/Messages.h"
#include "connectors/texts/ProblemText.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Chairperson.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/config/Settings.h"
#include "jobs/output/Console.h"
#include "jobs/output/DocumentOutput.h"
#include "jobs/output/ExitCode.h"
#include "jobs/output/Table.h"
#include "jobs/wiring/Actor.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/ports/ApiTokens.h"
#include "pipeline/ports/PortalDatabase.h"
#include "pipeline/ports/Webhooks.h"
#include "signing/JsonWriter.h"

namespace balalyk {
namespace {

using signing::JsonWriter;

// Adds an address that hears of events from now on, and shows once what its deliveries are signed with.
class WebhookAdd final : public Command {
 public:
  std::string_view name() const override { return "webhook add"; }

  void declare(Arguments& arguments) override {
    arguments.value("address", webhook_.address, "address", "url").required();
    arguments.value("--commissions", webhook_.filter.commissions, "commissions", "id").separatedBy(',');
    arguments.value("--events", webhook_.filter.events, "events").separatedBy(',').oneOf(allFeedEvents());
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    requireWebhookAddress(webhook_.address, session.settings.boolean("webhook.loopback"));
    auto& database = session.connections.database();
    webhook_.filter.everywhere = webhook_.filter.commissions.empty();
    const auto known = webhook_.filter.everywhere ? std::vector<std::string>() : database.apiTokens().commissions();
    for (const auto& id : webhook_.filter.commissions)
      if (std::ranges::find(known, id) == known.end()) throw Error("commissionNotFound", {{"commission", id}});
    const auto secret = web::newToken();
    const auto id = database.webhooks().add(webhook_, secret, currentActor());
    session.console.result(
        (json_ ? JsonWriter().beginObject().member("id", id).member("secret", secret).endObject().text()
               : session.messages.text("webhook.added", {{"id", id}, {"secret", secret}})) +
        "\n");
    return kAllDone;
  }

 private:
  Webhook webhook_;
  bool json_ = false;
};

class WebhookList final : public Command {
 public:
  std::string_view name() const override { return "webhook list"; }

  void declare(Arguments& arguments) override { arguments.flag("--json", json_, "json"); }

  int run(Session& session) override {
    auto& database = session.connections.database();
    const auto webhooks = database.webhooks().list();
    session.console.result(json_ ? asJson(session, webhooks) : asText(session, webhooks));
    return kAllDone;
  }

 private:
  static std::string asJson(const Session& session, const std::vector<Webhook>& webhooks) {
    JsonWriter json;
    json.beginArray();
    for (const auto& webhook : webhooks) {
      json.beginObject().member("id", webhook.id).member("address", webhook.address).member("paused", webhook.paused);
      json.member("cursor", webhook.cursor).member("attempts", webhook.attempts).key("deliveredAt");
      webhook.deliveredAt ? json.value(isoMoment(*webhook.deliveredAt)) : json.value(nullptr);
      json.key("problem");
      webhook.problem ? writeJson(json, *webhook.problem, session.messages) : static_cast<void>(json.value(nullptr));
      json.endObject();
    }
    return json.endArray().text() + "\n";
  }

  static std::string asText(const Session& session, const std::vector<Webhook>& webhooks) {
    const auto& messages = session.messages;
    if (webhooks.empty()) return messages.text("webhook.none") + "\n";
    Table table({messages.text("webhook.id"), messages.text("webhook.address"), messages.text("webhook.delivered"),
                 messages.text("webhook.state")},
                {Table::Align::whole, Table::Align::left, Table::Align::left, Table::Align::left});
    for (const auto& webhook : webhooks) {
      std::string state = messages.text(webhook.paused         ? "webhook.paused"
                                        : webhook.attempts > 0 ? "webhook.failing"
                                                               : "webhook.active");
      if (webhook.problem) state += ": " + describe(messages, *webhook.problem).what;
      table.add({webhook.id, webhook.address,
                 webhook.deliveredAt ? messages.time(*webhook.deliveredAt) : messages.text("webhook.never"), state});
    }
    return table.text(session.console.outWidth());
  }

  bool json_ = false;
};

enum class Change { remove, pause, resume };

class WebhookChange final : public Command {
 public:
  explicit WebhookChange(Change change) : change_(change) {}
  std::string_view name() const override {
    return change_ == Change::remove ? "webhook remove" : change_ == Change::pause ? "webhook pause" : "webhook resume";
  }

  void declare(Arguments& arguments) override {
    arguments.value("webhook", webhook_, "webhook", "id").required();
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    auto& webhooks = session.connections.database().webhooks();
    const bool done = change_ == Change::remove
                          ? webhooks.remove(webhook_, currentActor())
                          : webhooks.setPaused(webhook_, change_ == Change::pause, currentActor());
    if (!done) throw Error("webhookNotFound");
    reportDone(session, json_, "webhook", webhook_, "webhook.changed");
    return kAllDone;
  }

 private:
  const Change change_;
  std::string webhook_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> makeWebhookAddCommand() {
  return std::make_unique<WebhookAdd>();
}

std::unique_ptr<Command> makeWebhookListCommand() {
  return std::make_unique<WebhookList>();
}

std::unique_ptr<Command> makeWebhookRemoveCommand() {
  return std::make_unique<WebhookChange>(Change::remove);
}

std::unique_ptr<Command> makeWebhookPauseCommand() {
  return std::make_unique<WebhookChange>(Change::pause);
}

std::unique_ptr<Command> makeWebhookResumeCommand() {
  return std::make_unique<WebhookChange>(Change::resume);
}

}  // namespace balalyk
