#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace balalyk::signing {

// A time-stamp token without the certificates it carries, and those, DER. No signature covers them, and a batch's
// tokens carry the same ones: OpenSSL would decode each again, which takes longer than all else it does with a token.
struct SplitToken {
  std::string token;
  std::vector<std::string> certificates;
};

// Nothing when the token is not plain DER or carries other kinds of certificates: it is then to be read as it is.
std::optional<SplitToken> splitCertificates(std::string_view token);

}  // namespace balalyk::signing
