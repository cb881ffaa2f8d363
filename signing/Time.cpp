#include "signing/Time.h"

#include <fmt/format.h>

#include <charconv>

namespace balalyk::signing {
namespace {

using namespace std::chrono;

// Reads fixed-width fields of a text from left to right.
class Fields {
 public:
  explicit Fields(std::string_view text) : text_(text) {}

  int number(std::size_t width) {
    int value = 0;
    const auto part = text_.substr(0, width);
    for (const char c : part) good_ = good_ && c >= '0' && c <= '9';
    good_ = good_ && part.size() == width;
    if (good_) std::from_chars(part.data(), part.data() + width, value);
    text_.remove_prefix(part.size());
    return value;
  }

  bool take(char c) {
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }

  void require(char c) { good_ = take(c) && good_; }

  void skipDigits() {
    const auto end = text_.find_first_not_of("0123456789");
    good_ = good_ && end != 0;
    text_.remove_prefix(std::min(end, text_.size()));
  }

  bool good() const { return good_; }
  bool atEnd() const { return text_.empty(); }

 private:
  std::string_view text_;
  bool good_ = true;
};

}  // namespace

std::chrono::sys_seconds systemTime() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::string toIso(sys_seconds time) {
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{time - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

std::optional<sys_seconds> fromIso(std::string_view text) {
  Fields fields{text};
  const int y = fields.number(4);
  fields.require('-');
  const int m = fields.number(2);
  fields.require('-');
  const int d = fields.number(2);
  fields.require('T');
  const int h = fields.number(2);
  fields.require(':');
  const int minute = fields.number(2);
  fields.require(':');
  const int s = fields.number(2);
  if (fields.take('.')) fields.skipDigits();
  minutes offset{0};
  if (!fields.take('Z')) {
    const bool west = fields.take('-');
    if (!west) fields.require('+');
    offset = hours{fields.number(2)};
    fields.require(':');
    offset += minutes{fields.number(2)};
    if (west) offset = -offset;
  }
  const year_month_day date{year{y}, month{static_cast<unsigned>(m)}, day{static_cast<unsigned>(d)}};
  if (!fields.good() || !fields.atEnd() || !date.ok() || h > 23 || minute > 59 || s > 59 || abs(offset) > hours{14}) {
    return std::nullopt;
  }
  return sys_days{date} + hours{h} + minutes{minute} + seconds{s} - offset;
}

}  // namespace balalyk::signing
