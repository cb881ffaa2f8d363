#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/EventFeed.h"

namespace balalyk {

class SqlEventFeed final : public EventFeed {
 public:
  explicit SqlEventFeed(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  FeedPage after(std::int64_t sequence, const FeedFilter& filter, int limit) override;
  std::int64_t end() override;

 private:
  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
