#include "connectors/store/Address.h"

#include <algorithm>

#include "pipeline/Error.h"

namespace balalyk {

namespace {

constexpr std::size_t kDigestSize = 64;

bool isDigest(std::string_view text) {
  return text.size() == kDigestSize &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

std::string placeOf(std::string_view digest) {
  if (!isDigest(digest)) throw Error("storeUnreadable", {{"detail", "no address"}});
  return std::string(digest.substr(0, 2)).append("/").append(digest.substr(2, 2)).append("/").append(digest.substr(4));
}

std::optional<std::string> digestAt(std::string_view place) {
  if (place.size() != kDigestSize + 2 || place[2] != '/' || place[5] != '/') return std::nullopt;
  auto digest = std::string(place.substr(0, 2)).append(place.substr(3, 2)).append(place.substr(6));
  return isDigest(digest) ? std::optional(std::move(digest)) : std::nullopt;
}

}  // namespace balalyk
