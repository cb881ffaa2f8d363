#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace balalyk::signing {

// Writes one JSON text (RFC 8259), keys in the order given, UTF-8 as it is. What is not UTF-8, as a hostile file's
// names may be, and a zero byte, which no database keeps as text, become U+FFFD.
class JsonWriter {
 public:
  // For a file or a screen, for a line of a log, for programs alone.
  enum class Layout { indented, oneLine, compact };
  explicit JsonWriter(Layout layout = Layout::indented) : layout_(layout) {}

  JsonWriter& beginObject();
  JsonWriter& endObject();
  JsonWriter& beginArray();
  JsonWriter& endArray();
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(bool truth);
  JsonWriter& value(std::int64_t number);
  JsonWriter& value(int number) { return value(static_cast<std::int64_t>(number)); }
  JsonWriter& value(std::uint64_t number);
  JsonWriter& value(double number);  // with three decimals
  JsonWriter& value(std::nullptr_t);
  JsonWriter& raw(std::string_view json);  // a JSON text made elsewhere

  template <typename T>
  JsonWriter& member(std::string_view name, const T& content) {
    return key(name).value(content);
  }

  const std::string& text() const { return text_; }

 private:
  void beforeValue();
  void newLine();
  void close(char bracket);
  void quote(std::string_view text);

  Layout layout_;
  std::string text_;
  std::vector<bool> hasMembers_;  // for each open bracket
  bool afterKey_ = false;
};

}  // namespace balalyk::signing
