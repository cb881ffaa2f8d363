#pragma once

#include <memory>
#include <thread>

#include "pipeline/casework/SendWebhooks.h"

namespace balalyk {

struct Session;

// Delivers events beside the portal's pages as long as it lives; several portals share them. The end waits for the
// delivery that is under way.
class WebhookTask {
 public:
  explicit WebhookTask(Session& session);

 private:
  void run(const std::stop_token& stop);

  Session& session_;
  std::unique_ptr<WebhookPost> post_;
  std::unique_ptr<SendWebhooks> send_;
  std::jthread thread_;  // the last member: it uses the others
};

}  // namespace balalyk
