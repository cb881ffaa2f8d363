#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/engine/WorkerIdentity.h"
#include "pipeline/ports/Sessions.h"

namespace balalyk {

class SqlSessions final : public Sessions {
 public:
  explicit SqlSessions(SqlRunner& runner) : runner_(runner), sql_(runner.sql()), process_(newWorkerName()) {}

  void create(const NewSession& session) override;
  void replace(const std::string& before, const NewSession& session) override;
  std::optional<BrowserSession> find(const std::string& digest, const SessionLimits& limits) override;
  void touch(const std::string& digest) override;
  void end(const std::string& digest) override;
  bool endOwn(const std::string& accountId, const std::string& digest, Ended how) override;
  int endAll(const std::string& accountId, const std::string& exceptDigest) override;
  int endOf(const std::string& accountId, const std::string& actor) override;
  std::vector<BrowserSession> list(const std::string& accountId, const SessionLimits& limits) override;
  int sweep(const SessionLimits& limits) override;
  OnceBefore beginOnce(const std::string& digest, const std::string& token, std::chrono::seconds patience) override;
  void finishOnce(const std::string& digest, const std::string& token, const std::string& location) override;
  void dropOnce(const std::string& digest, const std::string& token) override;

 private:
  int end(const std::string& accountId, const std::string& exceptDigest, const std::string& actor);

  SqlRunner& runner_;
  const SqlCatalogue& sql_;
  const std::string process_;  // this one, as isDeadHere() knows it
};

}  // namespace balalyk
