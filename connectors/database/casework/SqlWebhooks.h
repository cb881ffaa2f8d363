#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/Webhooks.h"

namespace balalyk {

class SqlWebhooks final : public Webhooks {
 public:
  explicit SqlWebhooks(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  std::string add(const Webhook& webhook, const std::string& secret, const std::string& actor) override;
  bool remove(const std::string& id, const std::string& actor) override;
  bool setPaused(const std::string& id, bool paused, const std::string& actor) override;
  std::vector<Webhook> list() override;
  std::optional<WebhookClaim> claim(std::chrono::milliseconds lease) override;
  bool delivered(const WebhookClaim& claim, std::int64_t cursor, bool sent) override;
  bool failed(const WebhookClaim& claim, const Problem& problem,
              std::optional<std::chrono::milliseconds> pause) override;

 private:
  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
