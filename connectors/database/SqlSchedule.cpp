#include "connectors/database/SqlSchedule.h"

namespace balalyk {

// The lease of a run is extended by its worker's heartbeat, like those of its documents.
bool SqlSchedule::begin(const std::string& schedule, const std::string& plannedFor, const std::string& worker,
                        std::chrono::milliseconds lease) {
  return runner_.write([&](SqlSession& session) {
    return session.run(sql_["begin schedule"], {schedule, plannedFor, worker, std::int64_t{lease.count()}}).changed ==
           1;
  });
}

void SqlSchedule::finish(const std::string& schedule, const std::string& plannedFor, const std::string& worker,
                         const std::string& report) {
  runner_.write([&](SqlSession& session) {
    return session.run(sql_["finish schedule"], {schedule, plannedFor, worker, report});
  });
}

std::optional<std::string> SqlSchedule::lastFinished(const std::string& schedule) {
  const auto result = runner_.read([&](SqlSession& session) { return session.run(sql_["last finished"], {schedule}); });
  return result.rows.empty() ? std::nullopt : std::optional(result.rows[0].text(0));
}

}  // namespace balalyk
