#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "signing/crypto/SignedWith.h"
#include "signing/policy/Existence.h"
#include "signing/policy/ValidationPolicy.h"
#include "signing/report/Verdict.h"

namespace balalyk::signing {

// What the policy does not allow of a thing. An algorithm that was good once is not the same as one that never was: a
// proof that the thing is older would help (…_NO_POE).
struct PolicyBreach {
  SubIndication subIndication = SubIndication::cryptoConstraintsFailure;
  bool ofKey = false;  // else of an algorithm
  std::map<std::string, std::string> params;
};

// The one place where signed things meet the policy: signatures, time stamps, certificates, answers about revocation.
// `existed` is when the thing is proved to have existed.
std::optional<PolicyBreach> breachOf(const SignedWith& with, const ValidationPolicy& policy,
                                     std::chrono::sys_seconds existed);
std::optional<PolicyBreach> breachOfDigest(const std::string& name, const ValidationPolicy& policy,
                                           std::chrono::sys_seconds existed);
// The first certificate of a chain that breaks the policy; the anchor's own signature is not relied on.
std::optional<PolicyBreach> breachOfChain(const std::vector<Certificate>& chain, const ValidationPolicy& policy,
                                          const Existence& existence);

// Notes what breachOf() says: one check for the algorithms, one for the key.
struct PolicyCodes {
  std::string algorithm, key;
};
bool noteSignedWith(const PolicyCodes& codes, const SignedWith& with, const ValidationPolicy& policy,
                    std::chrono::sys_seconds existed, Verdict& verdict);

// Whether the sub-indication says only that something has aged.
bool onlyAged(SubIndication subIndication);

}  // namespace balalyk::signing
