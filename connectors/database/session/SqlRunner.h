#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "connectors/database/session/DatabaseOptions.h"
#include "connectors/database/session/SqlCatalogue.h"
#include "connectors/database/session/SqlSession.h"
#include "pipeline/Error.h"
#include "pipeline/problems/Problems.h"

namespace balalyk {

// Lends sessions and wraps transactions: every call of the port is one read() or one write(), within one deadline.
class SqlRunner {
 public:
  SqlRunner(std::unique_ptr<SqlEngine> engine, const DatabaseOptions& options);

  const SqlCatalogue& sql() const { return catalogue_; }
  SqlEngine& engine() { return *engine_; }
  const Zone& zone() const { return options_.zone; }
  const AmountRules& amounts() const { return options_.amounts; }
  Timestamp now(SqlSession& session) const;
  std::string today(SqlSession& session) const;  // ISO: the zone's day at the database's time

  // `work` gets a session outside of any transaction.
  template <typename Work>
  auto read(Work work) {
    return withSession([&](SessionLease& loan) { return work(loan.session()); });
  }

  // Likewise, of what reads the portal's views: by other sessions, which need not change over from one way of
  // planning to the other (SqlStatement::readsPortal) and back.
  template <typename Work>
  auto readPortal(Work work) {
    return withSession([&](SessionLease& loan) { return work(loan.session()); }, options_.deadline, Planning::portals);
  }

  // `work` in one transaction that sees one state of the database throughout.
  template <typename Work>
  auto snapshot(Work work) {
    return withSession([&](SessionLease& loan) { return inTransaction(loan, SqlAccess::read, work); });
  }

  // `work` in one transaction, from the start again when it had to give way to another. Then waiting workers are
  // notified.
  template <typename Work>
  auto write(Work work, SqlAccess access = SqlAccess::write) {
    auto result = withSession([&](SessionLease& loan) { return inTransaction(loan, access, work); });
    engine_->announceChange();
    return result;
  }

  // A light write that nobody waits for: not done where it would have to wait longer than `patience`, or where the
  // database takes no writes now. False: it was not done.
  template <typename Work>
  bool attempt(Work work, std::chrono::milliseconds patience = std::chrono::milliseconds(100)) {
    try {
      withSession([&](SessionLease& loan) { return inTransaction(loan, SqlAccess::lightWrite, work); }, patience);
    } catch (const Error& error) {
      if (problemKind(error.problem().code).passing == Passing::no) throw;
      return false;
    }
    engine_->announceChange();
    return true;
  }

 private:
  enum class Planning { own, portals };  // what sessions that lie idle were last used for
  using Sessions = std::vector<std::unique_ptr<SqlSession>>;

  // A session on loan; goes back when it is still of use.
  class SessionLease {
   public:
    SessionLease(SqlRunner& runner, SqlDeadline deadline, Planning planning);
    ~SessionLease();
    SqlSession& session() { return *session_; }
    // A kept session may have been cut while it lay here (the server was restarted): the work can begin once more on a
    // new one, unless a commit was under way, whose outcome is unknown.
    bool mayReconnect() const { return !fresh_ && !committing_ && !session_->usable(); }
    void committing() { committing_ = true; }
    void reconnect(SqlDeadline deadline);

   private:
    SqlRunner& runner_;
    const Planning planning_;
    std::unique_ptr<SqlSession> session_;
    bool fresh_ = false;
    bool committing_ = false;
  };

  template <typename Work>
  auto withSession(Work work) {
    return withSession(std::move(work), options_.deadline);
  }

  template <typename Work>
  auto withSession(Work work, std::chrono::milliseconds patience, Planning planning = Planning::own) {
    const auto deadline = std::chrono::steady_clock::now() + std::min(patience, options_.deadline);
    SessionLease loan(*this, deadline, planning);
    while (true) {
      try {
        return work(loan);
      } catch (const SqlConflict&) {
        giveWay(deadline);
      } catch (const Error&) {
        if (!loan.mayReconnect() || std::chrono::steady_clock::now() >= deadline) throw;
        loan.reconnect(deadline);
      }
    }
  }

  template <typename Work>
  static auto inTransaction(SessionLease& loan, SqlAccess access, Work& work) {
    auto& session = loan.session();
    session.begin(access);
    try {
      auto result = work(session);
      if (access != SqlAccess::read) loan.committing();
      session.commit();
      return result;
    } catch (...) {
      session.rollback();
      throw;
    }
  }

  struct Waiting {
    SqlDeadline patientUntil;
    std::condition_variable called;
  };
  bool takeTurn(std::unique_lock<std::mutex>& lock, SqlDeadline deadline);
  bool mayHave(const Waiting& who) const;  // within mutex_, as callNext
  void callNext();
  Sessions& idle(Planning planning) { return planning == Planning::own ? idle_ : idlePortals_; }
  static void giveWay(SqlDeadline deadline);  // throws databaseLocked when no time is left

  std::unique_ptr<SqlEngine> engine_;
  const SqlCatalogue catalogue_;
  const DatabaseOptions options_;
  const int atOnce_;
  std::mutex mutex_;
  // Who waits for a session, in the order of coming: else a busy thread would take it again before one that waits is
  // even awake, and that one wait for as long as there is work.
  std::deque<Waiting*> waiting_;
  Sessions idle_, idlePortals_;
  int lent_ = 0;
};

}  // namespace balalyk
