#include "connectors/identity/Base64Url.h"

#include <algorithm>

#include "signing/crypto/Base64.h"

namespace balalyk {

std::string toBase64Url(std::string_view bytes) {
  auto text = signing::toBase64(bytes);
  text.erase(std::ranges::find(text, '='), text.end());
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return text;
}

std::optional<std::string> fromBase64Url(std::string_view text) {
  const auto isOurs = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  if (!std::ranges::all_of(text, isOurs)) return std::nullopt;
  std::string padded(text);
  std::ranges::replace(padded, '-', '+');
  std::ranges::replace(padded, '_', '/');
  padded.append((4 - padded.size() % 4) % 4, '=');
  auto bytes = signing::fromBase64(padded);
  if (!bytes || toBase64Url(*bytes) != text) return std::nullopt;
  return bytes;
}

}  // namespace balalyk
