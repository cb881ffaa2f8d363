#include "signing/JsonWriter.h"

#include <fmt/format.h>
#include <unicode/utf8.h>

namespace balalyk::signing {

void JsonWriter::begin(std::string_view name, char open, char close) {
  key(name);
  json_ += open;
  closers_.push_back(close);
  first_ = true;
}

void JsonWriter::end() {
  json_ += closers_.back();
  closers_.pop_back();
  first_ = false;
}

void JsonWriter::field(std::string_view name, std::string_view value) {
  key(name);
  text(value);
}

void JsonWriter::field(std::string_view name, bool value) {
  key(name);
  json_ += value ? "true" : "false";
}

void JsonWriter::field(std::string_view name, std::uint64_t value) {
  key(name);
  json_ += std::to_string(value);
}

void JsonWriter::element(std::string_view value) {
  key({});
  text(value);
}

void JsonWriter::nullField(std::string_view name) {
  key(name);
  json_ += "null";
}

void JsonWriter::key(std::string_view name) {
  if (!first_) json_ += ',';
  first_ = false;
  if (closers_.empty() || closers_.back() == ']') return;
  text(name);
  json_ += ':';
}

void JsonWriter::text(std::string_view value) {
  json_ += '"';
  const auto size = static_cast<int32_t>(value.size());
  for (int32_t i = 0; i < size;) {
    const int32_t start = i;
    UChar32 c = 0;
    U8_NEXT(value.data(), i, size, c);
    if (c < 0) {
      json_ += "\xef\xbf\xbd";
    } else if (c == '"' || c == '\\') {
      json_ += {'\\', static_cast<char>(c)};
    } else if (c < 0x20) {
      json_ += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      json_ += value.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(i - start));
    }
  }
  json_ += '"';
}

}  // namespace balalyk::signing
