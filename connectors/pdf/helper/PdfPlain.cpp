#include "connectors/pdf/helper/PdfPlain.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <vector>

namespace balalyk {

namespace {

// All that PdfExamination calls active or leading elsewhere, and what keeps objects or changes where they are not seen.
// clang-format off
constexpr std::array<std::string_view, 31> kNeeded{
    "JS", "JavaScript", "XFA", "OnInstantiate", "PS", "EmbeddedFiles", "EF", "FileAttachment", "Movie", "Sound", "3D",
    "RichMedia", "RichMediaContent", "RichMediaExecute", "Rendition", "GoTo3DView", "Launch", "ImportData", "SubmitForm",
    "ResetForm", "Hide", "SetOCGState", "GoToE", "GoToR", "URI", "Thread", "Ref", "ObjStm", "XRef", "XRefStm", "Encrypt"};
// clang-format on

constexpr int kDeepest = 32;
constexpr std::size_t kMostDigits = 18;  // what every reader can hold
constexpr std::size_t kEntry = 20;       // of the table
constexpr std::uint8_t kSpace = 1, kDelimiter = 2, kDigit = 4, kHex = 8, kVisible = 16;

constexpr std::array<std::uint8_t, 256> classes() {
  std::array<std::uint8_t, 256> all{};
  for (int c = 0x21; c < 0x7F; ++c) all[static_cast<std::size_t>(c)] = kVisible;
  for (const char c : std::string_view(" \n\r\t")) all[static_cast<unsigned char>(c)] = kSpace;
  for (const char c : std::string_view("()<>[]{}/%")) all[static_cast<unsigned char>(c)] = kDelimiter;
  for (const char c : std::string_view("0123456789")) all[static_cast<unsigned char>(c)] |= kDigit | kHex;
  for (const char c : std::string_view("abcdefABCDEF")) all[static_cast<unsigned char>(c)] |= kHex;
  return all;
}
constexpr auto kClasses = classes();

bool is(char c, std::uint8_t what) {
  return (kClasses[static_cast<unsigned char>(c)] & what) != 0;
}

// It is laid out in another way, or something in it may be active.
struct NotPlain {};

void require(bool plain) {
  if (!plain) throw NotPlain();
}

// Who does not trust the table searches all bytes for objects, also those of streams and texts.
void requireNoObject(std::string_view bytes) {
  require(bytes.find("obj") == std::string_view::npos);
}

// Reads the file from its beginning to its end.
class Plain {
 public:
  explicit Plain(std::string_view pdf) : pdf_(pdf) {}

  void read() {
    take("%PDF-1.");
    require(is(peek(), kDigit));
    ++at_;
    take("\n");
    if (takes("%")) comment();
    findTable();
    for (spaces(); at_ < table_; spaces()) object();
    require(at_ == table_);
    requireAllListed();
    at_ = afterTable_;
    take("trailer");
    spaces();
    dictionary(0, Kind::trailer);
    take("\nstartxref\n");
    require(number() == table_);
    take("\n%%EOF\n");
    spaces();
    require(at_ == pdf_.size());
  }

 private:
  enum class Kind { value, object, trailer };

  char peek() const { return at_ < pdf_.size() ? pdf_[at_] : '\0'; }

  void take(std::string_view text) {
    require(pdf_.substr(at_).starts_with(text));
    at_ += text.size();
  }

  bool takes(std::string_view text) {
    if (!pdf_.substr(at_).starts_with(text)) return false;
    at_ += text.size();
    return true;
  }

  void spaces() {
    while (at_ < pdf_.size() && is(pdf_[at_], kSpace)) ++at_;
  }

  // Bytes that say that the file is not text.
  void comment() {
    const auto end = pdf_.find('\n', at_);
    require(end != std::string_view::npos && end - at_ < 32);
    requireNoObject(pdf_.substr(at_, end - at_));
    at_ = end + 1;
  }

  std::size_t number() {
    std::size_t value = 0;
    const auto read = std::from_chars(pdf_.data() + at_, pdf_.data() + pdf_.size(), value);
    require(read.ec == std::errc());
    at_ = static_cast<std::size_t>(read.ptr - pdf_.data());
    return value;
  }

  // «xref», «0 105», and a line of 20 bytes for each number.
  void findTable() {
    const auto back = at_;
    const auto start = pdf_.rfind("\nstartxref\n");
    require(start != std::string_view::npos);
    at_ = start + 11;
    table_ = number();
    require(table_ < start);
    at_ = table_;
    take("xref\n0 ");
    const auto count = number();
    take("\n");
    require(count > 0 && count <= (start - at_) / kEntry);
    for (std::size_t i = 0; i < count; ++i) {
      const auto line = pdf_.substr(at_, kEntry);
      const auto place = number();
      require(at_ == static_cast<std::size_t>(line.data() - pdf_.data()) + 10 && line[19] == '\n');
      const bool used = line.substr(10, 9) == " 00000 n ";
      require(used ? place != 0 : i == 0 && line.substr(10, 9) == " 65535 f ");
      places_.push_back(used ? place : 0);
      at_ += kEntry - 10;
    }
    read_.resize(count);
    afterTable_ = at_;
    at_ = back;
  }

  void object() {
    const auto start = at_;
    const auto which = number();
    take(" 0 obj");
    require(which < places_.size() && places_[which] == start && start != 0 && !read_[which]);
    read_[which] = true;
    spaces();
    length_ = kNone;
    named_ = 0;
    const bool isDictionary = takes("<<");
    if (isDictionary) {
      at_ -= 2;
      dictionary(0, Kind::object);
    } else {
      peek() == '[' ? value(0) : void(number());
    }
    spaces();
    if (isDictionary && takes("stream\n")) stream();
    take("endobj");
  }

  void stream() {
    require(length_ != kNone && !outside_ && length_ <= pdf_.size() - at_);
    requireNoObject(pdf_.substr(at_, length_));
    at_ += length_;
    takes("\n");
    take("endstream");
    spaces();
  }

  void requireAllListed() const {
    for (std::size_t i = 0; i < places_.size(); ++i) require(read_[i] || places_[i] == 0);
  }

  void dictionary(int depth, Kind kind) {
    require(depth < kDeepest);
    take("<<");
    if (kind == Kind::object) outside_ = false;
    for (spaces(); !takes(">>"); spaces()) {
      const auto key = name();
      spaces();
      if (kind == Kind::object && key == "Length") {
        require(named_++ == 0);
        length_ = lengthAt();
      }
      if (kind == Kind::object && key == "F") outside_ = true;  // of a stream: it is in another file
      require(kind != Kind::trailer || key != "Prev");
      value(depth + 1);
    }
  }

  // The number that is here, or in the object that is named here.
  std::size_t lengthAt() const {
    Plain there(pdf_);
    there.at_ = at_;
    const auto first = there.number();
    there.requireEnd();
    if (!there.takes(" 0 R")) return first;
    require(first < places_.size() && places_[first] < pdf_.size());
    there.at_ = places_[first];
    require(there.number() == first);
    there.take(" 0 obj\n");
    const auto length = there.number();
    there.take("\nendobj");
    return length;
  }

  void value(int depth) {
    require(depth < kDeepest);
    switch (peek()) {
      case '/':
        name();
        return;
      case '<':
        pdf_.substr(at_).starts_with("<<") ? dictionary(depth, Kind::value) : digits();
        return;
      case '[':
        ++at_;
        for (spaces(); !takes("]"); spaces()) value(depth + 1);
        return;
      case '(':
        text();
        return;
      case 't':
        return word("true");
      case 'f':
        return word("false");
      case 'n':
        return word("null");
      default:
        figure();
    }
  }

  void word(std::string_view which) {
    take(which);
    requireEnd();
  }

  void requireEnd() const { require(at_ < pdf_.size() && is(pdf_[at_], kSpace | kDelimiter)); }

  // A number, or a reference.
  void figure() {
    const bool whole = is(peek(), kDigit);
    if (peek() == '-' || peek() == '+') ++at_;
    std::size_t count = 0;
    bool point = false;
    for (; is(peek(), kDigit) || (peek() == '.' && !point); ++at_) peek() == '.' ? void(point = true) : void(++count);
    require(count > 0 && count <= kMostDigits);
    requireEnd();
    if (whole && !point && takes(" 0 R")) requireEnd();
  }

  void digits() {
    for (++at_; is(peek(), kHex | kSpace); ++at_) {
    }
    take(">");
  }

  void text() {
    const auto start = at_;
    int open = 0;
    do {
      require(at_ < pdf_.size());
      const char c = pdf_[at_++];
      if (c == '\\') ++at_;
      if (c == '(') ++open;
      if (c == ')') --open;
    } while (open > 0);
    requireNoObject(pdf_.substr(start, at_ - start));
  }

  // Without its stroke, and as it is meant. It is none of those that are needed.
  std::string_view name() {
    take("/");
    const auto start = at_;
    bool written = false;
    while (is(peek(), kVisible)) written |= pdf_[at_++] == '#';
    requireEnd();
    auto found = pdf_.substr(start, at_ - start);
    if (written) found = meant(found);
    require(!found.empty() && std::find(kNeeded.begin(), kNeeded.end(), found) == kNeeded.end());
    return found;
  }

  std::string_view meant(std::string_view written) {
    meant_.clear();
    for (std::size_t i = 0; i < written.size(); ++i) {
      if (written[i] != '#') {
        meant_ += written[i];
        continue;
      }
      require(i + 2 < written.size() && is(written[i + 1], kHex) && is(written[i + 2], kHex));
      unsigned char c = 0;
      std::from_chars(written.data() + i + 1, written.data() + i + 3, c, 16);
      require(c != 0);
      meant_ += static_cast<char>(c);
      i += 2;
    }
    return meant_;
  }

  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  const std::string_view pdf_;
  std::size_t at_ = 0, table_ = 0, afterTable_ = 0;
  std::vector<std::size_t> places_;  // by number
  std::vector<bool> read_;
  // Of the object in hand.
  std::size_t length_ = kNone;
  int named_ = 0;
  bool outside_ = false;
  std::string meant_;
};

}  // namespace

bool isPlainlyPassive(std::string_view pdf) {
  try {
    Plain(pdf).read();
    return true;
  } catch (const NotPlain&) {
    return false;
  }
}

}  // namespace balalyk
