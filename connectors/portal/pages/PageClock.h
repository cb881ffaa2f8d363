#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>

#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// The database's time for pages that show it or what it is today: asked for once a second, by whichever page comes
// first, and counted on from there. For what is written or decided the database itself is asked. Copies share what was
// asked.
class PageClock {
 public:
  Timestamp now(PortalDatabase& database) const {
    const auto here = std::chrono::steady_clock::now();
    const std::lock_guard lock(asked_->mutex);
    if (!asked_->at || here - *asked_->at >= std::chrono::seconds(1)) {
      asked_->time = database.now();
      asked_->at = here;
    }
    return asked_->time + std::chrono::duration_cast<Timestamp::duration>(here - *asked_->at);
  }
  Date today(PortalDatabase& database) const { return database.zone().dateOf(now(database)); }

 private:
  struct Asked {
    std::mutex mutex;
    std::optional<std::chrono::steady_clock::time_point> at;
    Timestamp time{};
  };
  std::shared_ptr<Asked> asked_ = std::make_shared<Asked>();
};

}  // namespace balalyk
