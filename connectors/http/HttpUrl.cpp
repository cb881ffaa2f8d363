#include "connectors/http/HttpUrl.h"

#include <algorithm>
#include <charconv>

#include "connectors/http/HttpClient.h"

namespace balalyk {

namespace {

constexpr std::string_view kScheme = "https://", kPlainScheme = "http://";
constexpr std::uint16_t kPort = 443, kPlainPort = 80;

void require(bool good) {
  if (!good) throw HttpError("httpAddressUnusable", {}, false);
}

std::uint16_t portFrom(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  require(error == std::errc() && end == text.data() + text.size() && port != 0);
  return port;
}

}  // namespace

std::string HttpUrl::authority() const {
  std::string text = host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (port != (scheme == HttpScheme::https ? kPort : kPlainPort)) text += ":" + std::to_string(port);
  return text;
}

std::string HttpUrl::origin() const {
  return std::string(scheme == HttpScheme::https ? kScheme : kPlainScheme) + authority();
}

HttpUrl parseHttpUrl(std::string_view text, bool plainAllowed) {
  const bool plain = plainAllowed && text.starts_with(kPlainScheme);
  require(plain || text.starts_with(kScheme));
  require(std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '#' && c != '\\'; }));
  text.remove_prefix(plain ? kPlainScheme.size() : kScheme.size());
  const auto end = std::min(text.find_first_of("/?"), text.size());
  auto authority = text.substr(0, end);
  require(authority.find('@') == std::string_view::npos);

  HttpUrl url{.scheme = plain ? HttpScheme::http : HttpScheme::https, .port = plain ? kPlainPort : kPort};
  url.target = text.substr(end);
  if (!url.target.starts_with('/')) url.target.insert(0, "/");
  auto hostEnd = std::min(authority.find(':'), authority.size());
  if (authority.starts_with('[')) {
    hostEnd = authority.find(']');
    require(hostEnd != std::string_view::npos);
    url.host = authority.substr(1, hostEnd++ - 1);
  } else {
    url.host = authority.substr(0, hostEnd);
  }
  require(!url.host.empty());
  if (authority = authority.substr(hostEnd); !authority.empty()) {
    require(authority.front() == ':');
    url.port = portFrom(authority.substr(1));
  }
  return url;
}

}  // namespace balalyk
