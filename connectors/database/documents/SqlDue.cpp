#include <algorithm>

#include "connectors/database/documents/SqlDocumentQueue.h"
#include "pipeline/document/Lifecycle.h"

// How far the views were read, and what is due.
namespace balalyk {

RecordCursor SqlDocumentQueue::cursor(const std::string& view) {
  const auto result = runner_.read([&](SqlSession& session) { return session.run(sql_["cursor"], {view}); });
  if (result.rows.empty()) return {};
  return {.changedAt = result.rows[0].integer("changed_at"), .key = result.rows[0].text("key")};
}

void SqlDocumentQueue::setCursor(const std::string& view, const RecordCursor& cursor) {
  runner_.write([&](SqlSession& session) {
    return session.run(sql_["set cursor"], {view, cursor.changedAt, cursor.key});
  });
}

std::int64_t SqlDocumentQueue::pending(Stage stage) {
  return runner_.read([&](SqlSession& session) {
    if (stage == Stage::upgrade) return session.run(sql_["pending upgrades"]).rows.at(0).integer("documents");
    return session.run(sql_["pending"], {std::string(toString(dueState(stage)))}).rows.at(0).integer("documents");
  });
}

std::optional<std::chrono::milliseconds> SqlDocumentQueue::nextDue(Stage stage) {
  return runner_.read([&](SqlSession& session) {
    std::optional<std::chrono::milliseconds> soonest;
    for (const auto priority : {Priority::interactive, Priority::nightly}) {
      const auto wait =
          session.run(sql_["next due"], {std::string(toString(stage)), static_cast<std::int64_t>(priority)})
              .rows.at(0)
              .optionalInteger("wait");
      if (!wait) continue;
      const std::chrono::milliseconds left(std::max<std::int64_t>(*wait, 0));
      soonest = soonest ? std::min(*soonest, left) : left;
    }
    return soonest;
  });
}

std::optional<std::chrono::milliseconds> SqlDocumentQueue::oldestDue(Stage stage) {
  return runner_.read([&](SqlSession& session) {
    std::optional<std::chrono::milliseconds> longest;
    for (const auto priority : {Priority::interactive, Priority::nightly}) {
      const auto waited =
          session.run(sql_["oldest due"], {std::string(toString(stage)), static_cast<std::int64_t>(priority)})
              .rows.at(0)
              .optionalInteger("waited");
      if (waited)
        longest = std::max(longest.value_or(std::chrono::milliseconds(0)), std::chrono::milliseconds(*waited));
    }
    return longest;
  });
}

}  // namespace balalyk
