#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// The seam between one implementation of the port and the databases it runs on: a connection that runs prepared
// statements, within a deadline. SQLite and PostgreSQL are two classes behind it; everything above is written once.
namespace balalyk {

using SqlDeadline = std::chrono::steady_clock::time_point;

struct SqlBlob {
  std::string bytes;
  bool operator==(const SqlBlob&) const = default;
};
using SqlValue = std::variant<std::monostate, std::int64_t, std::string, SqlBlob>;

inline SqlValue orNull(const std::string& text) {
  return text.empty() ? SqlValue{} : SqlValue{text};
}

using SqlCell = std::optional<std::string>;  // as text, which both databases can give; nullopt: NULL
std::optional<std::int64_t> integerIn(const SqlCell& cell);

// The names of a result's columns, once for all its rows.
class SqlColumns {
 public:
  void add(std::string name) { names_.push_back(std::move(name)); }
  // A name that is not there is a mistake in this program: throws std::logic_error, which names it and what is there.
  std::size_t at(std::string_view name) const;
  std::size_t size() const { return names_.size(); }

 private:
  std::vector<std::string> names_;
};

// A row of a result, read by the names of its columns.
class SqlRow {
 public:
  explicit SqlRow(std::shared_ptr<const SqlColumns> columns) : columns_(std::move(columns)) {
    cells_.reserve(columns_->size());
  }
  void add(SqlCell cell) { cells_.push_back(std::move(cell)); }

  bool isNull(std::string_view column) const { return !cell(column); }
  std::string text(std::string_view column) const { return cell(column).value_or(std::string()); }
  std::int64_t integer(std::string_view column) const;  // 0 when null or no number
  std::optional<std::int64_t> optionalInteger(std::string_view column) const { return integerIn(cell(column)); }
  bool flag(std::string_view column) const { return integer(column) != 0; }

  // In the statement's order, where a table is copied whatever its columns are.
  const std::vector<SqlCell>& cells() const { return cells_; }

 private:
  const SqlCell& cell(std::string_view column) const { return cells_.at(columns_->at(column)); }

  std::shared_ptr<const SqlColumns> columns_;
  std::vector<SqlCell> cells_;
};

struct SqlResult {
  std::vector<SqlRow> rows;
  std::int64_t changed = 0;  // rows that an INSERT, UPDATE or DELETE touched
};

// A statement with placeholders $1, $2, …; kept by the catalogue, prepared once per session.
struct SqlStatement {
  std::string name;
  std::string text;
  bool readsPortal = false;  // through the portal's views, which may be anything: its plan is the database's business
};

// A statement with its values.
struct SqlAsk {
  SqlStatement statement;
  std::vector<SqlValue> values;
};

// What a transaction is for. A light write may be forgotten in a power cut: a claim that is forgotten is claimed again,
// and its worker is fenced off by its name and token.
enum class SqlAccess { read, write, lightWrite };

// One connection, used by one thread at a time. Throws Error with the port's codes.
class SqlSession {
 public:
  virtual ~SqlSession() = default;
  virtual SqlResult run(const SqlStatement& statement, std::span<const SqlValue> values) = 0;
  // A statement whose result nobody looks at: it goes with the next run() or commit(), which reports its failure.
  virtual void post(const SqlStatement& statement, std::span<const SqlValue> values) { run(statement, values); }
  // Several that do not need each other's results, in one round trip. `last`: nothing follows them, so that a
  // transaction that only reads ends with them.
  enum class Then { more, last };
  virtual std::vector<SqlResult> runAll(const std::vector<SqlAsk>& asks, Then then);
  virtual void script(const std::string& text) = 0;  // several statements without values
  virtual void begin(SqlAccess access) = 0;
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;
  // Notifies who waits elsewhere, once the running transaction is committed; where others cannot see it by themselves.
  virtual void announce() {}
  virtual void setDeadline(SqlDeadline deadline) = 0;
  // False: the connection is of no more use.
  virtual bool usable() const = 0;

  SqlResult run(const SqlStatement& statement, std::initializer_list<SqlValue> values = {}) {
    return run(statement, std::span<const SqlValue>(values.begin(), values.size()));
  }
  std::vector<SqlResult> runAll(const std::vector<SqlAsk>& asks) { return runAll(asks, Then::more); }
  void post(const SqlStatement& statement, std::initializer_list<SqlValue> values) {
    post(statement, std::span<const SqlValue>(values.begin(), values.size()));
  }
};

enum class SqlDialect { sqlite, postgresql };

// A database that sessions are opened to.
class SqlEngine {
 public:
  virtual ~SqlEngine() = default;
  virtual SqlDialect dialect() const = 0;
  virtual std::unique_ptr<SqlSession> connect(SqlDeadline deadline) = 0;
  // Before it is migrated: creates the database where that is the engine's business, and prepares it.
  virtual void create(SqlDeadline deadline) = 0;
  // Before it is used: sets properties of the database itself, which it can have lost when it was restored.
  virtual void prepare(SqlDeadline deadline) = 0;
  // Waits until another session may have made work due; false: the time passed.
  virtual bool awaitChange(std::chrono::milliseconds limit) = 0;
  // Says so, after a commit; may do nothing where the database itself is watched.
  virtual void announceChange() noexcept = 0;
};

std::unique_ptr<SqlEngine> makeSqliteEngine(const std::string& file, std::chrono::milliseconds hintInterval);
// `limit`: the deadline of a whole call, for what the server itself can end.
std::unique_ptr<SqlEngine> makePostgresEngine(const std::string& uri, std::chrono::milliseconds limit);

// A transaction that failed only because of others may be tried again as a whole.
class SqlConflict : public std::exception {
 public:
  const char* what() const noexcept override { return "the transaction gave way to another one"; }
};

}  // namespace balalyk
