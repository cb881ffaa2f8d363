#include "connectors/database/casework/SqlSecondFactors.h"

#include "connectors/database/documents/ChangeLog.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/JsonText.h"

namespace balalyk {

namespace {

std::string accountDetail(const std::string& accountId) {
  return jsonObject({{"account", accountId}});
}

}  // namespace

std::optional<StoredFactor> SqlSecondFactors::find(const std::string& accountId) {
  const auto rows =
      runner_.read([&](SqlSession& session) { return session.run(sql_["second factor"], {accountId}); }).rows;
  if (rows.empty()) return std::nullopt;
  return StoredFactor{.secret = rows[0].text("secret"),
                      .since = toTimestamp(rows[0].integer("confirmed_at")),
                      .wrong = static_cast<int>(rows[0].integer("wrong")),
                      .codesLeft = static_cast<int>(rows[0].integer("codes"))};
}

bool SqlSecondFactors::offer(const std::string& accountId, const std::string& secret, const std::string& to) {
  return runner_.write([&](SqlSession& session) {
    return session.run(sql_["offer second factor"], {accountId, secret, to}).changed == 1;
  });
}

std::optional<std::string> SqlSecondFactors::offered(const std::string& accountId, const std::string& to,
                                                     std::chrono::seconds life) {
  const auto most = std::chrono::milliseconds(life).count();
  const auto rows = runner_
                        .read([&](SqlSession& session) {
                          return session.run(sql_["offered second factor"], {accountId, to, std::int64_t{most}});
                        })
                        .rows;
  return rows.empty() ? std::nullopt : std::optional(rows[0].text("secret"));
}

void SqlSecondFactors::keepCodes(SqlSession& session, const std::string& accountId,
                                 const std::vector<std::string>& codes) {
  session.run(sql_["drop recovery codes"], {accountId});
  for (const auto& code : codes) session.run(sql_["add recovery code"], {accountId, code});
}

bool SqlSecondFactors::confirm(const std::string& accountId, const std::string& secret, const std::string& to,
                               std::int64_t step, const std::vector<std::string>& codes) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, accountId);
    if (session.run(sql_["confirm second factor"], {accountId, secret, to, step}).changed == 0) return false;
    keepCodes(session, accountId, codes);
    session.run(sql_["end account sessions"], {accountId, ""});
    changes.note("", "secondFactorOn", accountDetail(accountId));
    changes.write();
    return true;
  });
}

bool SqlSecondFactors::spendStep(const std::string& accountId, const std::string& secret, std::int64_t step, int most) {
  return runner_.write([&](SqlSession& session) {
    return session.run(sql_["spend step"], {accountId, secret, step, std::int64_t{most}}).changed == 1;
  });
}

bool SqlSecondFactors::spendCode(const std::string& accountId, const std::string& code) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, accountId);
    if (session.run(sql_["spend recovery code"], {accountId, code}).changed == 0) return false;
    session.run(sql_["forget wrong codes"], {accountId});
    changes.note("", "recoveryCodeUsed", accountDetail(accountId));
    changes.write();
    return true;
  });
}

void SqlSecondFactors::countWrong(const std::string& accountId) {
  runner_.write([&](SqlSession& session) { return session.run(sql_["count wrong code"], {accountId}); });
}

void SqlSecondFactors::replaceCodes(const std::string& accountId, const std::vector<std::string>& codes) {
  runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, accountId);
    keepCodes(session, accountId, codes);
    changes.note("", "recoveryCodesMade", accountDetail(accountId));
    changes.write();
    return true;
  });
}

bool SqlSecondFactors::remove(const std::string& accountId, const std::string& actor) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, actor);
    if (session.run(sql_["drop second factor"], {accountId}).changed == 0) return false;
    session.run(sql_["drop recovery codes"], {accountId});
    session.run(sql_["end account sessions"], {accountId, ""});
    changes.note("", "secondFactorOff", accountDetail(accountId));
    changes.write();
    return true;
  });
}

}  // namespace balalyk
