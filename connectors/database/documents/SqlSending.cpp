#include "connectors/database/documents/SqlSending.h"

#include <map>

#include "connectors/database/documents/ChangeLog.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/JsonText.h"

namespace balalyk {

namespace {

// From `from` to `to` by `event`; `beyond`: states in which it was done before.
struct Move {
  State from, to;
  Event event;
  States beyond;
  const char* statement;
};

constexpr Move kSend{State::drafted, State::sent, Event::sent,
                     States{State::sent, State::authorised, State::signed_, State::published}, "send these"};
constexpr Move kRecall{State::sent, State::drafted, Event::recalled, States{State::drafted}, "recall these"};

struct Found {
  Kind kind{};
  State state{};
};

std::vector<SendingResult> moveAll(SqlSession& session, const SqlCatalogue& sql, std::span<const std::string> ids,
                                   const Sender& by, const Move& move) {
  ChangeLog changes(session, sql, by.actor);
  std::map<std::string, Found> found;
  for (const auto& row :
       session.run(sql["documents to send"], {jsonTexts({ids.begin(), ids.end()}), by.commissionId}).rows)
    found[row.text("id")] = {kindFrom(row.text("kind")), stateFrom(row.text("state"))};
  std::vector<SendingResult> results;
  std::vector<std::string> moved;
  for (const auto& id : ids) {
    auto& result = results.emplace_back(SendingResult{.documentId = id, .outcome = SendingOutcome::unknown});
    const auto one = found.find(id);
    if (one == found.end()) continue;
    auto& [kind, state] = one->second;
    result.outcome = move.beyond.has(state) ? SendingOutcome::already : SendingOutcome::refused;
    if (state == move.from) {
      changes.moved(id, kind, move.from, move.to, move.event);
      moved.push_back(id);
      result.outcome = SendingOutcome::done;
      state = move.to;  // an id that is given twice is done once
    }
    result.state = state;
  }
  if (!moved.empty()) session.post(sql[move.statement], {jsonTexts(moved)});
  changes.write();
  return results;
}

}  // namespace

std::vector<SendingResult> SqlSending::send(std::span<const std::string> ids, const Sender& by) {
  if (ids.empty()) return {};
  return runner_.write([&](SqlSession& session) { return moveAll(session, sql_, ids, by, kSend); });
}

std::vector<SendingResult> SqlSending::recall(std::span<const std::string> ids, const Sender& by) {
  if (ids.empty()) return {};
  return runner_.write([&](SqlSession& session) { return moveAll(session, sql_, ids, by, kRecall); });
}

void sendAllDrafted(SqlSession& session, const SqlCatalogue& sql, const std::string& actor) {
  std::vector<std::string> ids;
  for (const auto& row : session.run(sql["all drafted"]).rows) ids.push_back(row.text("id"));
  if (!ids.empty()) moveAll(session, sql, ids, {.actor = actor}, kSend);
}

}  // namespace balalyk
