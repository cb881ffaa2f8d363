#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/Accounts.h"

namespace balalyk {

class ChangeLog;

class SqlAccounts final : public Accounts {
 public:
  explicit SqlAccounts(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  std::optional<Account> account(const std::string& id) override;
  std::optional<Account> ofIdentity(const Identity& identity) override;
  std::vector<Account> list() override;
  std::optional<std::string> add(const NewAccount& account, const std::string& actor) override;
  std::optional<std::string> admit(const NewAccount& account, const std::vector<Grant>& listed) override;
  Granted grant(const std::string& accountId, const Grant& grant, const std::string& actor) override;
  bool withdraw(const std::string& accountId, Role role, const std::string& place, const std::string& actor) override;
  bool setActive(const std::string& accountId, bool active, const std::string& actor) override;
  void setLanguage(const std::string& accountId, const std::string& language) override;
  std::optional<StoredPassword> password(const Identity& identity) override;
  void setPassword(const std::string& accountId, const std::string& hash, std::optional<Timestamp> until,
                   const std::string& actor) override;
  bool spendFirstPassword(const std::string& accountId, const std::string& hash) override;
  void strengthen(const std::string& accountId, const std::string& oldHash, const std::string& hash) override;

 private:
  std::optional<Account> found(const char* statement, std::initializer_list<SqlValue> values);
  std::string insert(SqlSession& session, const NewAccount& account);  // empty: is there
  bool isOnOtherSide(SqlSession& session, const std::string& accountId, const Grant& grant);
  Granted give(SqlSession& session, ChangeLog& changes, const std::string& accountId, const Grant& grant, bool listed);
  void endSessions(SqlSession& session, const std::string& accountId);
  void replaceListed(SqlSession& session, ChangeLog& changes, const std::string& accountId,
                     const std::vector<Grant>& listed);

  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
