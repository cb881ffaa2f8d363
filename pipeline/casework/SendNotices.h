#pragma once

#include <chrono>
#include <functional>
#include <stop_token>

#include "pipeline/ports/Mailer.h"
#include "pipeline/ports/Notices.h"

namespace balalyk {

struct NoticeRound {
  int sent = 0;
  int again = 0;    // failed, to be tried later
  int givenUp = 0;  // failed for good
};

// What sends mails, whenever it is asked to: reads what happened, sends what is due. Any number of hosts may do so.
//
//   claim ──▶ deliver ──▶ sent          A kill before delivery: sent by the next, once the lease is over.
//                │                      A kill between delivery and «sent»: sent again, the same bytes with the same
//                ├─ may pass ─▶ later   Message-ID, by which mail systems can know it; SMTP has no way to ask.
//                └─ for good ─▶ given up
class SendNotices {
 public:
  // `lease` is longer than the mailer's deadline. `trouble` hears what failed.
  SendNotices(Notices& notices, Mailer& mailer, NoticeTimes times, std::chrono::milliseconds lease,
              std::function<void(const Problem&)> trouble);

  // Until nothing is due. The mail that is being sent when `stop` is asked for is finished.
  NoticeRound run(const std::stop_token& stop);

 private:
  void send(const NoticeClaim& claim, NoticeRound& round);

  Notices& notices_;
  Mailer& mailer_;
  const NoticeTimes times_;
  const std::chrono::milliseconds lease_;
  const std::function<void(const Problem&)> trouble_;
};

}  // namespace balalyk
