#pragma once

#include <libpq-fe.h>

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "connectors/database/session/SqlSession.h"

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
// locks on the server's side too, so that it does not continue for a client that has given up.
PostgresConnection connectPostgres(const std::string& uri, SqlDeadline deadline, std::chrono::milliseconds limit);

// Waits until the connection's socket can be read (or written, while there is something to send). False: the deadline
// passed.
bool awaitSocket(PGconn* connection, bool toWrite, SqlDeadline deadline);

// libpq is used without blocking: a server that accepts and never answers costs the deadline, no more. What is posted
// (the beginning of a transaction too) goes with the next statement in one pipeline: a transaction that holds the audit
// head costs few round trips.
class PostgresSession final : public SqlSession {
 public:
  PostgresSession(PostgresConnection connection, SqlDeadline deadline)
      : connection_(std::move(connection)), deadline_(deadline) {}

  using SqlSession::post;
  using SqlSession::run;
  SqlResult run(const SqlStatement& statement, std::span<const SqlValue> values) override;
  using SqlSession::runAll;
  void post(const SqlStatement& statement, std::span<const SqlValue> values) override;
  std::vector<SqlResult> runAll(const std::vector<SqlAsk>& asks, Then then) override;
  void script(const std::string& text) override;
  void begin(SqlAccess access) override;
  void commit() override;
  void rollback() noexcept override;
  void announce() override;
  void setDeadline(SqlDeadline deadline) override { deadline_ = deadline; }
  bool usable() const override;

 private:
  using Posted = SqlAsk;  // a statement without a name is sent as it is, not prepared

  void enterPipeline();
  void endReading();
  void hearEnd();
  std::vector<PostgresResult> runPosted();
  PostgresResult runLast(Posted last);
  std::vector<PostgresResult> drain(std::size_t statements);
  void send(const Posted& posted, std::size_t& statements);
  void sendPrepare(const SqlStatement& statement, std::size_t& statements);
  // The result of one statement that was sent; throws nothing when the server refused it.
  PostgresResult next();
  void sent(int accepted);
  void choosePlanner(const SqlStatement& statement);
  void flush();
  [[noreturn]] void fail(const PGresult* result);
  [[noreturn]] void failLate();

  PostgresConnection connection_;
  SqlDeadline deadline_;
  std::map<std::string, std::string> prepared_;  // text -> name on the server
  std::vector<std::string> preparing_;           // texts, in the pipeline that is under way
  std::uint64_t names_ = 0;
  std::vector<Posted> posted_;
  std::optional<bool> anyPlan_;  // whether the server may plan as it likes now
  bool begun_ = false;           // the server knows of a transaction
  bool ended_ = false;           // which ended with its last statements
  bool reading_ = false;         // and changes nothing
  bool unheard_ = false;         // the answer to the end of one that changed nothing was not read yet
  bool underWay_ = false;        // a pipeline, whose answers were not all read
  bool broken_ = false;
};

}  // namespace balalyk
