#include "connectors/database/documents/SqlSchedule.h"

namespace balalyk {

bool SqlSchedule::begin(const std::string& schedule, const std::string& plannedFor, const std::string& worker,
                        std::chrono::milliseconds lease) {
  return runner_.write([&](SqlSession& session) {
    return session.run(sql_["begin schedule"], {schedule, plannedFor, worker, std::int64_t{lease.count()}}).changed ==
           1;
  });
}

bool SqlSchedule::keep(const std::string& schedule, const std::string& plannedFor, const std::string& worker,
                       std::chrono::milliseconds lease) {
  return runner_.write(
      [&](SqlSession& session) {
        return session.run(sql_["keep schedule"], {schedule, plannedFor, worker, std::int64_t{lease.count()}})
                   .changed == 1;
      },
      SqlAccess::lightWrite);
}

bool SqlSchedule::finish(const std::string& schedule, const std::string& plannedFor, const std::string& worker,
                         const std::string& report) {
  return runner_.write([&](SqlSession& session) {
    return session.run(sql_["finish schedule"], {schedule, plannedFor, worker, report}).changed == 1;
  });
}

void SqlSchedule::release(const std::string& schedule, const std::string& plannedFor, const std::string& worker) {
  runner_.write([&](SqlSession& session) {
    return session.run(sql_["release schedule"], {schedule, plannedFor, worker});
  });
}

std::optional<std::string> SqlSchedule::lastFinished(const std::string& schedule) {
  const auto result = runner_.read([&](SqlSession& session) { return session.run(sql_["last finished"], {schedule}); });
  return result.rows.empty() ? std::nullopt : std::optional(result.rows[0].text("planned_for"));
}

}  // namespace balalyk
