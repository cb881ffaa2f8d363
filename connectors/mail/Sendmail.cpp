#include "connectors/mail/Sendmail.h"

#include <sysexits.h>

#include "connectors/mail/CommandRun.h"
#include "connectors/mail/MailAddress.h"
#include "connectors/mail/MailMessage.h"
#include "connectors/mail/NoticeText.h"

namespace balalyk {

namespace {

// Of what another try could not make better: the address or the mail itself.
bool isForGood(int status) {
  return status == EX_DATAERR || status == EX_NOUSER || status == EX_NOHOST;
}

}  // namespace

Sendmail::Sendmail(SendmailOptions options) : options_(std::move(options)) {
  if (!isMailAddress(options_.from)) throw Error("mailAddressWrong", {{"member", "mail.from"}});
  for (const auto& language : Messages::languages())
    messages_.emplace(language, std::make_unique<Messages>(language, options_.zone));
}

void Sendmail::deliver(const NoticeClaim& claim) {
  if (!isMailAddress(claim.address)) throw Error("mailAddressWrong", {{"member", claim.notice.memberId}});
  const auto known = messages_.find(claim.language);
  const auto& messages = known == messages_.end() ? *messages_.at("ky") : *known->second;
  const auto text = noticeText(claim, messages, options_.portal);
  const auto message = rfc5322({.id = claim.notice.id,
                                .date = claim.notice.composedAt.value_or(claim.notice.begunAt),
                                .from = options_.from,
                                .to = claim.address,
                                .fromName = messages.text("mail.from"),
                                .subject = text.subject,
                                .body = text.body,
                                .language = messages.language()});
  const auto status = runCommand({options_.command, "-i", "-f", options_.from, "--", claim.address}, message,
                                 std::chrono::steady_clock::now() + options_.deadline);
  if (!status)
    throw Error("mailTimeout",
                {{"seconds", std::to_string(std::chrono::ceil<std::chrono::seconds>(options_.deadline).count())}});
  if (*status != EX_OK)
    throw Error(isForGood(*status) ? "mailRefused" : "mailFailed", {{"status", std::to_string(*status)}});
}

}  // namespace balalyk
