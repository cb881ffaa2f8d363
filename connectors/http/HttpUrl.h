#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace balalyk {

struct HttpUrl {
  std::string host;  // without the brackets of an IPv6 address
  std::uint16_t port = 443;
  std::string target;  // path and query as they were written

  std::string authority() const;  // for the Host header
};

// Throws HttpError httpAddressUnusable: not https, a user or password in it, a fragment, or characters that no URL has.
HttpUrl parseHttpUrl(std::string_view text);

}  // namespace balalyk
