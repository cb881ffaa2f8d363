#include "pipeline/casework/RecoveryCodes.h"

#include <openssl/rand.h>

#include <array>

#include "pipeline/Error.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

constexpr std::string_view kCharacters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";  // 32: none is taken for another
constexpr std::size_t kCodes = 10, kLength = 24, kGroup = 4;

std::string newCode() {
  std::array<unsigned char, kLength> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) throw Error("randomUnavailable");
  std::string code;
  for (std::size_t i = 0; i < kLength; ++i) {
    if (i > 0 && i % kGroup == 0) code += '-';
    code += kCharacters[bytes[i] % kCharacters.size()];
  }
  return code;
}

}  // namespace

std::vector<std::string> newRecoveryCodes() {
  std::vector<std::string> codes;
  while (codes.size() < kCodes) codes.push_back(newCode());
  return codes;
}

std::optional<std::string> recoveryDigest(std::string_view typed) {
  std::string code;
  for (char c : typed) {
    if (c == '-' || c == ' ') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (kCharacters.find(c) == std::string_view::npos || code.size() == kLength) return std::nullopt;
    code += c;
  }
  return code.size() == kLength ? std::optional(signing::toHex(signing::sha256(code))) : std::nullopt;
}

}  // namespace balalyk
