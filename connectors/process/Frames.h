#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

// What this program and its helper processes write to each other: frames of a 32-bit length and a body, everything
// little-endian, strings as 32-bit length and bytes (text is UTF-8). Both sides come from one build, so there is no
// version. No type of the project or of UNO appears here: both sides include it.
namespace balalyk::frames {

inline constexpr std::uint32_t kMaxFrame = 256u << 20;
inline constexpr std::size_t kMaxName = 200;

class Malformed : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Writer {
 public:
  void number(std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out_.push_back(static_cast<char>(value >> (8 * i)));
  }
  void put(std::string_view text) {
    if (text.size() > kMaxFrame) throw Malformed("string too long");
    number(text.size(), 4);
    out_.append(text);
  }
  void put(const std::string& text) { put(std::string_view(text)); }
  template <class Value>
  void put(const std::vector<Value>& values) {
    number(values.size(), 4);
    for (const auto& value : values) put(value);
  }
  void put(const std::set<std::string>& values) {
    number(values.size(), 4);
    for (const auto& value : values) put(value);
  }
  template <class Value>
  void put(const std::map<std::string, Value>& values) {
    number(values.size(), 4);
    for (const auto& [key, value] : values) {
      put(key);
      put(value);
    }
  }
  // The frame: length and body.
  std::string frame() && {
    if (out_.size() - 4 > kMaxFrame) throw Malformed("frame too long");
    for (int i = 0; i < 4; ++i) out_[i] = static_cast<char>((out_.size() - 4) >> (8 * i));
    return std::move(out_);
  }

 private:
  std::string out_ = std::string(4, '\0');
};

class Reader {
 public:
  explicit Reader(std::string_view body) : rest_(body) {}
  std::uint64_t number(int bytes) {
    const auto raw = take(bytes);
    std::uint64_t value = 0;
    for (int i = 0; i < bytes; ++i) value |= std::uint64_t(static_cast<unsigned char>(raw[i])) << (8 * i);
    return value;
  }
  void get(std::string& text) { text = take(number(4)); }
  template <class Value>
  void get(std::vector<Value>& values) {
    for (auto count = number(4); count > 0; --count) get(values.emplace_back());
  }
  void get(std::set<std::string>& values) {
    for (auto count = number(4); count > 0; --count) {
      std::string value;
      get(value);
      values.insert(std::move(value));
    }
  }
  template <class Value>
  void get(std::map<std::string, Value>& values) {
    for (auto count = number(4); count > 0; --count) {
      std::string key;
      get(key);
      get(values[key]);
    }
  }
  bool done() const { return rest_.empty(); }
  std::size_t left() const { return rest_.size(); }

 private:
  std::string_view take(std::uint64_t size) {
    if (size > rest_.size()) throw Malformed("frame too short");
    const auto part = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return part;
  }
  std::string_view rest_;
};

// What goes into logs, problems and provenance.
inline bool isPlain(const std::string& text) {
  return text.size() <= kMaxName &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return c >= 0x20 && c < 0x7F; });
}

}  // namespace balalyk::frames
