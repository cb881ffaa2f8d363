#pragma once

#include <chrono>
#include <optional>

#include "pipeline/Error.h"
#include "signing/keys/SigningKey.h"
#include "signing/validation/Validator.h"

namespace balalyk {

// Judges a key before it signs anything, as the validator will judge what it signed.
class SignerCheck {
 public:
  explicit SignerCheck(const signing::Validator& validator) : validator_(validator) {}

  // nullopt: what it signs at that time will pass. Else certificateExpired{certificate}, certificateNotYetValid
  // {certificate}, certificateIssuerMissing{issuer}, certificateNotTrusted{reason}, certificateNotForSigning,
  // certificateKeyTooWeak{bits}, certificateAlgorithmRefused{algorithm}, certificateNotAccepted{check}.
  std::optional<Problem> problemOf(const signing::SigningKey& key, std::chrono::sys_seconds at) const;

 private:
  const signing::Validator& validator_;
};

}  // namespace balalyk
