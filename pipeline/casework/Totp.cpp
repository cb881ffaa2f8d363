#include "pipeline/casework/Totp.h"

#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>

#include "pipeline/Error.h"

namespace balalyk {

namespace {

constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::size_t kSecretBytes = 20, kMacBytes = 20;  // RFC 4226, 4, R6 recommends 160 bits
constexpr std::chrono::seconds kStep{30};
constexpr int kDigits = 6;

std::string percentEncoded(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    const auto byte = static_cast<unsigned char>(c);
    if (plain)
      encoded += c;
    else
      encoded.append({'%', kHex[byte >> 4], kHex[byte & 15]});
  }
  return encoded;
}

}  // namespace

std::string toBase32(std::string_view bytes) {
  std::string text;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char byte : bytes) {
    bits = (bits << 8 | static_cast<unsigned char>(byte)) & 0xFFFF;
    for (held += 8; held >= 5; held -= 5) text += kLetters[bits >> (held - 5) & 31];
  }
  if (held > 0) text += kLetters[bits << (5 - held) & 31];
  return text;
}

std::string fromBase32(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char letter : text) {
    const auto value = kLetters.find(letter);
    if (value == std::string_view::npos) return {};
    bits = (bits << 5 | static_cast<std::uint32_t>(value)) & 0xFFFF;
    held += 5;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>(bits >> held & 0xFF);
  }
  return bytes;
}

std::string newTotpSecret() {
  std::array<unsigned char, kSecretBytes> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) throw Error("randomUnavailable");
  auto text = toBase32({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return text;
}

std::int64_t totpStep(Timestamp time) {
  return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()) / kStep;
}

std::string hotpCode(std::string_view key, std::int64_t counter, int digits) {
  std::array<unsigned char, 8> moving{};
  for (int i = 7; i >= 0; --i, counter >>= 8) moving[static_cast<std::size_t>(i)] = counter & 0xFF;
  std::array<unsigned char, kMacBytes> mac{};
  unsigned int size = 0;
  if (!HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), moving.data(), moving.size(), mac.data(), &size))
    throw Error("randomUnavailable");
  const std::size_t at = mac.back() & 15;
  std::uint32_t value = (mac[at] & 0x7Fu) << 24 | mac[at + 1] << 16 | mac[at + 2] << 8 | mac[at + 3];
  std::string code(static_cast<std::size_t>(digits), '0');
  for (auto place = code.rbegin(); place != code.rend(); ++place, value /= 10)
    *place = static_cast<char>('0' + value % 10);
  return code;
}

std::optional<std::int64_t> totpStepOf(std::string_view secret, std::string_view code, Timestamp now) {
  const auto key = fromBase32(secret);
  std::optional<std::int64_t> found;
  if (code.size() != kDigits || key.empty()) return found;
  for (std::int64_t step = totpStep(now) - 1; step <= totpStep(now) + 1; ++step)
    if (CRYPTO_memcmp(hotpCode(key, step, kDigits).data(), code.data(), kDigits) == 0) found = step;
  return found;
}

std::string totpAddress(const std::string& secret, const std::string& issuer, const std::string& login) {
  const auto from = percentEncoded(issuer);
  return "otpauth://totp/" + from + ":" + percentEncoded(login) + "?secret=" + secret + "&issuer=" + from;
}

}  // namespace balalyk
