#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace balalyk {

enum class HttpScheme { https, http };

struct HttpUrl {
  HttpScheme scheme = HttpScheme::https;
  std::string host;  // without the brackets of an IPv6 address
  std::uint16_t port = 443;
  std::string target;  // path and query as they were written

  std::string authority() const;  // for the Host header
  std::string origin() const;     // scheme and authority
};

// Throws HttpError httpAddressUnusable: not https (nor http where that is allowed), a user or password in it, a
// fragment, or characters that no URL has.
HttpUrl parseHttpUrl(std::string_view text, bool plainAllowed = false);

}  // namespace balalyk
