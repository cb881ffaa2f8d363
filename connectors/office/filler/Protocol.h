#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

// What the pool and the filler inside soffice say to each other over their socket: frames of a 32-bit length and a
// body, everything little-endian, strings as 32-bit length and bytes (text is UTF-8). Both sides come from one build,
// so there is no version. No type of the project or of UNO appears here: both sides include it.
namespace balalyk::filler {

inline constexpr const char* kSocketVariable = "BALALYK_FILLER_SOCKET";
inline constexpr const char* kKeepLayoutVariable = "BALALYK_KEEP_LAYOUT_AFTER";
inline constexpr std::uint32_t kMaxFrame = 256u << 20;
inline constexpr std::size_t kMaxShown = 1u << 20;  // of a reply: all but the PDF
inline constexpr std::size_t kMaxName = 200;

class Malformed : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// One document to make: the values, and the template's bytes unless the filler has said that it holds it.
struct Request {
  std::string templateDigest;
  std::string templateBytes;
  std::string language;  // "ky": the language of the document
  std::string title;
  std::map<std::string, std::string> fields;
  std::map<std::string, std::vector<std::map<std::string, std::string>>> lists;
  std::map<std::string, std::string> images;
  std::uint32_t exports = 1;  // more than once only to measure
};

struct Reply {
  // unknownTemplate: the request came without the template's bytes, and the filler does not hold it any more.
  enum class Status : std::uint8_t { ready, done, failed, unknownTemplate };
  Status status = Status::ready;
  bool keepsTemplate = false;  // the template need not be sent again
  bool keptLayout = false;     // done: the layout of an earlier document was refilled
  std::uint64_t residentKilobytes = 0;
  std::string officeVersion;          // ready
  std::string pdf;                    // done
  std::set<std::string> shownFields;  // done: fields that stand in a visible part of the template
  std::map<std::string, std::set<std::string>> shownColumns;  // done: the same for lists
  std::string step, fault;  // failed: what was being done, and the exception's type (never its text)
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

inline std::string encode(const Request& request) {
  Writer out;
  out.put(request.templateDigest);
  out.put(request.templateBytes);
  out.put(request.language);
  out.put(request.title);
  out.put(request.fields);
  out.put(request.lists);
  out.put(request.images);
  out.number(request.exports, 4);
  return std::move(out).frame();
}

inline Request decodeRequest(std::string_view body) {
  Reader in(body);
  Request request;
  in.get(request.templateDigest);
  in.get(request.templateBytes);
  in.get(request.language);
  in.get(request.title);
  in.get(request.fields);
  in.get(request.lists);
  in.get(request.images);
  request.exports = static_cast<std::uint32_t>(in.number(4));
  if (!in.done()) throw Malformed("frame too long");
  return request;
}

inline std::string encode(const Reply& reply) {
  Writer out;
  out.number(static_cast<std::uint8_t>(reply.status), 1);
  out.number(reply.keepsTemplate, 1);
  out.number(reply.keptLayout, 1);
  out.number(reply.residentKilobytes, 8);
  out.put(reply.officeVersion);
  out.put(reply.pdf);
  out.put(reply.shownFields);
  out.put(reply.shownColumns);
  out.put(reply.step);
  out.put(reply.fault);
  return std::move(out).frame();
}

// What goes into logs, problems and the PDF's provenance.
inline bool isPlain(const std::string& text) {
  return text.size() <= kMaxName &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return c >= 0x20 && c < 0x7F; });
}

// Throws Malformed for all that the filler does not say: a template may have taken it over.
inline Reply decodeReply(std::string_view body) {
  Reader in(body);
  Reply reply;
  reply.status = static_cast<Reply::Status>(in.number(1));
  reply.keepsTemplate = in.number(1) != 0;
  reply.keptLayout = in.number(1) != 0;
  reply.residentKilobytes = in.number(8);
  in.get(reply.officeVersion);
  in.get(reply.pdf);
  if (in.left() > kMaxShown) throw Malformed("too many names");
  in.get(reply.shownFields);
  in.get(reply.shownColumns);
  in.get(reply.step);
  in.get(reply.fault);
  if (!in.done() || reply.status > Reply::Status::unknownTemplate) throw Malformed("not a reply");
  for (const auto* text : {&reply.officeVersion, &reply.step, &reply.fault}) {
    if (!isPlain(*text)) throw Malformed("not a name");
  }
  return reply;
}

}  // namespace balalyk::filler
