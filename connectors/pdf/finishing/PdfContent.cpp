#include "connectors/pdf/finishing/PdfContent.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "pipeline/Error.h"

namespace balalyk {

namespace {

constexpr std::size_t kDeepest = 32;  // arrays and dictionaries within each other

[[noreturn]] void refuse() {
  throw StageError(Disposition::retry, {"officeFailed", {{"detail", "PDF page content"}}});
}

// What a character may be (ISO 32000-1, 7.2.2), as bits.
enum Class : unsigned char { kRegular = 0, kSpace = 1, kDelimiter = 2, kHex = 4, kDigit = 8, kNumeric = 16 };
constexpr auto kClasses = [] {
  std::array<unsigned char, 256> classes{};
  const auto add = [&](std::string_view characters, Class one) {
    for (const unsigned char c : characters) classes[c] |= one;
  };
  add({"\0\t\n\f\r ", 6}, kSpace);
  add("()<>[]{}/%", kDelimiter);
  add("0123456789ABCDEFabcdef", kHex);
  add("0123456789", kDigit);
  add("+-.0123456789", kNumeric);
  return classes;
}();

unsigned classOf(char c) {
  return kClasses[static_cast<unsigned char>(c)];
}

bool isConstant(std::string_view text) {
  return text == "true" || text == "false" || text == "null";
}

// An inline image's entries, by their short or their long name.
class ImageEntries {
 public:
  void add(std::string_view key, std::string_view value) { entries_[key] = value; }

  // Only without a filter does the dictionary say it.
  std::size_t bytes() const {
    if (!get("/F", "/Filter").empty()) refuse();
    const bool mask = get("/IM", "/ImageMask") == "true";
    const auto bits = mask ? 1 : number("/BPC", "/BitsPerComponent") * components();
    return number("/H", "/Height") * ((number("/W", "/Width") * bits + 7) / 8);
  }

 private:
  std::string_view get(std::string_view brief, std::string_view full) const {
    auto found = entries_.find(brief);
    if (found == entries_.end()) found = entries_.find(full);
    return found == entries_.end() ? std::string_view() : found->second;
  }

  std::size_t number(std::string_view brief, std::string_view full) const {
    const auto text = get(brief, full);
    std::uint16_t value = 0;  // no product of these overflows
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc() || result.ptr != text.data() + text.size()) refuse();
    return value;
  }

  std::size_t components() const {
    const auto space = get("/CS", "/ColorSpace");
    if (space == "/G" || space == "/DeviceGray") return 1;
    if (space == "/RGB" || space == "/DeviceRGB") return 3;
    if (space == "/CMYK" || space == "/DeviceCMYK") return 4;
    refuse();
  }

  std::map<std::string_view, std::string_view> entries_;
};

}  // namespace

bool PdfContent::next(Instruction& instruction) {
  for (bool first = true;; first = false) {
    const auto token = read();
    if (first) instruction.begin = at_ - token.text.size();
    switch (token.kind) {
      case Kind::end:
        if (!first) refuse();  // operands without an operator
        return false;
      case Kind::operand:
        break;
      case Kind::opening:
      case Kind::closing:
        nest(token);
        break;
      case Kind::word:
        if (!open_.empty()) refuse();
        if (token.text == "BI") skipImage();
        instruction.name = token.text;
        instruction.end = at_;
        return true;
    }
  }
}

PdfContent::Token PdfContent::read() {
  skipSpace();
  if (at_ >= content_.size()) return {Kind::end, {}};
  switch (content_[at_]) {
    case '(':
      return string();
    case '<':
      return at(at_ + 1) == '<' ? took(Kind::opening, 2) : hexString();
    case '>':
      if (at(at_ + 1) != '>') refuse();
      return took(Kind::closing, 2);
    case '[':
      return took(Kind::opening, 1);
    case ']':
      return took(Kind::closing, 1);
    case '/':
      return regular(1);
    case ')':
    case '{':
    case '}':
      refuse();
    default:
      return regular(0);
  }
}

PdfContent::Token PdfContent::took(Kind kind, std::size_t size) {
  at_ += size;
  return {kind, content_.substr(at_ - size, size)};
}

PdfContent::Token PdfContent::string() {
  int depth = 0;
  for (auto place = at_; place < content_.size(); ++place) {
    if (content_[place] == '\\')
      ++place;  // whatever it escapes ends no string
    else if (content_[place] == '(')
      ++depth;
    else if (content_[place] == ')' && --depth == 0)
      return took(Kind::operand, place + 1 - at_);
  }
  refuse();
}

PdfContent::Token PdfContent::hexString() {
  const auto end = content_.find('>', at_);
  if (end == std::string_view::npos) refuse();
  const auto digits = content_.substr(at_ + 1, end - at_ - 1);
  if (!std::all_of(digits.begin(), digits.end(), [](char c) { return classOf(c) & (kHex | kSpace); })) refuse();
  return took(Kind::operand, end + 1 - at_);
}

// A name (behind the `prefix` of its solidus), number or word.
PdfContent::Token PdfContent::regular(std::size_t prefix) {
  auto end = at_ + prefix;
  unsigned some = 0, all = kNumeric;
  for (; end < content_.size(); ++end) {
    const auto one = classOf(content_[end]);
    if (one & (kSpace | kDelimiter)) break;
    some |= one;
    all &= one;
  }
  const auto token = took(Kind::word, end - at_);
  const bool number = (all & kNumeric) && (some & kDigit);
  if (prefix > 0 || number || isConstant(token.text)) return {Kind::operand, token.text};
  return token;
}

void PdfContent::skipSpace() {
  for (; at_ < content_.size(); ++at_) {
    if (content_[at_] == '%')
      at_ = std::min(content_.find_first_of("\r\n", at_), content_.size() - 1);
    else if ((classOf(content_[at_]) & kSpace) == 0)
      return;
  }
}

void PdfContent::nest(const Token& token) {
  if (token.kind == Kind::opening) {
    if (open_.size() == kDeepest) refuse();
    open_.push_back(token.text.front());
    return;
  }
  if (open_.empty() || open_.back() != (token.text.front() == ']' ? '[' : '<')) refuse();
  open_.pop_back();
}

// ISO 32000-1, 8.9.7: dictionary, ID, one white space, the samples, EI. The samples may hold anything, an EI too.
void PdfContent::skipImage() {
  ImageEntries entries;
  for (auto key = read(); key.text != "ID"; key = read()) {
    const auto value = read();
    if (!key.text.starts_with('/') || value.kind != Kind::operand) refuse();
    entries.add(key.text, value.text);
  }
  const auto bytes = entries.bytes();
  if (at_ >= content_.size() || (classOf(content_[at_]) & kSpace) == 0 || bytes >= content_.size() - at_) refuse();
  at_ += 1 + bytes;
  if (read().text != "EI") refuse();
}

bool pdfNumbers(std::string_view text, std::span<double> numbers) {
  for (auto& one : numbers) {
    text.remove_prefix(std::min(text.find_first_not_of(" \n"), text.size()));
    const auto result = std::from_chars(text.data(), text.data() + text.size(), one, std::chars_format::fixed);
    if (result.ec != std::errc()) return false;
    text.remove_prefix(static_cast<std::size_t>(result.ptr - text.data()));
  }
  return true;
}

}  // namespace balalyk
