#include <algorithm>

#include "connectors/store/S3Options.h"
#include "pipeline/Error.h"

namespace balalyk {

namespace {

constexpr std::string_view kScheme = "s3://";

bool isSmallOrDigit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool isBucket(std::string_view text) {
  return text.size() >= 3 && text.size() <= 63 && isSmallOrDigit(text.front()) && isSmallOrDigit(text.back()) &&
         text.find("..") == std::string_view::npos &&
         std::ranges::all_of(text, [](char c) { return isSmallOrDigit(c) || c == '-' || c == '.'; });
}

// No name that a client or a proxy on the way could fold into another.
bool isPrefixPart(std::string_view text) {
  return !text.empty() && text != "." && text != ".." && std::ranges::all_of(text, [](char c) {
    return isSmallOrDigit(c) || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.';
  });
}

}  // namespace

S3Place parseS3Place(const std::string& location) {
  const auto refuse = [] { throw Error("storeLocationUnreadable", {{"detail", "s3://bucket/prefix"}}); };
  std::string_view rest = location;
  if (!rest.starts_with(kScheme)) refuse();
  rest.remove_prefix(kScheme.size());
  S3Place place{.bucket = std::string(rest.substr(0, rest.find('/'))), .prefix = {}};
  if (!isBucket(place.bucket)) refuse();
  rest.remove_prefix(place.bucket.size());
  if (rest.starts_with('/')) rest.remove_prefix(1);
  if (rest.ends_with('/')) rest.remove_suffix(1);
  while (!rest.empty()) {
    const auto part = rest.substr(0, rest.find('/'));
    if (!isPrefixPart(part) || part.size() + 1 == rest.size()) refuse();
    place.prefix.append(part).append("/");
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
  }
  return place;
}

}  // namespace balalyk
