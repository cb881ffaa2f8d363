#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "signing/crypto/Certificate.h"

namespace balalyk::signing {

// What is asked of a signature beyond the standards' own rules: data, read from a file like policy.xml.
struct ValidationPolicy {
  enum class Revocation { none, ifPresent, required };
  enum class Use { allowed, expired, refused };

  struct Algorithm {
    std::string name;  // as the report has it, "SHA-256"
    std::optional<std::chrono::sys_seconds> until;
  };
  struct Key {
    KeyType type = KeyType::other;
    int minBits = 0;
    std::optional<std::chrono::sys_seconds> until;
  };

  std::string name;
  Revocation revocation = Revocation::ifPresent;
  std::chrono::seconds freshness{};
  bool everyFileCovered = true;
  std::vector<Algorithm> digests;
  std::vector<Algorithm> signatures;
  std::vector<Key> keys;

  ValidationPolicy();                                     // the one of policy.xml
  static ValidationPolicy fromXml(std::string_view xml);  // throws SigningError policyUnreadable

  Use digestUse(std::string_view algorithm, std::chrono::sys_seconds at) const;
  Use signatureUse(std::string_view algorithm, std::chrono::sys_seconds at) const;
  Use keyUse(KeyType type, int bits, std::chrono::sys_seconds at) const;

 private:
  struct Empty {};
  explicit ValidationPolicy(Empty) {}
};

}  // namespace balalyk::signing
