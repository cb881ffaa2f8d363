#include "connectors/database/casework/SqlWebhooks.h"

#include "connectors/database/documents/ChangeLog.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/JsonText.h"
#include "pipeline/domain/Uuid.h"

namespace balalyk {
namespace {

std::optional<Timestamp> timeIn(const SqlRow& row, const char* column) {
  const auto at = row.optionalInteger(column);
  return at ? std::optional(toTimestamp(*at)) : std::nullopt;
}

Webhook webhookFrom(const SqlRow& row) {
  const auto problems = problemsFromJson(row.text("problem"));
  return {.id = row.text("id"),
          .address = row.text("address"),
          .filter = {.everywhere = row.flag("everywhere"),
                     .commissions = textsFromJson(row.text("commissions")),
                     .events = textsFromJson(row.text("events"))},
          .cursor = row.integer("position"),
          .paused = row.flag("paused"),
          .createdAt = toTimestamp(row.integer("created_at")),
          .attempts = static_cast<int>(row.integer("attempts")),
          .failingSince = timeIn(row, "failing_since"),
          .deliveredAt = timeIn(row, "delivered_at"),
          .problem = problems.empty() ? std::nullopt : std::optional(problems.front())};
}

}  // namespace

std::string SqlWebhooks::add(const Webhook& webhook, const std::string& secret, const std::string& actor) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, actor);
    auto id = newUuid(changes.now());
    const auto end = session.run(sql_["audit end"]).rows.at(0).integer("sequence");
    session.run(sql_["add webhook"], {id, webhook.address, secret, std::int64_t{webhook.filter.everywhere ? 1 : 0},
                                      jsonTexts(webhook.filter.commissions), jsonTexts(webhook.filter.events), end});
    changes.note("", "webhookAdded", jsonObject({{"webhook", id}}));
    changes.write();
    return id;
  });
}

bool SqlWebhooks::remove(const std::string& id, const std::string& actor) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, actor);
    if (session.run(sql_["remove webhook"], {id}).changed == 0) return false;
    changes.note("", "webhookRemoved", jsonObject({{"webhook", id}}));
    changes.write();
    return true;
  });
}

bool SqlWebhooks::setPaused(const std::string& id, bool paused, const std::string& actor) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, actor);
    if (session.run(sql_["pause webhook"], {id, std::int64_t{paused ? 1 : 0}}).changed == 0) return false;
    changes.note("", paused ? "webhookPaused" : "webhookResumed", jsonObject({{"webhook", id}}));
    changes.write();
    return true;
  });
}

std::vector<Webhook> SqlWebhooks::list() {
  const auto result = runner_.read([&](SqlSession& session) { return session.run(sql_["webhooks"]); });
  std::vector<Webhook> webhooks;
  for (const auto& row : result.rows) webhooks.push_back(webhookFrom(row));
  return webhooks;
}

std::optional<WebhookClaim> SqlWebhooks::claim(std::chrono::milliseconds lease) {
  // Asked every second or two: as long as nothing is due, nothing is written.
  const auto due = runner_.read([&](SqlSession& session) { return session.run(sql_["webhook due"]); });
  if (due.rows.empty()) return std::nullopt;
  const auto result = runner_.write(
      [&](SqlSession& session) { return session.run(sql_["claim webhook"], {std::int64_t{lease.count()}}); },
      SqlAccess::lightWrite);
  if (result.rows.empty()) return std::nullopt;
  const auto& row = result.rows[0];
  return WebhookClaim{webhookFrom(row), row.text("secret"), row.integer("token"),
                      static_cast<int>(row.integer("unfinished"))};
}

bool SqlWebhooks::delivered(const WebhookClaim& claim, std::int64_t cursor, bool sent) {
  return runner_.write([&](SqlSession& session) {
    return session.run(sql_["webhook delivered"], {claim.webhook.id, claim.token, cursor, std::int64_t{sent ? 1 : 0}})
               .changed == 1;
  });
}

bool SqlWebhooks::failed(const WebhookClaim& claim, const Problem& problem,
                         std::optional<std::chrono::milliseconds> pause) {
  const auto write = [&](SqlSession& session) {
    return session
               .run(sql_["webhook failed"],
                    {claim.webhook.id, claim.token, problemsToJson({problem}),
                     std::int64_t{pause.value_or(std::chrono::milliseconds(0)).count()}, std::int64_t{pause ? 0 : 1}})
               .changed == 1;
  };
  if (pause) return runner_.write(write);
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, "portal");
    if (!write(session)) return false;
    changes.note("", "webhookPaused", jsonObject({{"webhook", claim.webhook.id}}));
    changes.write();
    return true;
  });
}

}  // namespace balalyk
