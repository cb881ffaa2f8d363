#include "connectors/portal/web/Tokens.h"

#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>

#include "pipeline/Error.h"
#include "signing/crypto/Base64.h"
#include "signing/crypto/Digest.h"

namespace balalyk::web {
namespace {

constexpr std::size_t kBytes = 32;
constexpr std::size_t kLetters = 43;
constexpr std::string_view kFormPurpose = "balalyk form token";

// RFC 4648, 5, without padding.
std::string letters(std::string_view bytes) {
  auto text = signing::toBase64(bytes);
  std::erase(text, '=');
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return text;
}

}  // namespace

std::string newToken() {
  std::array<unsigned char, kBytes> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) throw Error("randomUnavailable");
  return letters({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

bool isToken(std::string_view text) {
  return text.size() == kLetters && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
         });
}

std::string digestOf(std::string_view token) {
  return signing::toHex(signing::sha256(token));
}

std::string formTokenOf(std::string_view sessionId) {
  std::array<unsigned char, 32> mac{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), sessionId.data(), static_cast<int>(sessionId.size()),
       reinterpret_cast<const unsigned char*>(kFormPurpose.data()), kFormPurpose.size(), mac.data(), &size);
  return letters({reinterpret_cast<const char*>(mac.data()), size});
}

bool sameToken(std::string_view one, std::string_view other) {
  return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

}  // namespace balalyk::web
