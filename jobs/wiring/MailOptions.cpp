#include "jobs/wiring/MailOptions.h"

#include "connectors/mail/Sendmail.h"
#include "jobs/config/Settings.h"

namespace balalyk {

NoticeTimes noticeTimes(const Settings& settings) {
  const auto quiet = settings.duration("mail.quiet");
  const auto from = settings.integer("mail.fromHour"), until = settings.integer("mail.untilHour");
  if (from >= until)
    throw Error("settingsContradict", {{"name", "mail.fromHour"},
                                       {"value", std::to_string(from)},
                                       {"other", "mail.untilHour"},
                                       {"otherValue", std::to_string(until)}});
  return {.quiet = quiet, .longest = 4 * quiet, .fromHour = from, .untilHour = until};
}

std::unique_ptr<Mailer> openMailer(const Settings& settings) {
  if (settings.text("mail.from").empty()) return nullptr;
  auto portal = settings.text("portal.address");
  while (portal.ends_with('/')) portal.pop_back();
  return std::make_unique<Sendmail>(SendmailOptions{.command = settings.path("mail.command"),
                                                    .from = settings.text("mail.from"),
                                                    .portal = portal,
                                                    .deadline = settings.duration("mail.deadline"),
                                                    .zone = Zone(settings.text("time.zone"))});
}

std::chrono::milliseconds noticeLease(const Settings& settings) {
  return settings.duration("mail.deadline") + 2 * settings.duration("database.deadline");
}

}  // namespace balalyk
