#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>

#include "connectors/texts/Messages.h"
#include "pipeline/ports/Mailer.h"

namespace balalyk {

struct SendmailOptions {
  std::filesystem::path command = "/usr/sbin/sendmail";
  std::string from;    // isMailAddress(); bounces come back to it
  std::string portal;  // address of the portal, without a slash at the end
  std::chrono::milliseconds deadline = std::chrono::seconds(60);
  Zone zone{Zone::kDefault};
};

// Each notice by one start of the command, as every mail system of Debian has it: `sendmail -i -f FROM -- ADDRESS`, the
// message as its input. Its exit status (sysexits.h) is all that is taken from it; its output goes nowhere, since it
// repeats addresses. What it has started ends with it at the deadline.
class Sendmail final : public Mailer {
 public:
  // Throws Error mailAddressWrong{member} when options.from is no address.
  explicit Sendmail(SendmailOptions options);
  void deliver(const NoticeClaim& claim) override;

 private:
  const SendmailOptions options_;
  std::map<std::string, std::unique_ptr<Messages>> messages_;  // by language
};

}  // namespace balalyk
