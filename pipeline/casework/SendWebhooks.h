#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>

#include "pipeline/ports/PortalDatabase.h"
#include "pipeline/ports/WebhookPost.h"
#include "pipeline/ports/Webhooks.h"

namespace balalyk {

// HMAC-SHA-256 over "SECONDS.BODY" with the subscription's secret: "t=SECONDS,v1=HEX". A receiver that compares it, and
// refuses times that are minutes away, takes nothing that others made or recorded.
std::string webhookSignature(const std::string& secret, std::int64_t seconds, const std::string& body);

// One event as JSON, in the feed and in deliveries.
std::string eventJson(const FeedEvent& event);
// {"events": […], "next": "CURSOR", "more": …}
std::string eventsJson(const FeedPage& page);

// Delivers what happened to each address, in order, at least once. Any number of hosts may do so.
//
//   claim ──▶ read the feed after its cursor ──▶ post ──▶ 2xx: the cursor moves
//                                                  │        killed before that: the same events again
//                                                  └─ else: again after 10 s, 40 s, … an hour; paused after pauseAfter
//   claimed five times and nobody heard the end: paused, it ends whoever delivers it
class SendWebhooks {
 public:
  struct Options {
    std::chrono::milliseconds lease{60'000};  // longer than a post may take
    std::chrono::milliseconds firstPause{10'000};
    std::chrono::milliseconds pauseAfter{86'400'000};
    int eventsAtOnce = 100;
  };
  // `trouble` hears what failed, and webhookPaused{webhook}.
  SendWebhooks(PortalDatabase& database, WebhookPost& post, Options options,
               std::function<void(const Problem&)> trouble);

  // Until nothing is due; how many were delivered.
  int run(const std::stop_token& stop);

 private:
  bool deliver(const WebhookClaim& claim);
  void pause(const WebhookClaim& claim, const Problem& problem);
  void failed(const WebhookClaim& claim, const Problem& problem);

  PortalDatabase& database_;
  WebhookPost& post_;
  const Options options_;
  const std::function<void(const Problem&)> trouble_;
};

}  // namespace balalyk
