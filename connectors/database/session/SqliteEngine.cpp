#include <sqlite3.h>
#include <unistd.h>

#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>
#include <thread>

#include "connectors/database/session/SqlSession.h"
#include "pipeline/Error.h"
#include "pipeline/engine/Backoff.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kStepsBetweenDeadlineChecks = 20'000;

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using DatabaseHandle = std::unique_ptr<sqlite3, CloseDatabase>;
using StatementHandle = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

// SQLite's messages name tables and columns, never values.
[[noreturn]] void fail(sqlite3* database, int code) {
  const std::string detail = database ? sqlite3_errmsg(database) : sqlite3_errstr(code);
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw Error("databaseLocked");
    case SQLITE_INTERRUPT:
      throw Error("databaseTimeout");
    case SQLITE_FULL:
      throw Error("databaseFull");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      throw Error("databaseCorrupt", {{"detail", detail}});
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      throw Error("databaseUnreachable", {{"detail", detail}});
    default:
      throw Error("databaseRefused", {{"detail", detail}});
  }
}

// balalyk_sha256(BLOB): lower-case hex. PostgreSQL has such a function, SQLite none.
void digestOf(sqlite3_context* context, int, sqlite3_value** values) {
  const auto* bytes = static_cast<const char*>(sqlite3_value_blob(values[0]));
  const auto size = static_cast<std::size_t>(sqlite3_value_bytes(values[0]));
  try {
    const auto digest = signing::toHex(signing::sha256(std::string_view(bytes ? bytes : "", size)));
    sqlite3_result_text(context, digest.data(), static_cast<int>(digest.size()), SQLITE_TRANSIENT);
  } catch (const std::exception&) {
    sqlite3_result_error(context, "no digest", -1);
  }
}

// With a write-ahead log readers and one writer do not hinder each other. It is a property of the file, which a copy
// can have lost: VACUUM INTO writes one without.
void requireWal(sqlite3* database, SqlDeadline deadline) {
  while (true) {
    std::string mode;
    const int code = sqlite3_exec(
        database, "PRAGMA journal_mode = WAL",
        [](void* result, int, char** values, char**) {
          *static_cast<std::string*>(result) = values[0] ? values[0] : "";
          return 0;
        },
        &mode, nullptr);
    if (code == SQLITE_OK && mode == "wal") return;
    if (code == SQLITE_OK) throw Error("databaseWithoutLog", {{"mode", mode}});
    // Two that change it at once give way to each other without waiting.
    const bool busy = (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED;
    if (!busy || steady_clock::now() >= deadline) fail(database, code);
    std::this_thread::sleep_for(milliseconds(20));
  }
}

// Writers of one process queue here, in turn; only other processes are waited for by polling the file's lock.
class WriteGate {
 public:
  bool enter(SqlDeadline deadline) { return gate_.try_lock_until(deadline); }
  void leave() { gate_.unlock(); }

 private:
  std::timed_mutex gate_;
};

class SqliteSession final : public SqlSession {
 public:
  SqliteSession(const std::string& file, WriteGate& gate, SqlDeadline deadline) : gate_(gate) {
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(file.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    database_.reset(raw);
    if (code != SQLITE_OK) fail(raw, code);
    sqlite3_extended_result_codes(raw, 1);
    sqlite3_create_function_v2(raw, "balalyk_sha256", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr, digestOf, nullptr,
                               nullptr, nullptr);
    sqlite3_progress_handler(
        raw, kStepsBetweenDeadlineChecks,
        [](void* session) { return static_cast<SqliteSession*>(session)->late() ? 1 : 0; }, this);
    setDeadline(deadline);
    script(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY;");
  }

  ~SqliteSession() override {
    if (writing_) rollback();
  }

  SqlResult run(const SqlStatement& statement, std::span<const SqlValue> values) override {
    sqlite3_stmt* prepared = prepare(statement);
    struct Reset {
      sqlite3_stmt* statement;
      ~Reset() {
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
      }
    } reset{prepared};
    for (std::size_t i = 0; i < values.size(); ++i) bind(prepared, i, values[i]);
    SqlResult result;
    std::shared_ptr<const SqlColumns> columns;
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(prepared)) == SQLITE_ROW) {
      if (!columns) columns = columnsOf(prepared);
      result.rows.push_back(read(prepared, columns));
    }
    if (code != SQLITE_DONE) fail(database_.get(), code);
    result.changed = sqlite3_stmt_readonly(prepared) ? 0 : sqlite3_changes64(database_.get());
    return result;
  }

  void script(const std::string& text) override {
    const int code = sqlite3_exec(database_.get(), text.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(database_.get(), code);
  }

  void begin(SqlAccess access) override {
    static const SqlStatement kRead{"begin", "BEGIN"}, kWrite{"begin to write", "BEGIN IMMEDIATE"};
    if (access == SqlAccess::read) return static_cast<void>(run(kRead, {}));
    if (!gate_.enter(deadline_)) throw Error("databaseLocked");
    try {
      flushCommits(access == SqlAccess::write);
      run(kWrite, {});
    } catch (...) {
      gate_.leave();
      throw;
    }
    writing_ = true;
  }

  void commit() override {
    static const SqlStatement kCommit{"commit", "COMMIT"};
    run(kCommit, {});
    leaveGate();
  }

  void rollback() noexcept override {
    if (!sqlite3_get_autocommit(database_.get())) {
      sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
    leaveGate();
  }

  void setDeadline(SqlDeadline deadline) override {
    deadline_ = deadline;
    const auto left = std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now()).count();
    sqlite3_busy_timeout(database_.get(), static_cast<int>(std::max<std::int64_t>(left, 1)));
  }

  bool usable() const override { return true; }

 private:
  // Whether a commit waits for the disk. The next one that does takes those before it along.
  void flushCommits(bool flush) {
    if (flush == flushing_) return;
    script(flush ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    flushing_ = flush;
  }

  bool late() const { return steady_clock::now() > deadline_; }

  void leaveGate() noexcept {
    if (writing_) gate_.leave();
    writing_ = false;
  }

  sqlite3_stmt* prepare(const SqlStatement& statement) {
    auto& kept = statements_[statement.text];
    if (!kept) {
      sqlite3_stmt* raw = nullptr;
      const int code =
          sqlite3_prepare_v3(database_.get(), statement.text.c_str(), static_cast<int>(statement.text.size()) + 1,
                             SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
      if (code != SQLITE_OK) fail(database_.get(), code);
      kept.reset(raw);
    }
    return kept.get();
  }

  // "$3" is a named parameter to SQLite: its place depends on where it first occurs.
  void bind(sqlite3_stmt* prepared, std::size_t position, const SqlValue& value) {
    const std::string name = "$" + std::to_string(position + 1);
    const int index = sqlite3_bind_parameter_index(prepared, name.c_str());
    if (index == 0) throw Error("databaseRefused", {{"detail", "no parameter " + name}});
    int code = SQLITE_OK;
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
      code = sqlite3_bind_int64(prepared, index, *integer);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      code = sqlite3_bind_text64(prepared, index, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
    } else if (const auto* blob = std::get_if<SqlBlob>(&value)) {
      code = sqlite3_bind_blob64(prepared, index, blob->bytes.data(), blob->bytes.size(), SQLITE_STATIC);
    } else {
      code = sqlite3_bind_null(prepared, index);
    }
    if (code != SQLITE_OK) fail(database_.get(), code);
  }

  static std::shared_ptr<const SqlColumns> columnsOf(sqlite3_stmt* prepared) {
    auto columns = std::make_shared<SqlColumns>();
    for (int i = 0; i < sqlite3_column_count(prepared); ++i) {
      const char* name = sqlite3_column_name(prepared, i);
      if (!name) throw std::bad_alloc();
      columns->add(name);
    }
    return columns;
  }

  static SqlRow read(sqlite3_stmt* prepared, const std::shared_ptr<const SqlColumns>& columns) {
    SqlRow row(columns);
    for (int i = 0; i < static_cast<int>(columns->size()); ++i) {
      if (sqlite3_column_type(prepared, i) == SQLITE_NULL) {
        row.add(std::nullopt);
      } else if (const auto* bytes = static_cast<const char*>(sqlite3_column_blob(prepared, i))) {
        row.add(std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(prepared, i))));
      } else {
        row.add(std::string());
      }
    }
    return row;
  }

  WriteGate& gate_;
  DatabaseHandle database_;
  std::map<std::string, StatementHandle> statements_;
  SqlDeadline deadline_{};
  bool writing_ = false;
  bool flushing_ = true;
};

class SqliteEngine final : public SqlEngine {
 public:
  SqliteEngine(std::string file, milliseconds hintInterval) : file_(std::move(file)), hintInterval_(hintInterval) {}

  SqlDialect dialect() const override { return SqlDialect::sqlite; }

  std::unique_ptr<SqlSession> connect(SqlDeadline deadline) override {
    return std::make_unique<SqliteSession>(file_, gate_, deadline);
  }

  void create(SqlDeadline deadline) override { prepare(SQLITE_OPEN_CREATE, deadline); }
  void prepare(SqlDeadline deadline) override { prepare(0, deadline); }

  // Threads of this process say when they changed something; what other processes commit shows in data_version.
  bool awaitChange(milliseconds limit) override {
    const auto end = steady_clock::now() + limit;
    std::unique_lock lock(mutex_);
    const auto seen = announced_;
    const auto version = dataVersion();
    while (announced_ == seen) {
      const auto now = steady_clock::now();
      if (now >= end) return false;
      changed_.wait_until(lock, std::min(end, now + jittered(hintInterval_, 0.75, 1.25)));
      if (dataVersion() != version) return true;
    }
    return true;
  }

  void announceChange() noexcept override {
    const std::lock_guard lock(mutex_);
    ++announced_;
    changed_.notify_all();
  }

 private:
  void prepare(int create, SqlDeadline deadline) const {
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(file_.c_str(), &raw, SQLITE_OPEN_READWRITE | create, nullptr);
    const DatabaseHandle database(raw);
    if (code != SQLITE_OK) fail(raw, code);
    requireWal(raw, deadline);
  }

  std::string dataVersion() {
    if (!watcher_) watcher_ = connect(steady_clock::now() + hintInterval_);
    watcher_->setDeadline(steady_clock::now() + hintInterval_);
    static const SqlStatement kVersion{"data version", "PRAGMA data_version"};
    return watcher_->run(kVersion).rows.at(0).text("data_version");
  }

  const std::string file_;
  const milliseconds hintInterval_;
  WriteGate gate_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t announced_ = 0;
  std::unique_ptr<SqlSession> watcher_;
};

}  // namespace

std::unique_ptr<SqlEngine> makeSqliteEngine(const std::string& file, milliseconds hintInterval) {
  return std::make_unique<SqliteEngine>(file, hintInterval);
}

}  // namespace balalyk
