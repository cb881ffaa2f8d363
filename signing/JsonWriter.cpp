#include "signing/JsonWriter.h"

#include <fmt/format.h>
#include <unicode/utf8.h>

namespace balalyk::signing {

void JsonWriter::newLine() {
  if (layout_ == Layout::indented) text_ += '\n' + std::string(2 * hasMembers_.size(), ' ');
}

void JsonWriter::beforeValue() {
  if (afterKey_) {
    afterKey_ = false;
    return;
  }
  if (hasMembers_.empty()) return;
  if (hasMembers_.back()) text_ += layout_ == Layout::oneLine ? ", " : ",";
  hasMembers_.back() = true;
  newLine();
}

void JsonWriter::close(char bracket) {
  const bool hadMembers = hasMembers_.back();
  hasMembers_.pop_back();
  if (hadMembers) newLine();
  text_ += bracket;
}

void JsonWriter::quote(std::string_view text) {
  const auto plain = [](char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; };
  text_ += '"';
  const auto size = static_cast<std::int32_t>(text.size());
  std::int32_t written = 0;  // everything before is in text_
  const auto writeUpTo = [&](std::int32_t end) {
    text_ += text.substr(static_cast<std::size_t>(written), static_cast<std::size_t>(end - written));
  };
  for (std::int32_t at = 0; at < size;) {
    if (plain(text[static_cast<std::size_t>(at)])) {
      ++at;
      continue;
    }
    const auto begun = at;
    UChar32 c = 0;
    U8_NEXT(text.data(), at, size, c);
    if (c > 0x7f) continue;
    writeUpTo(begun);
    written = at;
    if (c <= 0)
      text_ += "\uFFFD";
    else if (c == '"' || c == '\\')
      text_.append({'\\', static_cast<char>(c)});
    else if (c == '\n')
      text_ += "\\n";
    else
      text_ += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
  }
  writeUpTo(size);
  text_ += '"';
}

JsonWriter& JsonWriter::beginObject() {
  beforeValue();
  text_ += '{';
  hasMembers_.push_back(false);
  return *this;
}

JsonWriter& JsonWriter::endObject() {
  close('}');
  return *this;
}

JsonWriter& JsonWriter::beginArray() {
  beforeValue();
  text_ += '[';
  hasMembers_.push_back(false);
  return *this;
}

JsonWriter& JsonWriter::endArray() {
  close(']');
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  beforeValue();
  quote(name);
  text_ += layout_ == Layout::compact ? ":" : ": ";
  afterKey_ = true;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  beforeValue();
  quote(text);
  return *this;
}

JsonWriter& JsonWriter::value(bool truth) {
  return raw(truth ? "true" : "false");
}
JsonWriter& JsonWriter::value(std::int64_t number) {
  return raw(std::to_string(number));
}
JsonWriter& JsonWriter::value(std::uint64_t number) {
  return raw(std::to_string(number));
}
JsonWriter& JsonWriter::value(double number) {
  return raw(fmt::format("{:.3f}", number));
}
JsonWriter& JsonWriter::value(std::nullptr_t) {
  return raw("null");
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  beforeValue();
  text_ += json;
  return *this;
}

}  // namespace balalyk::signing
