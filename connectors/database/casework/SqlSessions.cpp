#include "connectors/database/casework/SqlSessions.h"

#include "connectors/database/documents/ChangeLog.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/JsonText.h"

namespace balalyk {
namespace {

std::int64_t milliseconds(std::chrono::seconds time) {
  return std::chrono::milliseconds(time).count();
}

BrowserSession sessionOf(const SqlRow& row) {
  return {.digest = row.text("digest"),
          .accountId = row.text("account_id"),
          .begunAt = toTimestamp(row.integer("begun_at")),
          .seenAt = toTimestamp(row.integer("seen_at")),
          .stale = row.flag("stale"),
          .browser = row.text("browser")};
}

}  // namespace

void SqlSessions::create(const NewSession& made) {
  runner_.write([&](SqlSession& session) {
    return session.run(sql_["create session"], {made.digest, made.accountId, made.browser});
  });
}

void SqlSessions::replace(const std::string& before, const NewSession& made) {
  runner_.write([&](SqlSession& session) {
    session.run(sql_["end session"], {before});
    return session.run(sql_["create session"], {made.digest, made.accountId, made.browser});
  });
}

std::optional<BrowserSession> SqlSessions::find(const std::string& digest, const SessionLimits& limits) {
  const auto result = runner_.read([&](SqlSession& session) {
    return session.run(sql_["find session"], {digest, milliseconds(limits.idle), milliseconds(limits.longest)});
  });
  if (result.rows.empty()) return std::nullopt;
  return sessionOf(result.rows[0]);
}

void SqlSessions::touch(const std::string& digest) {
  runner_.attempt([&](SqlSession& session) { return session.run(sql_["touch session"], {digest}); });
}

void SqlSessions::end(const std::string& digest) {
  runner_.write([&](SqlSession& session) {
    session.run(sql_["forget session forms"], {digest});
    return session.run(sql_["end session"], {digest});
  });
}

bool SqlSessions::endOwn(const std::string& accountId, const std::string& digest, Ended how) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, accountId);
    if (session.run(sql_["end own session"], {digest, accountId}).changed == 0) return false;
    session.run(sql_["forget session forms"], {digest});
    changes.note("", how == Ended::signedOut ? "signedOut" : "sessionEnded", jsonObject({{"account", accountId}}));
    changes.write();
    return true;
  });
}

int SqlSessions::endAll(const std::string& accountId, const std::string& exceptDigest) {
  return end(accountId, exceptDigest, accountId);
}

int SqlSessions::endOf(const std::string& accountId, const std::string& actor) {
  return end(accountId, "", actor);
}

int SqlSessions::end(const std::string& accountId, const std::string& exceptDigest, const std::string& actor) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, actor);
    const auto ended = session.run(sql_["end account sessions"], {accountId, exceptDigest}).changed;
    if (ended == 0) return 0;
    changes.note("", "sessionsEnded", jsonObject({{"account", accountId}, {"count", std::to_string(ended)}}));
    changes.write();
    return static_cast<int>(ended);
  });
}

std::vector<BrowserSession> SqlSessions::list(const std::string& accountId, const SessionLimits& limits) {
  const auto result = runner_.read([&](SqlSession& session) {
    return session.run(sql_["list sessions"], {accountId, milliseconds(limits.idle), milliseconds(limits.longest)});
  });
  std::vector<BrowserSession> sessions;
  for (const auto& row : result.rows) sessions.push_back(sessionOf(row));
  return sessions;
}

int SqlSessions::sweep(const SessionLimits& limits) {
  return static_cast<int>(runner_.write([&](SqlSession& session) {
    const auto swept =
        session.run(sql_["sweep sessions"], {milliseconds(limits.idle), milliseconds(limits.longest)}).changed;
    session.run(sql_["sweep forms"]);
    return swept;
  }));
}

OnceBefore SqlSessions::beginOnce(const std::string& digest, const std::string& token, std::chrono::seconds patience) {
  std::string runner;  // who is at it
  const auto begin = [&](const std::string& dead) {
    return runner_.write([&](SqlSession& session) {
      if (session.run(sql_["begin once"], {digest, token, milliseconds(patience), process_, dead}).changed == 1)
        return OnceBefore{};
      const auto before = session.run(sql_["once"], {digest, token});
      if (before.rows.empty()) return OnceBefore{OnceBefore::State::running, {}};
      runner = before.rows[0].text("runner");
      if (before.rows[0].isNull("location")) return OnceBefore{OnceBefore::State::running, {}};
      return OnceBefore{OnceBefore::State::done, before.rows[0].text("location")};
    });
  };
  const auto before = begin("");
  return before.state == OnceBefore::State::running && isDeadHere(runner) ? begin(runner) : before;
}

void SqlSessions::finishOnce(const std::string& digest, const std::string& token, const std::string& location) {
  runner_.write([&](SqlSession& session) { return session.run(sql_["finish once"], {digest, token, location}); });
}

void SqlSessions::dropOnce(const std::string& digest, const std::string& token) {
  runner_.write([&](SqlSession& session) { return session.run(sql_["drop once"], {digest, token}); });
}

}  // namespace balalyk
