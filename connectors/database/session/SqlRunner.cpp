#include "connectors/database/session/SqlRunner.h"

#include <thread>

#include "connectors/database/session/SqlTime.h"
#include "pipeline/Error.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/engine/Backoff.h"

namespace balalyk {

SqlRunner::SqlRunner(std::unique_ptr<SqlEngine> engine, const DatabaseOptions& options)
    : engine_(std::move(engine)), catalogue_(engine_->dialect()), options_(options) {}

Timestamp SqlRunner::now(SqlSession& session) const {
  return toTimestamp(session.run(catalogue_["now"]).rows.at(0).integer("now"));
}

std::string SqlRunner::today(SqlSession& session) const {
  return isoDate(zone().dateOf(now(session)));
}

SqlRunner::SessionLease::SessionLease(SqlRunner& runner, SqlDeadline deadline) : runner_(runner) {
  {
    std::unique_lock lock(runner_.mutex_);
    if (!runner_.returned_.wait_until(lock, deadline, [&] { return runner_.lent_ < runner_.options_.sessions; })) {
      throw Error("databaseTimeout");
    }
    ++runner_.lent_;
    if (!runner_.idle_.empty()) {
      session_ = std::move(runner_.idle_.back());
      runner_.idle_.pop_back();
    }
  }
  try {
    session_ ? session_->setDeadline(deadline) : reconnect(deadline);
  } catch (...) {
    const std::lock_guard lock(runner_.mutex_);
    --runner_.lent_;
    runner_.returned_.notify_one();
    throw;
  }
}

SqlRunner::SessionLease::~SessionLease() {
  const std::lock_guard lock(runner_.mutex_);
  --runner_.lent_;
  if (session_ && session_->usable()) runner_.idle_.push_back(std::move(session_));
  runner_.returned_.notify_one();
}

void SqlRunner::SessionLease::reconnect(SqlDeadline deadline) {
  session_.reset();
  session_ = runner_.engine_->connect(deadline);
  fresh_ = true;
}

void SqlRunner::giveWay(SqlDeadline deadline) {
  const auto pause = jittered(std::chrono::milliseconds(20), 0.05, 1);
  if (std::chrono::steady_clock::now() + pause >= deadline) throw Error("databaseLocked");
  std::this_thread::sleep_for(pause);
}

}  // namespace balalyk
