#include "connectors/database/casework/SqlAccounts.h"

#include <algorithm>
#include <map>

#include "connectors/database/documents/ChangeLog.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/JsonText.h"
#include "pipeline/domain/Uuid.h"

namespace balalyk {

namespace {

Account accountFrom(const SqlRow& row) {
  return {.id = row.text("id"),
          .identity = {row.text("issuer"), row.text("subject")},
          .language = row.text("language"),
          .active = row.flag("active"),
          .mustChangePassword = row.flag("must_change"),
          .secondFactor = row.flag("second_factor")};
}

// A role that this program does not know gives nothing.
std::optional<Grant> grantFrom(const SqlRow& row) {
  const auto role = roleFrom(row.text("role"));
  if (!role) return std::nullopt;
  return Grant{*role, row.text("place"), row.text("member_id")};
}

std::string roleDetail(const std::string& accountId, const Grant& grant, bool listed) {
  return jsonObject({{"account", accountId},
                     {"by", listed ? "list" : "operator"},
                     {"member", grant.memberId},
                     {"place", grant.place},
                     {"role", toString(grant.role)}});
}

std::string accountDetail(const std::string& accountId) {
  return jsonObject({{"account", accountId}});
}

// Empty: the role has no other side.
std::string otherSideOf(Role role) {
  if (role == Role::secretary) return toString(Role::chairperson);
  return role == Role::chairperson ? toString(Role::secretary) : "";
}

}  // namespace

std::optional<Account> SqlAccounts::found(const char* statement, std::initializer_list<SqlValue> values) {
  const auto rows = runner_.readPortal([&](SqlSession& session) { return session.run(sql_[statement], values); }).rows;
  if (rows.empty()) return std::nullopt;
  auto account = accountFrom(rows[0]);
  for (const auto& row : rows)
    if (auto grant = grantFrom(row)) account.grants.push_back(*std::move(grant));
  return account;
}

std::optional<Account> SqlAccounts::account(const std::string& id) {
  return found("account", {id});
}

std::optional<Account> SqlAccounts::ofIdentity(const Identity& identity) {
  return found("account of identity", {identity.issuer, identity.subject});
}

std::vector<Account> SqlAccounts::list() {
  return runner_.snapshot([&](SqlSession& session) {
    std::map<std::string, std::vector<Grant>> grants;
    for (const auto& row : session.run(sql_["all roles in force"]).rows)
      if (auto grant = grantFrom(row)) grants[row.text("account_id")].push_back(*std::move(grant));
    std::vector<Account> accounts;
    for (const auto& row : session.run(sql_["accounts"]).rows) {
      accounts.push_back(accountFrom(row));
      accounts.back().grants = std::move(grants[accounts.back().id]);
    }
    return accounts;
  });
}

std::string SqlAccounts::insert(SqlSession& session, const NewAccount& account) {
  auto id = account.id.empty() ? newUuid(runner_.now(session)) : account.id;
  const bool added = session
                         .run(sql_["add account"],
                              {id, account.identity.issuer, account.identity.subject, account.person, account.language})
                         .changed == 1;
  return added ? id : std::string();
}

std::optional<std::string> SqlAccounts::add(const NewAccount& account, const std::string& actor) {
  return runner_.write([&](SqlSession& session) -> std::optional<std::string> {
    ChangeLog changes(session, sql_, actor);
    auto id = insert(session, account);
    if (id.empty()) {
      const auto& [issuer, subject] = account.identity;
      const auto there = session.run(sql_["account alone of identity"], {issuer, subject}).rows.at(0).text("id");
      return there == account.id ? std::optional(there) : std::nullopt;
    }
    changes.note("", "accountAdded", accountDetail(id));
    changes.write();
    return id;
  });
}

std::optional<std::string> SqlAccounts::admit(const NewAccount& account, const std::vector<Grant>& listed) {
  return runner_.write([&](SqlSession& session) -> std::optional<std::string> {
    // Taken first: who changes roles follows one another, so that no two become the two sides at once.
    ChangeLog changes(session, sql_, "provider");
    auto id = insert(session, account);
    if (!id.empty()) {
      changes.note("", "accountAdded", accountDetail(id));
    } else {
      const auto row =
          session.run(sql_["account alone of identity"], {account.identity.issuer, account.identity.subject})
              .rows.at(0);
      if (!row.flag("active")) return std::nullopt;
      id = row.text("id");
      if (!account.person.empty()) session.run(sql_["name person of account"], {id, account.person});
    }
    replaceListed(session, changes, id, listed);
    changes.write();
    return id;
  });
}

void SqlAccounts::replaceListed(SqlSession& session, ChangeLog& changes, const std::string& accountId,
                                const std::vector<Grant>& listed) {
  std::vector<Grant> kept;
  for (const auto& row : session.run(sql_["roles given"], {accountId}).rows) {
    const auto grant = grantFrom(row);
    if (!grant || !row.flag("listed")) continue;
    if (std::ranges::find(listed, *grant) != listed.end()) {
      kept.push_back(*grant);
      continue;
    }
    session.run(sql_["take role"], {accountId, row.text("role"), grant->place});
    changes.note("", "roleTaken", roleDetail(accountId, *grant, true));
  }
  for (const auto& grant : listed) {
    if (std::ranges::find(kept, grant) == kept.end()) give(session, changes, accountId, grant, true);
  }
}

bool SqlAccounts::isOnOtherSide(SqlSession& session, const std::string& accountId, const Grant& grant) {
  const auto other = otherSideOf(grant.role);
  return !other.empty() &&
         !session.run(sql_["other side"], {accountId, grant.place, other, grant.memberId}).rows.empty();
}

Accounts::Granted SqlAccounts::give(SqlSession& session, ChangeLog& changes, const std::string& accountId,
                                    const Grant& grant, bool listed) {
  if (isOnOtherSide(session, accountId, grant)) return Granted::otherSide;
  const auto given = session.run(
      sql_["give role"], {accountId, toString(grant.role), grant.place, grant.memberId, std::int64_t{listed ? 1 : 0}});
  if (given.changed == 0) return Granted::already;
  changes.note("", "roleGiven", roleDetail(accountId, grant, listed));
  return Granted::yes;
}

Accounts::Granted SqlAccounts::grant(const std::string& accountId, const Grant& grant, const std::string& actor) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, actor);
    const bool stranger = !grant.memberId.empty() &&
                          !session.run(sql_["other person"], {accountId, grant.memberId, kLocalIssuer}).rows.empty();
    if (stranger && !isOnOtherSide(session, accountId, grant)) return Granted::otherPerson;
    const auto granted = give(session, changes, accountId, grant, false);
    if (granted == Granted::yes && !grant.memberId.empty())
      session.run(sql_["name person by member"], {accountId, grant.memberId, kLocalIssuer});
    changes.write();
    return granted;
  });
}

bool SqlAccounts::withdraw(const std::string& accountId, Role role, const std::string& place,
                           const std::string& actor) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, actor);
    if (session.run(sql_["take role"], {accountId, toString(role), place}).changed == 0) return false;
    changes.note("", "roleTaken", roleDetail(accountId, {role, place, ""}, false));
    changes.write();
    return true;
  });
}

// Whoever has one by a password that leaked, or left a browser open, has it no longer.
void SqlAccounts::endSessions(SqlSession& session, const std::string& accountId) {
  session.run(sql_["end account sessions"], {accountId, ""});
}

bool SqlAccounts::setActive(const std::string& accountId, bool active, const std::string& actor) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, actor);
    if (session.run(sql_["activate account"], {accountId, std::int64_t{active ? 1 : 0}}).changed == 0) return false;
    if (!active) endSessions(session, accountId);
    changes.note("", active ? "accountEnabled" : "accountDisabled", accountDetail(accountId));
    changes.write();
    return true;
  });
}

void SqlAccounts::setLanguage(const std::string& accountId, const std::string& language) {
  runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, accountId);
    if (session.run(sql_["choose language"], {accountId, language}).changed == 0) return false;
    changes.note("", "languageChosen", jsonObject({{"account", accountId}, {"language", language}}));
    changes.write();
    return true;
  });
}

std::optional<StoredPassword> SqlAccounts::password(const Identity& identity) {
  return runner_.read([&](SqlSession& session) -> std::optional<StoredPassword> {
    const auto rows = session.run(sql_["password of identity"], {identity.issuer, identity.subject}).rows;
    if (rows.empty()) return std::nullopt;
    StoredPassword stored{.accountId = rows[0].text("id"),
                          .active = rows[0].flag("active"),
                          .hash = rows[0].text("password_hash"),
                          .first = rows[0].flag("password_first")};
    if (stored.first) stored.until = toTimestamp(rows[0].integer("password_until"));
    return stored;
  });
}

void SqlAccounts::setPassword(const std::string& accountId, const std::string& hash, std::optional<Timestamp> until,
                              const std::string& actor) {
  runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, actor);
    session.run(sql_["set password"],
                {accountId, hash, std::int64_t{until ? 1 : 0}, until ? toMilliseconds(*until) : std::int64_t{0}});
    endSessions(session, accountId);
    changes.note("", until ? "firstPasswordMade" : "passwordChanged", accountDetail(accountId));
    changes.write();
    return true;
  });
}

bool SqlAccounts::spendFirstPassword(const std::string& accountId, const std::string& hash) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, accountId);
    if (session.run(sql_["spend first password"], {accountId, hash}).changed == 0) return false;
    changes.note("", "firstPasswordSpent", accountDetail(accountId));
    changes.write();
    return true;
  });
}

void SqlAccounts::strengthen(const std::string& accountId, const std::string& oldHash, const std::string& hash) {
  runner_.write([&](SqlSession& session) {
    return session.run(sql_["strengthen password"], {accountId, oldHash, hash});
  });
}

}  // namespace balalyk
