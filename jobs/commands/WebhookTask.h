#pragma once

#include <memory>
#include <thread>
#include <vector>

#include "pipeline/casework/SendWebhooks.h"

namespace balalyk {

struct Session;

// Delivers events, to some addresses at once, beside the portal's pages as long as it lives; several portals share
// them. The end waits for the deliveries that are under way.
class WebhookTask {
 public:
  explicit WebhookTask(Session& session);
  ~WebhookTask();
  WebhookTask(const WebhookTask&) = delete;
  WebhookTask& operator=(const WebhookTask&) = delete;

 private:
  void run(const std::stop_token& stop);

  Session& session_;
  std::unique_ptr<WebhookPost> post_;
  std::unique_ptr<SendWebhooks> send_;
  std::vector<std::jthread> threads_;  // the last member: they use the others
};

}  // namespace balalyk
