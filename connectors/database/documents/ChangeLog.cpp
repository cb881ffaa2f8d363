#include "connectors/database/documents/ChangeLog.h"

#include <stdexcept>

#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/JsonText.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

void require(Event event, std::optional<State> from, State to) {
  if (transition(event, from, to) != nullptr) return;
  throw std::logic_error(std::string("not in the lifecycle: ") + toString(event) + " from " +
                         (from ? toString(*from) : "nowhere") + " to " + toString(to));
}

}  // namespace

std::string auditHash(const AuditEntry& entry) {
  signing::Sha256 hash;
  for (const auto& member : {std::to_string(entry.sequence), std::to_string(toMilliseconds(entry.at)), entry.actor,
                             entry.event, entry.documentId, entry.detail, entry.previousHash}) {
    hash.update(std::to_string(member.size()) + ":" + member + "\n");
  }
  return signing::toHex(hash.finish());
}

ChangeLog::ChangeLog(SqlSession& session, const SqlCatalogue& sql, std::string actor)
    : session_(session), sql_(sql), actor_(std::move(actor)) {
  const auto head = session_.run(sql_["audit head"]).rows;
  if (head.empty()) throw Error("databaseCorrupt", {{"detail", "the audit trail has no head"}});
  last_.sequence = head[0].integer("sequence");
  last_.hash = head[0].text("hash");
  now_ = toTimestamp(head[0].integer("now"));
}

void ChangeLog::entered(const std::string& documentId, Kind kind, State state, Event event,
                        const std::map<std::string, std::string>& detail) {
  require(event, std::nullopt, state);
  ++counts_[{state, kind}];
  note(documentId, toString(event), jsonObject(detail));
}

void ChangeLog::moved(const std::string& documentId, Kind kind, State from, State to, Event event,
                      const std::map<std::string, std::string>& detail) {
  require(event, from, to);
  --counts_[{from, kind}];
  ++counts_[{to, kind}];
  note(documentId, toString(event), jsonObject(detail));
}

void ChangeLog::sentAtOnce(const std::string& documentId, Kind kind) {
  moved(documentId, kind, State::drafted, State::sent, Event::sent, {{"sending", "at-once"}});
}

void ChangeLog::note(const std::string& documentId, const std::string& event, const std::string& detail) {
  AuditEntry entry{.sequence = last_.sequence + 1,
                   .at = now_,
                   .actor = actor_,
                   .event = event,
                   .documentId = documentId,
                   .detail = detail,
                   .previousHash = last_.hash};
  entry.hash = auditHash(entry);
  last_ = entry;
  entries_.push_back(std::move(entry));
}

void ChangeLog::write() {
  if (entries_.empty()) return;
  JsonRows rows;
  for (const auto& entry : entries_) {
    rows.row()
        .integer("sequence", entry.sequence)
        .integer("at", toMilliseconds(entry.at))
        .text("actor", entry.actor)
        .text("event", entry.event)
        .text("document_id", entry.documentId)
        .text("detail", entry.detail)
        .text("previous_hash", entry.previousHash)
        .text("hash", entry.hash);
  }
  session_.post(sql_["append audit"], {rows.str()});
  session_.post(sql_["move audit head"], {last_.sequence, last_.hash});
  JsonRows counts;
  for (const auto& [of, change] : counts_) {
    if (change == 0) continue;
    counts.row().text("state", toString(of.first)).text("kind", toString(of.second)).integer("documents", change);
  }
  if (!counts.empty()) session_.post(sql_["change counts"], {counts.str()});
  JsonRows levels;
  for (const auto& [level, change] : levels_) {
    if (change != 0) levels.row().text("level", level).integer("documents", change);
  }
  if (!levels.empty()) session_.post(sql_["change level counts"], {levels.str()});
  session_.announce();
  entries_.clear();
  counts_.clear();
  levels_.clear();
}

}  // namespace balalyk
