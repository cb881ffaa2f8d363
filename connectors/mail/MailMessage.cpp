#include "connectors/mail/MailMessage.h"

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/Timestamp.h>

#include <algorithm>

#include "signing/crypto/Base64.h"

namespace balalyk {

namespace {

constexpr std::size_t kLine = 76;       // RFC 2045 and 2047
constexpr std::size_t kWordBytes = 42;  // 56 in base64, 68 with "=?UTF-8?B?" and "?=": one fits in a line with its name

std::string withoutControls(std::string text) {
  std::ranges::replace_if(
      text, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  return text;
}

// Text of a header: words of whole characters, each on its own line, which readers join without a blank.
std::string encodedWords(const std::string& raw) {
  const auto text = withoutControls(raw);
  std::string words;
  for (std::size_t begin = 0; begin < text.size();) {
    auto end = std::min(begin + kWordBytes, text.size());
    while (end < text.size() && end > begin + 1 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    words +=
        (words.empty() ? "=?UTF-8?B?" : "\n =?UTF-8?B?") + signing::toBase64(text.substr(begin, end - begin)) + "?=";
    begin = end;
  }
  return words;
}

std::string base64Lines(const std::string& bytes) {
  const auto text = signing::toBase64(bytes);
  std::string lines;
  for (std::size_t i = 0; i < text.size(); i += kLine) lines += text.substr(i, kLine) + "\n";
  return lines;
}

// Within base64 the text is kept as it is, so that its own lines end as those of a mail do.
std::string withNetworkLines(const std::string& text) {
  std::string lines;
  for (const char c : text) lines += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return lines;
}

std::string dateOf(Timestamp time) {
  const Poco::Timestamp moment(Poco::Timestamp::TimeVal(time.time_since_epoch().count() * 1000));
  return Poco::DateTimeFormatter::format(moment, "%w, %d %b %Y %H:%M:%S +0000");
}

}  // namespace

std::string rfc5322(const MailMessage& message) {
  const auto host = message.from.substr(message.from.rfind('@') + 1);
  std::string text;
  const auto header = [&](const char* name, const std::string& value) {
    text += std::string(name) + ": " + value + "\n";
  };
  header("Date", dateOf(message.date));
  header("From", encodedWords(message.fromName) + "\n <" + withoutControls(message.from) + ">");
  header("To", "<" + withoutControls(message.to) + ">");
  header("Subject", encodedWords(message.subject));
  header("Message-ID", "<" + withoutControls(message.id) + "@" + withoutControls(host) + ">");
  header("Auto-Submitted", "auto-generated");
  header("Content-Language", withoutControls(message.language));
  header("MIME-Version", "1.0");
  header("Content-Type", "text/plain; charset=utf-8");
  header("Content-Transfer-Encoding", "base64");
  return text + "\n" + base64Lines(withNetworkLines(message.body));
}

}  // namespace balalyk
