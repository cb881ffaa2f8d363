#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "signing/policy/Existence.h"
#include "signing/report/Verdict.h"
#include "signing/validation/DataValidation.h"
#include "signing/validation/SignatureValidation.h"
#include "signing/validation/SignerValidation.h"

namespace balalyk::signing {

// A time stamp, or an evidence record, that holds.
struct ProvedStamp {
  TimeProof proof;
  std::vector<Certificate> chain;    // of its authority; empty for an evidence record, which was judged apart
  std::chrono::sys_seconds existed;  // the stamp itself is proved to have existed then
};

// What the time stamps of a signature prove (EN 319 102-1, 5.5 and 5.6): each is judged at the time that what covers it
// proves, the last at the time of validation. One that does not hold proves nothing, and what does not need it is no
// worse for it: anybody could take it away.
struct ProvedTime {
  explicit ProvedTime(Existence since) : existence(std::move(since)) {}

  std::optional<std::chrono::sys_seconds> signature;  // before when the signature value existed
  std::optional<std::chrono::sys_seconds> content;    // after when it was made, as it signs a time stamp
  Existence existence;                                // since when everything else is known
  std::vector<ProvedStamp> stamps;
  std::vector<TimeStampReport> reports;  // of all of them
  bool hasSignatureTimeStamp = false;
  bool hasArchiveTimeStamp = false;
};

ProvedTime proveTime(const SignatureFacts& facts, const SignatureCertificates& certificates,
                     const ReferencedBytes& referenced, const ValidationContext& context, Verdict& verdict);

}  // namespace balalyk::signing
