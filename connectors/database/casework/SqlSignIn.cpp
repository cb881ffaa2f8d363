#include "connectors/database/casework/SqlSignIn.h"

#include <algorithm>

#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

using std::chrono::milliseconds, std::chrono::seconds;

// A role that nobody knows is a member's, which signs in nobody.
ListedMember memberFrom(const SqlRow& row) {
  const auto role = row.text("role");
  return {.id = row.text("id"),
          .commissionId = row.text("commission_id"),
          .soate = row.text("soate"),
          .pin = row.text("pin"),
          .role = role == "chairperson" ? CommissionRole::chairperson
                  : role == "secretary" ? CommissionRole::secretary
                                        : CommissionRole::member,
          .active = row.flag("active")};
}

std::string digestOf(const std::string& key) {
  return signing::toHex(signing::sha256(key));
}

seconds pauseAfter(std::int64_t failures, const GuessLimit& limit) {
  if (failures < limit.free) return seconds(0);
  const auto doublings = std::min<std::int64_t>(failures - limit.free, 30);
  return std::min(limit.longest, seconds(limit.first.count() << doublings));
}

std::int64_t inMilliseconds(seconds time) {
  return milliseconds(time).count();
}

}  // namespace

std::vector<ListedMember> SqlCommissionMembers::activeWithPin(const std::string& pin) {
  const auto result =
      runner_.readPortal([&](SqlSession& session) { return session.run(sql_["active members with pin"], {pin}); });
  std::vector<ListedMember> members;
  for (const auto& row : result.rows) members.push_back(memberFrom(row));
  return members;
}

std::optional<ListedMember> SqlCommissionMembers::member(const std::string& id) {
  const auto result = runner_.readPortal([&](SqlSession& session) { return session.run(sql_["listed member"], {id}); });
  return result.rows.empty() ? std::nullopt : std::optional(memberFrom(result.rows[0]));
}

std::string SqlCommissionMembers::shownName(const std::string& id) {
  const auto result =
      runner_.readPortal([&](SqlSession& session) { return session.run(sql_["name of member"], {id}); });
  if (result.rows.empty()) return {};
  return PersonName{result.rows[0].text("surname"), result.rows[0].text("given_name"), ""}.full();
}

seconds SqlSignInLedger::attempt(std::span<const Attempt> attempts) {
  return runner_.write([&](SqlSession& session) {
    struct Row {
      std::string key;
      std::int64_t failures = 0, now = 0;
      const GuessLimit& limit;
    };
    std::vector<Row> rows;
    std::int64_t wait = 0;
    for (const auto& attempt : attempts) {
      const auto key = digestOf(attempt.key);
      session.run(sql_["begin attempts"], {key});
      const auto row = session.run(sql_["attempts"], {key}).rows.at(0);
      const auto now = row.integer("now");
      const bool old = row.integer("forget_at") < now;
      wait = std::max(wait, row.integer("blocked_until") - now);
      rows.push_back({key, old ? 0 : row.integer("failures"), now, attempt.limit});
    }
    if (wait > 0) return std::chrono::ceil<seconds>(milliseconds(wait));
    for (const auto& row : rows) {
      const auto blockedUntil = row.now + inMilliseconds(pauseAfter(row.failures + 1, row.limit));
      session.run(sql_["count attempt"],
                  {row.key, row.failures + 1, blockedUntil, blockedUntil + inMilliseconds(row.limit.forget)});
    }
    session.run(sql_["forget old attempts"]);
    return seconds(0);
  });
}

int SqlSignInLedger::left(const Attempt& attempt) {
  const auto result =
      runner_.read([&](SqlSession& session) { return session.run(sql_["attempts so far"], {digestOf(attempt.key)}); });
  const auto& [key, limit] = attempt;
  if (result.rows.empty() || result.rows[0].integer("forget_at") < result.rows[0].integer("now")) return limit.free;
  const auto& row = result.rows[0];
  if (row.integer("blocked_until") > row.integer("now")) return 0;
  // After the free ones each try is followed by a wait: there is one at a time.
  return std::max(1, limit.free - static_cast<int>(std::min<std::int64_t>(row.integer("failures"), limit.free)));
}

void SqlSignInLedger::forget(const std::string& key) {
  runner_.write([&](SqlSession& session) { return session.run(sql_["forget attempts"], {digestOf(key)}); });
}

void SqlSignInLedger::takeBack(const std::string& key) {
  runner_.write([&](SqlSession& session) { return session.run(sql_["take back attempt"], {digestOf(key)}); });
}

bool SqlSignInLedger::spend(const std::string& once, seconds life) {
  return runner_.write([&](SqlSession& session) {
    const bool fresh = session.run(sql_["spend once"], {digestOf(once), inMilliseconds(life)}).changed == 1;
    session.run(sql_["forget old onces"]);
    return fresh;
  });
}

}  // namespace balalyk
