#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace balalyk {

// What a sign-in at a provider has to remember until the browser is back. Every text is 256 random bits in Base64url.
struct KeptVisit {
  std::string state, nonce, verifier;
  std::string returnAddress;
  std::chrono::seconds begun{};  // since 1970

  static KeptVisit begin(const std::string& returnAddress, std::chrono::seconds now);
  std::string challenge() const;  // RFC 7636, S256
  std::string text() const;
};
std::optional<KeptVisit> keptVisitFrom(std::string_view text);  // nullopt: not one

inline constexpr std::chrono::minutes kLongestVisit{10};

bool sameText(std::string_view a, std::string_view b);  // in a time that says nothing of where they differ

// Query and form: what is not a letter, a digit or one of -._~ as %XX.
std::string percentEncoded(std::string_view text);

}  // namespace balalyk
