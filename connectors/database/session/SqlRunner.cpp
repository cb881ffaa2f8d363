#include "connectors/database/session/SqlRunner.h"

#include <algorithm>
#include <thread>

#include "connectors/database/session/SqlTime.h"
#include "pipeline/Error.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/engine/Backoff.h"

namespace balalyk {

SqlRunner::SqlRunner(std::unique_ptr<SqlEngine> engine, const DatabaseOptions& options)
    : engine_(std::move(engine)),
      catalogue_(engine_->dialect()),
      options_(options),
      atOnce_(std::min(options.sessions, options.sessionsAtOnce)) {}

Timestamp SqlRunner::now(SqlSession& session) const {
  return toTimestamp(session.run(catalogue_["now"]).rows.at(0).integer("now"));
}

std::string SqlRunner::today(SqlSession& session) const {
  return isoDate(zone().dateOf(now(session)));
}

// False: the deadline passed before it came.
bool SqlRunner::takeTurn(std::unique_lock<std::mutex>& lock, SqlDeadline deadline) {
  if (!waiting_.empty() || lent_ >= atOnce_) {
    Waiting me{.patientUntil = std::chrono::steady_clock::now() + options_.patience, .called = {}};
    waiting_.push_back(&me);
    bool late = false;
    while (!late && !(waiting_.front() == &me && mayHave(me))) {
      const auto now = std::chrono::steady_clock::now();
      late = now >= deadline;
      if (!late) me.called.wait_until(lock, now < me.patientUntil ? std::min(deadline, me.patientUntil) : deadline);
    }
    std::erase(waiting_, &me);
    if (late) {
      callNext();
      return false;
    }
  }
  ++lent_;
  callNext();
  return true;
}

// More at once than processors only take them from each other; but who waits long waits for something slow or locked.
bool SqlRunner::mayHave(const Waiting& who) const {
  return lent_ < atOnce_ || (lent_ < options_.sessions && std::chrono::steady_clock::now() >= who.patientUntil);
}

// Within mutex_.
void SqlRunner::callNext() {
  if (!waiting_.empty() && mayHave(*waiting_.front())) waiting_.front()->called.notify_one();
}

SqlRunner::SessionLease::SessionLease(SqlRunner& runner, SqlDeadline deadline, Planning planning)
    : runner_(runner), planning_(planning) {
  {
    std::unique_lock lock(runner_.mutex_);
    if (!runner_.takeTurn(lock, deadline)) throw Error("databaseTimeout");
    auto& preferred = runner_.idle(planning);
    auto& others = runner_.idle(planning == Planning::own ? Planning::portals : Planning::own);
    // One more is opened before one of the others has to change over, as long as there may be one more.
    const auto known = static_cast<int>(preferred.size() + others.size()) + runner_.lent_ - 1;
    auto& from = preferred.empty() && known >= runner_.options_.sessions ? others : preferred;
    if (!from.empty()) {
      session_ = std::move(from.back());
      from.pop_back();
    }
  }
  try {
    session_ ? session_->setDeadline(deadline) : reconnect(deadline);
  } catch (...) {
    const std::lock_guard lock(runner_.mutex_);
    --runner_.lent_;
    runner_.callNext();
    throw;
  }
}

SqlRunner::SessionLease::~SessionLease() {
  const std::lock_guard lock(runner_.mutex_);
  --runner_.lent_;
  if (session_ && session_->usable()) runner_.idle(planning_).push_back(std::move(session_));
  runner_.callNext();
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
