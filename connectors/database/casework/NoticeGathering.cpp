#include "connectors/database/casework/NoticeGathering.h"

#include <algorithm>
#include <set>

#include "connectors/database/rows/DocumentRow.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/domain/Uuid.h"

namespace balalyk {

namespace {

using std::chrono::days;
using std::chrono::milliseconds;

constexpr std::int64_t kEntriesAtOnce = 5'000;
constexpr milliseconds kNews = days(3);
constexpr milliseconds kKept = days(90);

// Of one commission: its secretaries, and which of them an actor of the audit trail is.
struct Secretaries {
  std::vector<std::string> members;
  std::map<std::string, std::string> ofAccount;

  // Empty: nobody of them.
  std::string who(const std::string& actor) const {
    if (std::ranges::find(members, actor) != members.end()) return actor;
    const auto found = ofAccount.find(actor);
    return found == ofAccount.end() ? std::string() : found->second;
  }

  // Who sent it, else who saved it, else all of them.
  std::vector<std::string> concerned(const SqlRow& event) const {
    for (const auto& actor : {event.text("sender"), event.text("saver")})
      if (auto member = who(actor); !member.empty()) return {std::move(member)};
    return members;
  }
};

std::map<std::string, Secretaries> secretariesOf(SqlSession& session, const SqlCatalogue& sql,
                                                 const std::set<std::string>& commissions) {
  std::map<std::string, Secretaries> secretaries;
  std::map<std::string, std::string> commissionOf;
  std::vector<std::string> members;
  for (const auto& row :
       session.run(sql["notice secretaries"], {jsonTexts({commissions.begin(), commissions.end()})}).rows) {
    members.push_back(row.text("member_id"));
    commissionOf[members.back()] = row.text("commission_id");
    secretaries[row.text("commission_id")].members.push_back(members.back());
  }
  if (members.empty()) return secretaries;
  for (const auto& row : session.run(sql["notice accounts"], {jsonTexts(members)}).rows)
    secretaries[commissionOf.at(row.text("member_id"))].ofAccount[row.text("account_id")] = row.text("member_id");
  return secretaries;
}

}  // namespace

NoticeGathering::NoticeGathering(SqlRunner& runner, SqlSession& session, const NoticeTimes& times)
    : runner_(runner), session_(session), sql_(runner.sql()), times_(times), now_(runner.now(session)) {}

bool NoticeGathering::readOn() {
  const auto head = session_.run(sql_["notice head"]).rows.at(0).integer("sequence");
  const auto end = session_.run(sql_["audit end"]).rows.at(0).integer("sequence");
  const auto until = std::min(end, head + kEntriesAtOnce);
  if (until <= head) return true;
  const auto events = session_.run(sql_["notice events"], {head, until, std::int64_t{kNews.count()}}).rows;
  std::set<std::string> commissions;
  for (const auto& event : events) commissions.insert(event.text("commission_id"));
  if (!events.empty()) {
    const auto secretaries = secretariesOf(session_, sql_, commissions);
    std::vector<std::string> members;
    for (const auto& [commission, known] : secretaries)
      members.insert(members.end(), known.members.begin(), known.members.end());
    const auto open = openOf(NoticeKind::outcome, members);
    std::map<std::string, std::string> noticeOf;
    JsonRows items;
    std::map<std::pair<std::string, std::string>, std::string> happened;  // the last that did, once
    for (const auto& event : events) {
      const auto commission = event.text("commission_id");
      const auto known = secretaries.find(commission);
      if (known == secretaries.end()) continue;
      for (const auto& member : known->second.concerned(event)) {
        auto& notice = noticeOf[member];
        if (notice.empty()) notice = putOff(NoticeKind::outcome, commission, member, open, now_, {});
        happened[{notice, event.text("document_id")}] = event.text("event");
      }
    }
    write();
    for (const auto& [of, what] : happened)
      items.row().text("notice_id", of.first).text("document_id", of.second).text("happened", what);
    if (!items.empty()) session_.post(sql_["add notice items"], {items.str()});
  }
  session_.run(sql_["move notice head"], {until});
  return until == end;
}

void NoticeGathering::lookAtWaiting() {
  const auto waiting = session_.run(sql_["waiting for chairpersons"]).rows;
  if (waiting.empty()) return;
  std::vector<std::string> members;
  for (const auto& row : waiting) members.push_back(row.text("chairperson_id"));
  // The open ones first: one that is being composed is waited for, and is the last of its day then.
  const auto open = openOf(NoticeKind::waiting, members);
  std::map<std::string, std::string> lastDay;
  for (const auto& row : session_.run(sql_["last day of notices"], {jsonTexts(members)}).rows)
    lastDay[row.text("member_id")] = row.text("day");
  std::set<std::string> seen;  // the index allows one of a member: who chairs two commissions has a member in each
  for (const auto& row : waiting) {
    const auto member = row.text("chairperson_id");
    if (!seen.insert(member).second) continue;
    Timestamp notBefore{};
    const auto last = lastDay.find(member);
    if (const auto day = last == lastDay.end() ? std::nullopt : dateFromIso(last->second))
      notBefore = runner_.zone().startOf(std::chrono::sys_days(*day) + days(1));
    putOff(NoticeKind::waiting, row.text("commission_id"), member, open, toTimestamp(row.integer("newest")), notBefore);
  }
  write();
}

void NoticeGathering::forget() {
  session_.post(sql_["forget notices"], {std::int64_t{kKept.count()}});
}

std::map<std::string, NoticeGathering::Open> NoticeGathering::openOf(NoticeKind kind,
                                                                     const std::vector<std::string>& members) {
  std::map<std::string, Open> open;
  if (members.empty()) return open;
  for (const auto& row : session_.run(sql_["open notices of"], {std::string(toString(kind)), jsonTexts(members)}).rows)
    open[row.text("member_id")] = {.id = row.text("id"),
                                   .begunAt = toTimestamp(row.integer("begun_at")),
                                   .readyAt = toTimestamp(row.integer("ready_at"))};
  return open;
}

std::string NoticeGathering::putOff(NoticeKind kind, const std::string& commission, const std::string& member,
                                    const std::map<std::string, Open>& open, Timestamp newest, Timestamp notBefore) {
  const auto found = open.find(member);
  const auto begun = found == open.end() ? now_ : found->second.begunAt;
  const auto ready =
      withinHours(times_, runner_.zone(), std::max(notBefore, std::min(newest + times_.quiet, begun + times_.longest)));
  if (found == open.end()) {
    auto id = newUuid(now_);
    opened_.row()
        .text("id", id)
        .text("kind", toString(kind))
        .text("commission_id", commission)
        .text("member_id", member)
        .integer("begun_at", toMilliseconds(now_))
        .integer("ready_at", toMilliseconds(ready));
    return id;
  }
  if (ready != found->second.readyAt)
    putOff_.row().text("of_notice", found->second.id).integer("until", toMilliseconds(ready));
  return found->second.id;
}

void NoticeGathering::write() {
  if (!opened_.empty()) session_.post(sql_["open notices"], {opened_.str()});
  if (!putOff_.empty()) session_.post(sql_["put off notices"], {putOff_.str()});
  opened_ = {};
  putOff_ = {};
}

}  // namespace balalyk
