#include "connectors/portal/web/Origin.h"

#include <algorithm>
#include <array>

#include "pipeline/Error.h"

namespace balalyk::web {
namespace {

// Without its port.
std::string_view nameOf(std::string_view host) {
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.rfind(':'));
}

bool isThisMachine(std::string_view host) {
  static constexpr std::array<std::string_view, 3> kNames{"localhost", "127.0.0.1", "[::1]"};
  return std::ranges::find(kNames, nameOf(host)) != kNames.end();
}

std::string lowerCase(std::string_view text) {
  std::string lower(text);
  for (auto& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

}  // namespace

Origin::Origin(const std::string& address) : text_(address) {
  if (text_.ends_with('/')) text_.pop_back();
  static constexpr std::string_view kSecure = "https://", kPlain = "http://";
  overTls_ = text_.starts_with(kSecure);
  if (!overTls_ && !text_.starts_with(kPlain)) throw Error("portalAddressWrong", {{"address", address}});
  host_ = lowerCase(text_.substr(overTls_ ? kSecure.size() : kPlain.size()));
  text_ = std::string(overTls_ ? kSecure : kPlain) + host_;
  static constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789.-:[]";
  if (host_.empty() || host_.find_first_not_of(kLetters) != std::string::npos)
    throw Error("portalAddressWrong", {{"address", address}});
  if (!overTls_ && !isThisMachine(host_)) throw Error("portalAddressInsecure", {{"address", address}});
}

std::string Origin::cookieName(std::string_view name) const {
  return (overTls_ ? "__Host-balalyk-" : "balalyk-") + std::string(name);
}

std::string Origin::cookie(std::string_view name, std::string_view value, long maxAge) const {
  auto text = cookieName(name) + "=" + std::string(value) + "; Path=/; HttpOnly; SameSite=Lax";
  if (overTls_) text += "; Secure";
  if (value.empty()) return text + "; Max-Age=0";
  return maxAge > 0 ? text + "; Max-Age=" + std::to_string(maxAge) : text;
}

bool Origin::isHost(std::string_view host) const {
  const auto lower = lowerCase(host);
  if (lower == host_) return true;
  if (overTls_ || !isThisMachine(lower)) return false;
  return lower.substr(nameOf(lower).size()) == host_.substr(nameOf(host_).size());  // the same port
}

bool Origin::isFrom(const Head& head) const {
  if (const auto site = head.field("sec-fetch-site"); !site.empty()) return site == "same-origin" || site == "none";
  // «null» is what a page under Referrer-Policy: no-referrer sends for itself too.
  const auto origin = lowerCase(head.field("origin"));
  if (origin.empty() || origin == "null") return true;
  static constexpr std::string_view kPlain = "http://";
  return origin == text_ || (!overTls_ && origin.starts_with(kPlain) && isHost(origin.substr(kPlain.size())));
}

}  // namespace balalyk::web
