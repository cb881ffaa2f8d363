#include "signing/policy/PolicyCheck.h"

namespace balalyk::signing {
namespace {

using Use = ValidationPolicy::Use;
using std::chrono::sys_seconds;

// Keeps what is graver: what was never allowed, before what has aged.
void consider(std::optional<PolicyBreach>& breach, Use use, bool ofKey, std::map<std::string, std::string> params) {
  if (use == Use::allowed) return;
  const auto sub =
      use == Use::expired ? SubIndication::cryptoConstraintsFailureNoPoe : SubIndication::cryptoConstraintsFailure;
  if (breach && (use == Use::expired || breach->subIndication == sub)) return;
  breach = PolicyBreach{sub, ofKey, std::move(params)};
}

}  // namespace

std::optional<PolicyBreach> breachOf(const SignedWith& with, const ValidationPolicy& policy, sys_seconds existed) {
  std::optional<PolicyBreach> breach;
  const auto& [algorithm, digest] = with.name;
  consider(breach, policy.signatureUse(algorithm, existed), false, {{"algorithm", algorithm}});
  if (!digest.empty()) consider(breach, policy.digestUse(digest, existed), false, {{"algorithm", digest}});
  consider(breach, policy.keyUse(with.keyType, with.keyBits, existed), true, {{"bits", std::to_string(with.keyBits)}});
  return breach;
}

std::optional<PolicyBreach> breachOfDigest(const std::string& name, const ValidationPolicy& policy,
                                           sys_seconds existed) {
  std::optional<PolicyBreach> breach;
  consider(breach, policy.digestUse(name, existed), false, {{"algorithm", name}});
  return breach;
}

std::optional<PolicyBreach> breachOfChain(const std::vector<Certificate>& chain, const ValidationPolicy& policy,
                                          const Existence& existence) {
  for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
    auto breach = breachOf(signedWith(chain[i], chain[i + 1]), policy, existence.of(chain[i]));
    if (!breach) continue;
    breach->params["certificate"] = toHex(chain[i].fingerprint());
    return breach;
  }
  return std::nullopt;
}

bool noteSignedWith(const PolicyCodes& codes, const SignedWith& with, const ValidationPolicy& policy,
                    sys_seconds existed, Verdict& verdict) {
  const auto breach = breachOf(with, policy, existed);
  const auto note = [&](const std::string& code, bool mine, std::map<std::string, std::string> params) {
    if (!mine) return verdict.note(code, true, SubIndication::none, std::move(params));
    return verdict.note(code, false, breach->subIndication, breach->params);
  };
  note(codes.algorithm, breach && !breach->ofKey, {{"algorithm", with.name.algorithm}});
  note(codes.key, breach && breach->ofKey, {{"bits", std::to_string(with.keyBits)}});
  return !breach;
}

bool onlyAged(SubIndication subIndication) {
  return subIndication == SubIndication::outOfBoundsNoPoe ||
         subIndication == SubIndication::cryptoConstraintsFailureNoPoe;
}

}  // namespace balalyk::signing
