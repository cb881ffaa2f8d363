#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "pipeline/Error.h"
#include "signing/keys/SigningKey.h"
#include "signing/validation/Validator.h"

namespace balalyk {

// Judges a key before it signs anything, as the validator will judge what it signed. Thread-safe. What is fine at a
// second is fine for each document of that second: it is looked at once.
class SignerCheck {
 public:
  explicit SignerCheck(const signing::Validator& validator) : validator_(validator) {}

  // nullopt: what it signs at that time will pass. Else certificateExpired{certificate}, certificateNotYetValid
  // {certificate}, certificateIssuerMissing{issuer}, certificateNotTrusted{reason}, certificateNotForSigning,
  // certificateKeyTooWeak{bits}, certificateAlgorithmRefused{algorithm}, certificateNotAccepted{check}.
  std::optional<Problem> problemOf(const signing::SigningKey& key, std::chrono::sys_seconds at) const;

 private:
  bool wasFine(const std::string& certificates, std::chrono::sys_seconds at) const;
  void noteFine(const std::string& certificates, std::chrono::sys_seconds at) const;

  const signing::Validator& validator_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::chrono::sys_seconds> fine_;  // by the certificate and its chain: when, last
};

}  // namespace balalyk
