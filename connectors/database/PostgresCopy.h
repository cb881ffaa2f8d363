#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/database/session/PostgresSession.h"

namespace balalyk {

// A line of PostgreSQL's COPY in its text format.
std::string copyLine(const std::vector<std::optional<std::string>>& cells);
std::vector<std::optional<std::string>> copyCells(std::string_view line);

// Rows streamed to and from one connection, each wait within `patience`. Throws Error databaseTimeout,
// databaseUnreachable, databaseFull and databaseRefused.
class PostgresCopy {
 public:
  PostgresCopy(const std::string& uri, std::chrono::milliseconds patience);

  void execute(const std::string& sql);
  std::vector<std::vector<std::optional<std::string>>> query(const std::string& sql);
  void startIn(const std::string& sql);
  void put(const std::string& line);
  void finishIn();
  void out(const std::string& sql, const std::function<void(std::string_view line)>& visit);

 private:
  PostgresResult result();
  PostgresResult expect(const std::string& sql, ExecStatusType status);
  void flush();
  void check(const PGresult* result, ExecStatusType status);
  SqlDeadline deadline() const { return std::chrono::steady_clock::now() + patience_; }

  const std::chrono::milliseconds patience_;
  PostgresConnection connection_;
};

}  // namespace balalyk
