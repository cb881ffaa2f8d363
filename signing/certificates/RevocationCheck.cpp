#include "signing/certificates/RevocationCheck.h"

namespace balalyk::signing {
namespace {

using enum SubIndication;
using std::chrono::sys_seconds;

std::map<std::string, std::string> paramsOf(const Certificate& certificate) {
  return {{"certificate", toHex(certificate.fingerprint())}};
}

bool saysRevoked(const RevocationAnswer& answer, sys_seconds before) {
  return answer.status == RevocationStatus::revoked && answer.revokedAt.value_or(before) <= before;
}

// Authorities may forget certificates that have ended: «good» or silence then says nothing.
bool knows(const RevocationAnswer& answer, const Certificate& certificate) {
  if (answer.thisUpdate < certificate.notBefore()) return false;
  return answer.thisUpdate <= certificate.notAfter() ||
         (answer.knowsEndedSince && *answer.knowsEndedSince <= certificate.notAfter());
}

}  // namespace

std::optional<PolicyBreach> breachOfAnswer(const RevocationAnswer& answer, const Certificate& issuer,
                                           const ValidationPolicy& policy, sys_seconds existed,
                                           sys_seconds responderExisted) {
  const SignatureName name{answer.signatureAlgorithm, answer.signatureDigest};
  auto breach = breachOf(signedWith(name, *answer.signer), policy, existed);
  if (!breach && answer.appointed) breach = breachOf(signedWith(*answer.signer, issuer), policy, responderExisted);
  return breach;
}

// An answer given before the time it is used for says little about that time. Authorities' own lists come out seldom,
// so for those the list's own word on its life counts too.
bool RevocationCheck::isFresh(const RevocationAnswer& answer, bool aboutAuthority, const CertificateUse& use) const {
  return answer.thisUpdate + policy_.freshness >= use.at ||
         (aboutAuthority && answer.nextUpdate && *answer.nextUpdate >= use.at);
}

std::optional<RevocationCheck::Fault> RevocationCheck::faultOf(const RevocationAnswer& answer, Chain chain) {
  if (answer.stranger) return Fault{"responderAppointed", certificateChainGeneralFailure, {}};
  const Chain issuers = chain.subspan(1);
  const auto existed = answer.kind == "OCSP" ? existence_.ofOcsp(answer.index) : existence_.ofCrl(answer.index);
  const Certificate& signer = *answer.signer;
  const auto responderExisted = std::min(existed, existence_.of(signer));
  if (const auto breach = breachOfAnswer(answer, issuers.front(), policy_, existed, responderExisted)) {
    return Fault{breach->ofKey ? "revocationKeySizeAllowed" : "revocationAlgorithmAllowed", breach->subIndication,
                 breach->params};
  }
  if (answer.appointed) {
    for (const auto& other : findAnswers(signer, issuers.front(), data_, known_, digests_)) {
      const bool own = other.signer && *other.signer == signer;  // about itself it is not asked
      if (!own && saysRevoked(other, existed)) return Fault{"responderNotRevoked", revokedNoPoe, {}};
    }
  }
  bool valid = existed < signer.notAfter();
  for (const auto& issuer : issuers) valid &= existed < issuer.notAfter();
  if (!valid) return Fault{"revocationProved", noPoe, {}};
  return std::nullopt;
}

RevocationCheck::Finding RevocationCheck::find(Chain chain, bool aboutAuthority, const CertificateUse& use) {
  Finding finding;
  for (const auto& answer : findAnswers(chain[0], chain[1], data_, known_, digests_)) {
    if (auto fault = faultOf(answer, chain)) {
      if (!finding.fault) finding.fault = std::move(fault);
    } else if (saysRevoked(answer, use.before)) {
      finding.revokedAt = answer.revokedAt.value_or(use.before);
      return finding;
    } else if (answer.status == RevocationStatus::unknown ||
               (answer.status == RevocationStatus::good && !knows(answer, chain[0]))) {
      finding.unusable = true;
    } else if (isFresh(answer, aboutAuthority, use)) {
      finding.good = true;
    } else {
      finding.old = true;
    }
  }
  return finding;
}

// Only something that proves the use to be later than the revocation makes it a definite failure (EN 319 102-1, 5.3.4).
bool RevocationCheck::noteRevoked(const Certificate& certificate, sys_seconds at, bool aboutAuthority,
                                  const CertificateUse& use) {
  const bool certain = !aboutAuthority && use.after && at <= *use.after;
  return verdict_.note("certificateNotRevoked", false, certain ? revoked : revokedNoPoe, paramsOf(certificate));
}

bool RevocationCheck::complete(const std::vector<Certificate>& chain, const CertificateUse& use) {
  if (policy_.revocation == ValidationPolicy::Revocation::none || chain.size() < 2) return false;
  bool complete = true;
  for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
    const auto finding = find(Chain{chain}.subspan(i), i > 0, use);
    auto params = paramsOf(chain[i]);
    if (finding.revokedAt) {
      complete = noteRevoked(chain[i], *finding.revokedAt, i > 0, use);
    } else if (finding.good) {
      verdict_.note("certificateNotRevoked", true, none, std::move(params));
    } else if (finding.fault) {
      params.insert(finding.fault->params.begin(), finding.fault->params.end());
      complete = verdict_.note(finding.fault->code, false, finding.fault->subIndication, std::move(params));
    } else {
      complete = false;
      const bool required = policy_.revocation == ValidationPolicy::Revocation::required;
      if (finding.unusable || required) {
        verdict_.note("revocationKnown", false, tryLater, std::move(params));
      } else if (finding.old) {  // no worse than none, where none is needed: anybody could take it away
        verdict_.tolerate("revocationKnown", std::move(params), tryLater);
      }
    }
  }
  return complete;
}

bool RevocationCheck::notRevoked(const std::vector<Certificate>& chain, const CertificateUse& use) {
  if (policy_.revocation == ValidationPolicy::Revocation::none) return true;
  for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
    const auto finding = find(Chain{chain}.subspan(i), i > 0, use);
    if (finding.revokedAt) return noteRevoked(chain[i], *finding.revokedAt, i > 0, use);
  }
  return true;
}

}  // namespace balalyk::signing
