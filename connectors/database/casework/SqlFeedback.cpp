#include "connectors/database/casework/SqlFeedback.h"

#include "connectors/database/documents/ChangeLog.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/JsonText.h"
#include "pipeline/domain/Uuid.h"

namespace balalyk {
namespace {

constexpr std::int64_t kDay = std::chrono::milliseconds(std::chrono::hours(24)).count();

}  // namespace

bool SqlFeedback::add(const std::string& accountId, const std::string& page, const std::string& message,
                      const std::string& given) {
  return runner_.write([&](SqlSession& session) {
    // Taken first: of many at once no more get through.
    ChangeLog changes(session, sql_, accountId);
    if (!given.empty() && !session.run(sql_["feedback there"], {given}).rows.empty()) return true;
    if (session.run(sql_["recent feedback"], {accountId, kDay}).rows.at(0).integer("messages") >= kFeedbackDaily)
      return false;
    const auto id = given.empty() ? newUuid(changes.now()) : given;
    session.run(sql_["add feedback"], {id, accountId, page, message});
    changes.note("", "feedbackGiven", jsonObject({{"feedback", id}}));
    changes.write();
    return true;
  });
}

std::vector<FeedbackMessage> SqlFeedback::newest(int most) {
  const auto result =
      runner_.read([&](SqlSession& session) { return session.run(sql_["newest feedback"], {std::int64_t{most}}); });
  std::vector<FeedbackMessage> messages;
  for (const auto& row : result.rows)
    messages.push_back({.id = row.text("id"),
                        .accountId = row.text("account_id"),
                        .page = row.text("page"),
                        .message = row.text("message"),
                        .at = toTimestamp(row.integer("written_at"))});
  return messages;
}

}  // namespace balalyk
