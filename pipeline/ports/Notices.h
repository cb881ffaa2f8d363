#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/Error.h"
#include "pipeline/domain/Date.h"
#include "pipeline/domain/LocalizedText.h"

namespace balalyk {

class Zone;

enum class NoticeKind {
  waiting,  // to a chairperson: documents wait for the signature
  outcome,  // to a secretary: what was returned or signed since
};
const char* toString(NoticeKind kind);

enum class NoticeState {
  open,      // gathers what happens until its time has come
  composed,  // to be sent, for the first time or again
  sent,
  dropped,  // its reader is inactive, has no address or wants no mail, or there is nothing left to say
  failed,   // given up after the last try
};
const char* toString(NoticeState state);

struct NoticeCounts {
  int waiting = 0;   // sent and not yet authorised
  int returned = 0;  // by a check
  int rejected = 0;  // by the chairperson
  int signed_ = 0;   // and published
  bool operator==(const NoticeCounts&) const = default;
};

// A mail to one person: figures and ids, nothing of a document. Composed once: every try sends the same.
struct Notice {
  std::string id;  // UUID
  NoticeKind kind{};
  NoticeState state{};
  std::string commissionId, memberId;
  NoticeCounts counts;
  Timestamp begunAt{};
  std::optional<Timestamp> composedAt, sentAt;
  std::optional<Timestamp> readyAt;  // the next try; nullopt: none
  int attempts = 0;
  std::int64_t token = 0;
  std::vector<Problem> problems;  // of the last try, or why it was dropped
};

// One to be sent now. The address is looked up at each try and kept nowhere.
struct NoticeClaim {
  Notice notice;
  std::string address;
  std::string language;  // ky, ru, en: the reader's account's, else the commission's
  LocalizedText commission;
};

// When mails go out.
struct NoticeTimes {
  std::chrono::milliseconds quiet = std::chrono::minutes(30);  // nothing happened for so long: the work is done
  std::chrono::milliseconds longest = std::chrono::hours(2);   // after the first that happened, whatever follows
  int fromHour = 8, untilHour = 20;                            // of the zone's day
};

// The first moment of those hours that is not before `time`.
Timestamp withinHours(const NoticeTimes& times, const Zone& zone, Timestamp time);

// Port, part of the portal database: the outbox. It reports what the audit trail has, which the transaction that
// does it writes: nothing is reported that was rolled back, and nothing is missed while no mails are sent or the sender
// is down. Several hosts may call all of it at once.
class Notices {
 public:
  virtual ~Notices() = default;

  // Reads on in the audit trail, and looks at what waits for chairpersons; opens notices and puts off those that are
  // open. False: there is more to read. What is older than three days is passed over.
  virtual bool gather(const NoticeTimes& times) = 0;
  // One whose time has come, composed if it is the first try. Nobody else gets it before `lease` is over: whoever was
  // killed between sending and sent() leaves it to be sent again, as the same mail with the same Message-ID.
  virtual std::optional<NoticeClaim> claim(std::chrono::milliseconds lease) = 0;
  // Both false when it was claimed again since.
  virtual bool sent(const Notice& notice) = 0;
  virtual bool failed(const Notice& notice, const Problem& problem,
                      std::optional<std::chrono::milliseconds> retryAfter) = 0;  // nullopt: given up
  // What waits for its next try is due now; with `failedToo` what was given up as well. How many.
  virtual int hasten(bool failedToo) = 0;
  // Newest first.
  virtual std::vector<Notice> list(int limit) = 0;

  // Whether an account wants mails: yes, until it says no.
  virtual bool wanted(const std::string& accountId) = 0;
  virtual void setWanted(const std::string& accountId, bool wanted) = 0;
};

}  // namespace balalyk
