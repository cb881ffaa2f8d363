#include "connectors/mail/NoticeText.h"

#include "connectors/texts/Messages.h"

namespace balalyk {

namespace {

std::string lineOf(const Messages& messages, const char* key, int count) {
  return count == 0 ? std::string() : messages.text(key, {{"count", std::to_string(count)}}) + "\n";
}

}  // namespace

NoticeText noticeText(const NoticeClaim& claim, const Messages& messages, const std::string& portal) {
  const auto& notice = claim.notice;
  const auto& counts = notice.counts;
  const auto language = messages.language() == "ru" ? Language::ru : Language::ky;
  const bool waiting = notice.kind == NoticeKind::waiting;
  const bool returned = counts.returned + counts.rejected > 0;
  NoticeText text;
  text.subject =
      waiting
          ? messages.text("mail.waiting.subject", {{"count", std::to_string(counts.waiting)}})
          : messages.text(returned ? "mail.returned.subject" : "mail.signed.subject",
                          {{"count", std::to_string(returned ? counts.returned + counts.rejected : counts.signed_)}});
  text.body = messages.text("mail.greeting") + "\n\n";
  text.body += messages.text("mail.commission", {{"commission", claim.commission.in(language)},
                                                 {"time", messages.time(notice.composedAt.value_or(notice.begunAt))}}) +
               "\n\n";
  text.body += lineOf(messages, "mail.waiting", counts.waiting) + lineOf(messages, "mail.rejected", counts.rejected) +
               lineOf(messages, "mail.returned", counts.returned) + lineOf(messages, "mail.signed", counts.signed_);
  text.body += "\n" + messages.text("mail.open") + "\n" + portal + (waiting ? "/" : "/applications") + "\n";
  text.body += "\n-- \n" + messages.text("mail.why", {{"address", portal + "/settings"}}) + "\n";
  return text;
}

}  // namespace balalyk
