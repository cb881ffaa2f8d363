#pragma once

#include <libpq-fe.h>

#include <map>
#include <memory>
#include <string>

#include "connectors/database/SqlSession.h"

namespace balalyk {

struct FinishConnection {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
using PostgresConnection = std::unique_ptr<PGconn, FinishConnection>;

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using PostgresResult = std::unique_ptr<PGresult, ClearResult>;

// Connects within the deadline, to the first address of several that answers. `limit` bounds statements and waits for
// locks on the server's side too, so that it does not go on for a client that has given up.
PostgresConnection connectPostgres(const std::string& uri, SqlDeadline deadline, std::chrono::milliseconds limit);

// Waits until the connection's socket can be read (or written, while there is something to send). False: the deadline
// passed.
bool awaitSocket(PGconn* connection, bool toWrite, SqlDeadline deadline);

// libpq is used without blocking: a server that accepts and never answers costs the deadline, no more.
class PostgresSession final : public SqlSession {
 public:
  PostgresSession(PostgresConnection connection, SqlDeadline deadline)
      : connection_(std::move(connection)), deadline_(deadline) {}

  using SqlSession::run;
  SqlResult run(const SqlStatement& statement, std::span<const SqlValue> values) override;
  void script(const std::string& text) override;
  void begin(SqlAccess access) override;
  void commit() override;
  void rollback() noexcept override;
  void announce() override;
  void setDeadline(SqlDeadline deadline) override { deadline_ = deadline; }
  bool usable() const override;

 private:
  const std::string& prepare(const SqlStatement& statement);
  // The last result of what was sent; throws when the server refused any of it.
  PostgresResult finish(int sent);
  void flush();
  [[noreturn]] void fail(const PGresult* result);
  [[noreturn]] void failLate();

  PostgresConnection connection_;
  SqlDeadline deadline_;
  std::map<std::string, std::string> prepared_;  // text -> name on the server
  bool broken_ = false;
};

}  // namespace balalyk
