#include "connectors/database/PostgresCopy.h"

#include "pipeline/Error.h"

namespace balalyk {

std::string copyLine(const std::vector<std::optional<std::string>>& cells) {
  std::string line;
  for (const auto& cell : cells) {
    if (&cell != &cells.front()) line += '\t';
    if (!cell) {
      line += "\\N";
      continue;
    }
    for (const char c : *cell) {
      switch (c) {
        case '\\':
          line += "\\\\";
          break;
        case '\n':
          line += "\\n";
          break;
        case '\r':
          line += "\\r";
          break;
        case '\t':
          line += "\\t";
          break;
        case '\b':
          line += "\\b";
          break;
        case '\f':
          line += "\\f";
          break;
        case '\v':
          line += "\\v";
          break;
        default:
          line += c;
      }
    }
  }
  return line + '\n';
}

std::vector<std::optional<std::string>> copyCells(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  std::vector<std::optional<std::string>> cells(1, std::string());
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\t') {
      cells.emplace_back(std::string());
    } else if (line[i] != '\\' || i + 1 == line.size()) {
      *cells.back() += line[i];
    } else if (const char next = line[++i]; next == 'N') {
      cells.back().reset();
    } else {
      static constexpr std::string_view kLetters = "nrtbfv", kMeant = "\n\r\t\b\f\v";
      const auto at = kLetters.find(next);
      *cells.back() += at == std::string_view::npos ? next : kMeant[at];
    }
  }
  return cells;
}

PostgresCopy::PostgresCopy(const std::string& uri, std::chrono::milliseconds patience)
    : patience_(patience), connection_(connectPostgres(uri, deadline(), patience)) {
  // A whole table is one statement here; each wait has its own deadline.
  execute("SET statement_timeout = 0");
  execute("SET idle_in_transaction_session_timeout = 0");
}

void PostgresCopy::check(const PGresult* result, ExecStatusType status) {
  if (result && PQresultStatus(result) == status) return;
  const char* state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
  const std::string code = state ? state : "";
  if (code.empty() || code.starts_with("08") || code.starts_with("57P"))
    throw Error("databaseUnreachable", {{"detail", code.empty() ? "the connection was lost" : "SQLSTATE " + code}});
  if (code == "53100") throw Error("databaseFull");
  if (code == "55P03") throw Error("databaseLocked");
  const char* table = PQresultErrorField(result, PG_DIAG_TABLE_NAME);
  throw Error("databaseRefused", {{"detail", "SQLSTATE " + code + (table ? std::string(" ") + table : "")}});
}

void PostgresCopy::flush() {
  while (true) {
    const int left = PQflush(connection_.get());
    if (left == 0) return;
    if (left < 0) check(nullptr, PGRES_COMMAND_OK);
    if (!awaitSocket(connection_.get(), true, deadline())) throw Error("databaseTimeout");
    if (PQconsumeInput(connection_.get()) == 0) check(nullptr, PGRES_COMMAND_OK);
  }
}

PostgresResult PostgresCopy::result() {
  while (PQisBusy(connection_.get())) {
    if (!awaitSocket(connection_.get(), false, deadline())) throw Error("databaseTimeout");
    if (PQconsumeInput(connection_.get()) == 0) check(nullptr, PGRES_COMMAND_OK);
  }
  return PostgresResult(PQgetResult(connection_.get()));
}

PostgresResult PostgresCopy::expect(const std::string& sql, ExecStatusType status) {
  if (PQsendQuery(connection_.get(), sql.c_str()) == 0) check(nullptr, status);
  flush();
  auto first = result();
  check(first.get(), status);
  return first;
}

void PostgresCopy::execute(const std::string& sql) {
  expect(sql, PGRES_COMMAND_OK);
  while (result()) {
  }
}

std::vector<std::vector<std::optional<std::string>>> PostgresCopy::query(const std::string& sql) {
  const auto answer = expect(sql, PGRES_TUPLES_OK);
  while (result()) {
  }
  std::vector<std::vector<std::optional<std::string>>> rows;
  for (int row = 0; row < PQntuples(answer.get()); ++row) {
    auto& cells = rows.emplace_back();
    for (int column = 0; column < PQnfields(answer.get()); ++column) {
      const bool null = PQgetisnull(answer.get(), row, column) != 0;
      cells.push_back(null ? std::nullopt : std::optional<std::string>(PQgetvalue(answer.get(), row, column)));
    }
  }
  return rows;
}

void PostgresCopy::startIn(const std::string& sql) {
  expect(sql, PGRES_COPY_IN);
}

void PostgresCopy::put(const std::string& line) {
  while (true) {
    const int taken = PQputCopyData(connection_.get(), line.data(), static_cast<int>(line.size()));
    if (taken == 1) return;
    if (taken < 0) check(nullptr, PGRES_COMMAND_OK);
    flush();
  }
}

void PostgresCopy::finishIn() {
  while (true) {
    const int taken = PQputCopyEnd(connection_.get(), nullptr);
    if (taken == 1) break;
    if (taken < 0) check(nullptr, PGRES_COMMAND_OK);
    flush();
  }
  flush();
  const auto answer = result();
  check(answer.get(), PGRES_COMMAND_OK);
  while (result()) {
  }
}

void PostgresCopy::out(const std::string& sql, const std::function<void(std::string_view line)>& visit) {
  expect(sql, PGRES_COPY_OUT);
  while (true) {
    char* raw = nullptr;
    const int size = PQgetCopyData(connection_.get(), &raw, 1);
    const std::unique_ptr<char, void (*)(void*)> line(raw, PQfreemem);
    if (size > 0) {
      visit({raw, static_cast<std::size_t>(size)});
    } else if (size == 0) {
      if (!awaitSocket(connection_.get(), false, deadline())) throw Error("databaseTimeout");
      if (PQconsumeInput(connection_.get()) == 0) check(nullptr, PGRES_COMMAND_OK);
    } else {
      break;
    }
  }
  const auto answer = result();
  check(answer.get(), PGRES_COMMAND_OK);
  while (result()) {
  }
}

}  // namespace balalyk
