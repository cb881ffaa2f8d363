#include "connectors/keys/token/Protocol.h"

#include <stdexcept>

namespace balalyk::token {

namespace {

void append(std::string& to, std::uint32_t number) {
  for (int shift = 0; shift < 32; shift += 8) to += static_cast<char>((number >> shift) & 0xff);
}

std::uint32_t numberIn(std::string_view bytes) {
  std::uint32_t number = 0;
  for (int i = 3; i >= 0; --i) number = number << 8 | static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)]);
  return number;
}

std::string_view take(std::string_view& from, std::size_t size) {
  if (from.size() < size) throw std::runtime_error("a frame ends too soon");
  const auto taken = from.substr(0, size);
  from.remove_prefix(size);
  return taken;
}

}  // namespace

Message failureOf(const std::string& code, const std::map<std::string, std::string>& params) {
  Message failed{Verb::failed, {code}};
  for (const auto& [name, value] : params) {
    failed.texts.push_back(name);
    failed.texts.push_back(value);
  }
  return failed;
}

std::map<std::string, std::string> paramsOf(const Message& failed) {
  std::map<std::string, std::string> params;
  for (std::size_t i = 1; i + 1 < failed.texts.size(); i += 2) params[failed.texts[i]] = failed.texts[i + 1];
  return params;
}

std::string encode(const Message& message) {
  std::string body{static_cast<char>(message.verb)};
  for (const auto& text : message.texts) {
    append(body, static_cast<std::uint32_t>(text.size()));
    body += text;
  }
  return body;
}

Message decode(std::string_view body) {
  Message message{.verb = static_cast<Verb>(take(body, 1).front())};
  while (!body.empty()) message.texts.emplace_back(take(body, numberIn(take(body, 4))));
  return message;
}

std::string lengthOf(std::string_view body) {
  std::string length;
  append(length, static_cast<std::uint32_t>(body.size()));
  return length;
}

std::uint32_t lengthIn(std::string_view head) {
  return numberIn(head);
}

}  // namespace balalyk::token
