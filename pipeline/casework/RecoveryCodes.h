#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What lets in without the telephone: codes of 120 random bits, so that a plain digest of one keeps it (OWASP ASVS 5.0,
// 6.5.2), each used once.
namespace balalyk {

// Ten, in groups to write down: "K7QF-…", six groups of four. Throws Error randomUnavailable.
std::vector<std::string> newRecoveryCodes();

// What is kept of one. As typed: small letters, spaces and other groups are as good. nullopt: not such a code.
std::optional<std::string> recoveryDigest(std::string_view typed);

}  // namespace balalyk
