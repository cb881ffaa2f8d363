#include "pipeline/casework/SendNotices.h"

#include "pipeline/engine/Backoff.h"

namespace balalyk {

namespace {

using namespace std::chrono_literals;

// About 1, 4, 16, 64 minutes, then every four hours: a mail server that is away over the night is back by then.
constexpr Backoff kBackoff{.first = 1min, .factor = 4, .longest = 4h};
constexpr int kTries = 8;

bool isForGood(const Problem& problem) {
  return problem.code == "mailRefused" || problem.code == "mailAddressWrong";
}

}  // namespace

SendNotices::SendNotices(Notices& notices, Mailer& mailer, NoticeTimes times, std::chrono::milliseconds lease,
                         std::function<void(const Problem&)> trouble)
    : notices_(notices), mailer_(mailer), times_(times), lease_(lease), trouble_(std::move(trouble)) {}

NoticeRound SendNotices::run(const std::stop_token& stop) {
  NoticeRound round;
  while (!stop.stop_requested() && !notices_.gather(times_)) {
  }
  while (!stop.stop_requested()) {
    const auto claim = notices_.claim(lease_);
    if (!claim) break;
    send(*claim, round);
  }
  return round;
}

void SendNotices::send(const NoticeClaim& claim, NoticeRound& round) {
  const auto& notice = claim.notice;
  try {
    // Nobody heard the end of those before: it ends whoever sends it.
    if (notice.attempts > kTries) throw Error("workGivenUp", {{"attempts", std::to_string(notice.attempts - 1)}});
    mailer_.deliver(claim);
  } catch (const Error& error) {
    const auto& problem = error.problem();
    const bool last = isForGood(problem) || notice.attempts >= kTries;
    const auto pause = jittered(kBackoff.after(notice.attempts), 0.8, 1.2);
    if (notices_.failed(notice, problem, last ? std::nullopt : std::optional(pause)))
      last ? ++round.givenUp : ++round.again;
    trouble_(problem);
    if (last) trouble_({"noticeGivenUp", {{"notice", notice.id}, {"attempts", std::to_string(notice.attempts)}}});
    return;
  }
  if (notices_.sent(notice)) ++round.sent;
}

}  // namespace balalyk
