#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "signing/validation/SignatureValidation.h"
#include "signing/validation/Verdict.h"

namespace balalyk::signing {

// What the time stamps of a signature prove (EN 319 102-1, 5.5 and 5.6): each is judged at the time the next later one
// proves, the last at the time of validation.
struct ProvedTime {
  std::optional<std::chrono::sys_seconds> signature;  // before when the signature value existed
  std::vector<TimeProof> proofs;
  std::vector<std::vector<Certificate>> authorityChains;
  std::vector<std::chrono::sys_seconds> judgedAt;  // each authority
  bool hasSignatureTimeStamp = false;
  bool hasArchiveTimeStamp = false;
};

// `referenced` is what the signature's references mean, one after the other, in their order.
ProvedTime proveTime(const SignatureFacts& facts, const std::vector<Certificate>& known, const std::string& referenced,
                     const ValidationContext& context, Verdict& verdict);

}  // namespace balalyk::signing
