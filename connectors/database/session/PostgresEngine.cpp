#include <condition_variable>
#include <mutex>

#include "connectors/database/session/PostgresSession.h"
#include "connectors/database/session/SqlSession.h"
#include "pipeline/Error.h"

namespace balalyk {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

class PostgresEngine final : public SqlEngine {
 public:
  PostgresEngine(std::string uri, milliseconds limit) : uri_(std::move(uri)), limit_(limit) {}

  SqlDialect dialect() const override { return SqlDialect::postgresql; }

  std::unique_ptr<SqlSession> connect(SqlDeadline deadline) override {
    return std::make_unique<PostgresSession>(connectPostgres(uri_, deadline, limit_), deadline);
  }

  void create(SqlDeadline) override {}
  void prepare(SqlDeadline) override {}

  // One thread listens for all that wait.
  bool awaitChange(milliseconds limit) override {
    const auto end = steady_clock::now() + limit;
    std::unique_lock lock(mutex_);
    const auto seen = announced_;
    while (listening_ && announced_ == seen) {
      if (changed_.wait_until(lock, end) == std::cv_status::timeout) return false;
    }
    if (announced_ != seen) return true;
    listening_ = true;
    lock.unlock();
    bool heard = false;
    try {
      heard = listen(end);
    } catch (...) {
      listener_.reset();
      ended(heard);
      throw;
    }
    ended(heard);
    return heard;
  }

  void announceChange() noexcept override {}  // the transaction itself does, with NOTIFY

 private:
  void ended(bool heard) {
    const std::lock_guard lock(mutex_);
    listening_ = false;
    announced_ += heard ? 1 : 0;
    changed_.notify_all();
  }

  bool listen(SqlDeadline end) {
    if (!listener_ || PQstatus(listener_.get()) != CONNECTION_OK) {
      listener_ = connectPostgres(uri_, steady_clock::now() + limit_, limit_);
      const PostgresResult result(PQexec(listener_.get(), "LISTEN balalyk"));
      if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) {
        throw Error("databaseUnreachable", {{"detail", "listening was refused"}});
      }
      return true;  // what was announced meanwhile was not heard
    }
    while (true) {
      if (PQconsumeInput(listener_.get()) == 0) {
        throw Error("databaseUnreachable", {{"detail", "the connection was lost"}});
      }
      bool heard = false;
      while (PGnotify* note = PQnotifies(listener_.get())) {
        PQfreemem(note);
        heard = true;
      }
      if (heard) return true;
      if (!awaitSocket(listener_.get(), false, end)) return false;
    }
  }

  const std::string uri_;
  const milliseconds limit_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool listening_ = false;
  std::uint64_t announced_ = 0;
  PostgresConnection listener_;  // belongs to the thread that listens
};

}  // namespace

std::unique_ptr<SqlEngine> makePostgresEngine(const std::string& uri, milliseconds limit) {
  return std::make_unique<PostgresEngine>(uri, limit);
}

}  // namespace balalyk
