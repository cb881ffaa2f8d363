#pragma once

#include <string>

#include "pipeline/domain/Date.h"

namespace balalyk {

struct MailMessage {
  std::string id;  // unique; with the sender's host it is the Message-ID
  Timestamp date{};
  std::string from, to;  // as isMailAddress() has them
  std::string fromName;  // UTF-8, as the next two
  std::string subject;
  std::string body;      // lines end with LF
  std::string language;  // of the text: "ky"
};

// The message as RFC 5322 has it, lines ending with LF, as sendmail reads it. Only ASCII goes out: names and subject as
// encoded words (RFC 2047), the body as base64, so that no server on the way needs 8BITMIME. Line ends and other
// controls in a header's text become blanks. Automatic by RFC 3834: no out-of-office answers it.
std::string rfc5322(const MailMessage& message);

}  // namespace balalyk
