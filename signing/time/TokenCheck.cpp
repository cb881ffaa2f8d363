#include "signing/time/TokenCheck.h"

namespace balalyk::signing {
namespace {

using enum SubIndication;
using std::chrono::sys_seconds;

struct Finding {
  SubIndication subIndication = none;
  std::map<std::string, std::string> params;
  std::optional<PolicyBreach> breach;
};

// The authority's certificate was good at the token's time and is so until the token is proved to have existed.
Finding findChain(const TimeStampToken& token, sys_seconds existed, const TokenContext& context,
                  const Existence& existence, std::vector<Certificate>& chain) {
  std::vector<Certificate> others = token.others;
  others.insert(others.end(), context.known.begin(), context.known.end());
  auto found = checkChain(token.authority, others, context.anchors, existed, ChainPurpose::timeStamping,
                          ChainAlgorithms::byPolicy);
  if (!found.valid) return {found.subIndication, std::move(found.failure), {}};
  if (token.time < token.authority.notBefore()) {
    return {chainConstraintsFailure,
            {{"reason", "chainCertificateNotYetValid"}, {"subject", token.authority.subject()}},
            {}};
  }
  chain = std::move(found.chain);
  auto breach = breachOfChain(chain, context.policy, existence);
  if (breach) return {breach->subIndication, {}, std::move(breach)};
  return {};
}

}  // namespace

std::optional<std::vector<Certificate>> checkToken(const std::string& prefix, const TimeStampToken& token,
                                                   sys_seconds existed, const TokenContext& context,
                                                   Existence& existence, Verdict& verdict) {
  for (const auto& certificate : token.others) existence.prove(certificate, existed);
  existence.prove(token.authority, existed);  // its own signature names it
  const PolicyCodes codes{prefix + "AlgorithmAllowed", prefix + "KeySizeAllowed"};
  bool good = noteSignedWith(codes, signedWith(token.signatureName, token.authority), context.policy, existed, verdict);
  for (const auto* digest : {&token.digestAlgorithm, &token.namingDigest}) {
    const auto breach = digest->empty() ? std::nullopt : breachOfDigest(*digest, context.policy, existed);
    if (!breach) continue;
    good = verdict.note(codes.algorithm, false, breach->subIndication, breach->params);
  }
  std::vector<Certificate> chain;
  Finding finding = findChain(token, existed, context, existence, chain);
  if (finding.breach) {
    const auto& code = finding.breach->ofKey ? codes.key : codes.algorithm;
    good = verdict.note(code, false, finding.subIndication, std::move(finding.breach->params));
  } else {
    good &= verdict.note(prefix + "AuthorityTrusted", finding.subIndication == none, finding.subIndication,
                         std::move(finding.params));
  }
  if (!good) return std::nullopt;
  return chain;
}

}  // namespace balalyk::signing
