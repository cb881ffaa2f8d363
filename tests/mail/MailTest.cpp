#include <boost/test/unit_test.hpp>
#include <chrono>
#include <sstream>

#include "connectors/mail/CommandRun.h"
#include "connectors/mail/MailAddress.h"
#include "connectors/mail/MailMessage.h"
#include "connectors/mail/NoticeText.h"
#include "connectors/texts/Messages.h"
#include "signing/crypto/Base64.h"

namespace balalyk {
namespace {

MailMessage example() {
  return {.id = "0194-a",
          .date = Timestamp(std::chrono::milliseconds(1'764'446'400'123)),
          .from = "portal@balalyk.example",
          .to = "aigul@office.example",
          .fromName = "Портал",
          .subject = "Кол коюуну күткөн документтер: 3",
          .body = "Саламатсызбы!\n",
          .language = "ky"};
}

std::vector<std::string> linesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// As a mail program reads it: encoded words joined, the lines of a header put together.
std::string headerOf(const std::string& text, const std::string& name) {
  std::string value;
  bool in = false;
  for (const auto& line : linesOf(text)) {
    if (line.empty()) break;
    if (!line.starts_with(' ')) in = line.starts_with(name + ": ");
    if (in) value += value.empty() ? line.substr(name.size() + 2) : line;
  }
  std::string decoded;
  for (std::size_t at = 0; at < value.size();) {
    if (value.compare(at, 10, "=?UTF-8?B?") != 0) {
      decoded += value[at++];
      continue;
    }
    const auto end = value.find("?=", at);
    decoded += signing::fromBase64(value.substr(at + 10, end - at - 10)).value();
    at = end + 2;
    if (value.compare(at, 11, " =?UTF-8?B?") == 0) ++at;
  }
  return decoded;
}

NoticeClaim claim(NoticeKind kind, NoticeCounts counts) {
  return {.notice = {.id = "N1", .kind = kind, .memberId = "M1", .counts = counts},
          .address = "a@b.example",
          .language = "ky",
          .commission = {"Ош комиссиясы", "Комиссия Оша"}};
}

BOOST_AUTO_TEST_SUITE(Mails)

BOOST_AUTO_TEST_CASE(what_goes_out_is_ascii_in_short_lines_and_says_the_same) {
  auto message = example();
  message.subject = std::string(60, 'x') + " ңөүҢӨҮ 🙂 " + std::string(100, 'y') + "ө";
  message.body = std::string(2000, 'z') + "\nңөү\n";
  const auto text = rfc5322(message);
  for (const auto& line : linesOf(text)) BOOST_TEST(line.size() <= 78u, line);
  for (const unsigned char c : text) BOOST_TEST_REQUIRE((c == '\n' || (c >= 0x20 && c < 0x7f)));
  BOOST_TEST(headerOf(text, "Subject") == message.subject);
  BOOST_TEST(headerOf(text, "From") == "Портал <portal@balalyk.example>");
  BOOST_TEST(headerOf(text, "Date") == "Sat, 29 Nov 2025 20:00:00 +0000");
  BOOST_TEST(headerOf(text, "Message-ID") == "<0194-a@balalyk.example>");
  BOOST_TEST(headerOf(text, "Auto-Submitted") == "auto-generated");
  const auto body = signing::fromBase64(text.substr(text.find("\n\n") + 2)).value();
  BOOST_TEST(body == std::string(2000, 'z') + "\r\nңөү\r\n");
}

// Each encoded word holds whole characters (RFC 2047, section 5).
BOOST_AUTO_TEST_CASE(no_encoded_word_cuts_a_character) {
  for (std::size_t before = 0; before < 45; ++before) {
    auto message = example();
    message.subject = std::string(before, 'x') + "🙂ңөүңөүңөүңөүңөүңөүңөүңөү🙂";
    const auto text = rfc5322(message);
    BOOST_TEST(headerOf(text, "Subject") == message.subject);
    for (const auto& line : linesOf(text)) {
      const auto begin = line.find("=?UTF-8?B?");
      if (begin == line.npos) continue;
      const auto word = signing::fromBase64(line.substr(begin + 10, line.find("?=", begin) - begin - 10)).value();
      BOOST_TEST((static_cast<unsigned char>(word.front()) & 0xC0) != 0x80);
    }
  }
}

BOOST_AUTO_TEST_CASE(nothing_in_a_header_begins_another_one) {
  auto message = example();
  message.subject = "a\r\nBcc: x@evil.example\r\n\r\nbody\n.\n";
  message.fromName = "a\nBcc: x";
  message.to = "a@b.example\nBcc: x@evil.example";
  message.id = "1\nBcc: x";
  const auto text = rfc5322(message);
  for (const auto& line : linesOf(text)) BOOST_TEST(!line.starts_with("Bcc"), line);
  BOOST_TEST(headerOf(text, "Subject") == "a  Bcc: x@evil.example    body . ");
}

BOOST_AUTO_TEST_CASE(an_address_is_plain_or_none) {
  for (const char* good : {"a@b", "aigul.asanova+portal@office.edu.kg", "A_B-c@x1.example", "o'neil@b.example"})
    BOOST_TEST(isMailAddress(good), good);
  for (const char* bad : {"",
                          "a",
                          "@",
                          "a@",
                          "@b",
                          "a@b.",
                          "a@.b",
                          "a..b@c",
                          ".a@b",
                          "a.@b",
                          "a@b@c.example ",
                          "a b@c",
                          "a@b c",
                          "a@-b",
                          "a@b-",
                          "a@b\n",
                          "a\r@b",
                          "<a@b>",
                          "a@b,c@d",
                          "\"a b\"@c",
                          "a@[127.0.0.1]",
                          "аты@b.example",
                          "a@мекеме.kg",
                          "a@b_c"})
    BOOST_TEST(!isMailAddress(bad), bad);
  BOOST_TEST(!isMailAddress(std::string("a\0b@c", 5)));
  BOOST_TEST(isMailAddress(std::string(64, 'a') + "@b"));
  BOOST_TEST(!isMailAddress(std::string(65, 'a') + "@b"));
  BOOST_TEST(!isMailAddress("a@" + std::string(64, 'b')));
}

BOOST_AUTO_TEST_CASE(a_notice_says_what_is_not_zero_in_its_readers_language) {
  const Messages ky("ky"), ru("ru"), en("en");
  const auto waiting = noticeText(claim(NoticeKind::waiting, {.waiting = 3}), ky, "https://p.example");
  BOOST_TEST(waiting.subject == "Кол коюуну күткөн документтер: 3");
  BOOST_TEST(waiting.body.find("Ош комиссиясы") != std::string::npos);
  BOOST_TEST(waiting.body.find("https://p.example/\n") != std::string::npos);
  const auto outcome = noticeText(claim(NoticeKind::outcome, {.rejected = 1, .signed_ = 2}), ru, "https://p.example");
  BOOST_TEST(outcome.subject == "Вам возвращены документы: 1");
  BOOST_TEST(outcome.body.find("Комиссия Оша") != std::string::npos);
  BOOST_TEST(outcome.body.find("Возвращены председателем: 1\nПодписаны и опубликованы: 2\n") != std::string::npos);
  BOOST_TEST(outcome.body.find("проверкой") == std::string::npos);
  BOOST_TEST(outcome.body.find("https://p.example/applications\n") != std::string::npos);
  BOOST_TEST(noticeText(claim(NoticeKind::outcome, {.signed_ = 2}), en, "x").subject == "Documents signed: 2");
}

BOOST_AUTO_TEST_CASE(a_command_gets_its_input_and_ends_at_the_deadline_with_all_it_started) {
  const auto soon = [] { return std::chrono::steady_clock::now() + std::chrono::seconds(20); };
  const auto shell = [&](const std::string& script, auto deadline) {
    return runCommand({"/bin/sh", "-c", script}, "a\nb\n", deadline);
  };
  BOOST_TEST(shell("test \"$(cat | wc -l)\" = 2", soon()).value() == 0);
  BOOST_TEST(shell("exit 75", soon()).value() == 75);
  BOOST_TEST(shell("kill -9 $$", soon()).value() == 137);
  BOOST_TEST(shell("yes", soon() - std::chrono::seconds(19)).has_value() == false);  // what it writes goes nowhere
  const auto begun = std::chrono::steady_clock::now();
  BOOST_TEST(!shell("sleep 60 & sleep 60", begun + std::chrono::milliseconds(100)));
  BOOST_TEST((std::chrono::steady_clock::now() - begun < std::chrono::seconds(10)));
  BOOST_TEST(shell("test -z \"$HOME$LANG\"", soon()).value() == 0);  // nothing of ours
  BOOST_CHECK_THROW(runCommand({"/no/such/sendmail"}, "", soon()), Error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk
