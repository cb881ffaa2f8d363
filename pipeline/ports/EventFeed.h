#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/domain/Date.h"

namespace balalyk {

// One thing that happened to a document or an application, by ids only.
struct FeedEvent {
  std::int64_t sequence = 0;  // of the audit trail: the order in which it happened
  Timestamp at{};
  std::string event;  // "published": of the lifecycle; "applicationReceived", "applicationSaved"
  std::string commissionId;
  std::string documentId;    // empty: of an application
  std::string kind, source;  // of the document
  std::string sourceKey;     // of which record
  int revision = 0;          // of the document
  std::string state;         // of a saved application: waiting, approved, rejected
};

struct FeedFilter {
  bool everywhere = false;
  std::vector<std::string> commissions;
  std::vector<std::string> events;  // none: all
};

struct FeedPage {
  std::vector<FeedEvent> events;  // in the order in which they happened
  std::int64_t next = 0;          // the cursor to continue from, also when nothing was for this reader
  bool more = false;              // ask again at once
};

// Port, part of the portal database: what happened, read from the audit trail. Its entries have numbers without gaps,
// and each is committed before the next is numbered: who has seen one has been able to see all before it. A reader that
// continues from `next` misses nothing.
class EventFeed {
 public:
  virtual ~EventFeed() = default;
  virtual FeedPage after(std::int64_t sequence, const FeedFilter& filter, int limit) = 0;
  virtual std::int64_t end() = 0;  // the cursor behind all that has happened
};

// All events that the feed knows.
const std::vector<std::string>& allFeedEvents();

}  // namespace balalyk
