#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/Error.h"
#include "pipeline/ports/EventFeed.h"

namespace balalyk {

// An address that hears of events. The operator adds it; no request of the API can.
struct Webhook {
  std::string id;
  std::string address;
  FeedFilter filter;
  std::int64_t cursor = 0;  // what was delivered
  bool paused = false;      // by the operator, or dead for too long
  Timestamp createdAt{};
  int attempts = 0;                       // failed ones since the last success
  std::optional<Timestamp> failingSince;  // the first of them
  std::optional<Timestamp> deliveredAt;   // last
  std::optional<Problem> problem;         // of the last failure
};

// One that is due, lent to one sender.
struct WebhookClaim {
  Webhook webhook;
  std::string secret;  // what its deliveries are signed with
  std::int64_t token = 0;
  int unfinished = 1;  // claims since one of them came to an end, with this one
};

// Port, part of the portal database: subscriptions, each with its own place in the event feed.
class Webhooks {
 public:
  virtual ~Webhooks() = default;

  // From now on. The new id.
  virtual std::string add(const Webhook& webhook, const std::string& secret, const std::string& actor) = 0;
  virtual bool remove(const std::string& id, const std::string& actor) = 0;
  virtual bool setPaused(const std::string& id, bool paused, const std::string& actor) = 0;  // resumed: due at once
  virtual std::vector<Webhook> list() = 0;

  // One that has something to hear and that nobody else is at; lent for `lease`, then others may take it.
  virtual std::optional<WebhookClaim> claim(std::chrono::milliseconds lease) = 0;
  // Up to the cursor; `sent`: something of it was for this address. False: it was taken over, removed or paused.
  virtual bool delivered(const WebhookClaim& claim, std::int64_t cursor, bool sent) = 0;
  // `pause` nullopt: paused until the operator resumes it, with an entry in the audit trail.
  virtual bool failed(const WebhookClaim& claim, const Problem& problem,
                      std::optional<std::chrono::milliseconds> pause) = 0;
};

}  // namespace balalyk
