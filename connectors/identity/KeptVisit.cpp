#include "connectors/identity/KeptVisit.h"

#include <sodium.h>

#include <charconv>
#include <vector>

#include "connectors/identity/Base64Url.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

constexpr char kBetween = ' ';  // in no member

std::string random256() {
  std::string bytes(32, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return toBase64Url(bytes);
}

}  // namespace

KeptVisit KeptVisit::begin(const std::string& returnAddress, std::chrono::seconds now) {
  return {.state = random256(),
          .nonce = random256(),
          .verifier = random256(),
          .returnAddress = returnAddress,
          .begun = now};
}

std::string KeptVisit::challenge() const {
  return toBase64Url(signing::bytesOf(signing::sha256(verifier)));
}

std::string KeptVisit::text() const {
  return state + kBetween + nonce + kBetween + verifier + kBetween + std::to_string(begun.count()) + kBetween +
         returnAddress;
}

std::optional<KeptVisit> keptVisitFrom(std::string_view text) {
  std::vector<std::string> parts;
  for (int i = 0; i < 4; ++i) {
    const auto end = text.find(kBetween);
    if (end == std::string_view::npos) return std::nullopt;
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  KeptVisit visit{.state = parts[0], .nonce = parts[1], .verifier = parts[2], .returnAddress = std::string(text)};
  std::int64_t begun = 0;
  const auto [end, error] = std::from_chars(parts[3].data(), parts[3].data() + parts[3].size(), begun);
  if (error != std::errc() || visit.state.empty() || visit.nonce.empty() || visit.verifier.empty()) return std::nullopt;
  visit.begun = std::chrono::seconds(begun);
  return visit;
}

bool sameText(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string percentEncoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr std::string_view kPlain = "-._~";
  std::string encoded;
  encoded.reserve(text.size() * 3);  // never moves, so that one wipe is enough where it is a secret
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       kPlain.find(c) != std::string_view::npos;
    if (plain) {
      encoded += c;
    } else {
      encoded += '%';
      encoded += kDigits[byte >> 4];
      encoded += kDigits[byte & 0xf];
    }
  }
  return encoded;
}

}  // namespace balalyk
