#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace balalyk::signing {

// Writes JSON (RFC 8259) in the order it is given. Bytes that are not UTF-8, as a hostile file's names may be, become
// U+FFFD.
class JsonWriter {
 public:
  void beginObject(std::string_view name = {}) { begin(name, '{', '}'); }
  void beginArray(std::string_view name = {}) { begin(name, '[', ']'); }
  void end();
  void field(std::string_view name, std::string_view value);
  void field(std::string_view name, const char* value) { field(name, std::string_view{value}); }
  void field(std::string_view name, bool value);
  void field(std::string_view name, std::uint64_t value);
  void element(std::string_view value);  // of an array
  void nullField(std::string_view name);
  std::string take() { return std::move(json_); }

 private:
  void begin(std::string_view name, char open, char close);
  void key(std::string_view name);
  void text(std::string_view value);

  std::string json_;
  std::vector<char> closers_;
  bool first_ = true;
};

}  // namespace balalyk::signing
