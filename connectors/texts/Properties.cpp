#include "connectors/texts/Properties.h"

#include <Poco/TextConverter.h>
#include <Poco/UTF8Encoding.h>

#include <set>

#include "pipeline/Error.h"

namespace balalyk {
namespace {

constexpr std::string_view kBlanks = " \t\r";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// Physical lines one by one.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}
  bool next(std::string_view& line) {
    if (rest_.empty()) return false;
    ++number_;
    const auto end = rest_.find('\n');
    line = rest_.substr(0, end);
    rest_ = end == std::string_view::npos ? std::string_view{} : rest_.substr(end + 1);
    return true;
  }
  int number() const { return number_; }

 private:
  std::string_view rest_;
  int number_ = 0;
};

bool isUtf8(std::string_view text) {
  const Poco::UTF8Encoding encoding;
  for (std::size_t at = 0; at < text.size();) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data() + at);
    const int length = encoding.sequenceLength(bytes, static_cast<int>(text.size() - at));
    if (length < 1 || at + length > text.size() || encoding.queryConvert(bytes, length) < 0) return false;
    at += length;
  }
  return true;
}

}  // namespace

std::vector<Property> parseProperties(std::string_view text, const std::string& file) {
  if (!isUtf8(text)) throw Error("textNotUtf8", {{"file", file}});
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::vector<Property> properties;
  std::set<std::string, std::less<>> seen;
  Lines lines(text);
  for (std::string_view line; lines.next(line);) {
    line = trim(line);
    if (line.empty() || line.front() == '#') continue;
    const int number = lines.number();
    std::string whole(line);
    while (whole.ends_with('\\')) {
      whole.pop_back();
      if (!lines.next(line)) break;
      whole += trim(line);
    }
    const auto equals = whole.find('=');
    const std::string key(trim(std::string_view(whole).substr(0, equals)));
    if (equals == std::string::npos || key.empty())
      throw Error("propertiesUnreadable", {{"file", file}, {"line", std::to_string(number)}});
    if (!seen.insert(key).second)
      throw Error("propertyTwice", {{"file", file}, {"line", std::to_string(number)}, {"key", key}});
    properties.push_back({key, std::string(trim(std::string_view(whole).substr(equals + 1))), number});
  }
  return properties;
}

}  // namespace balalyk
