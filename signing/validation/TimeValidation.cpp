#include "signing/validation/TimeValidation.h"

#include <algorithm>

#include "signing/Time.h"
#include "signing/time/TimeStampToken.h"

namespace balalyk::signing {
namespace {

using std::chrono::sys_seconds;

// What all judgements of one signature's time stamps share.
struct Judge {
  const std::vector<Certificate>& known;
  const ValidationContext& context;
  Verdict& verdict;
  ProvedTime& proved;

  // The time proved, or nothing when the stamp proves none; either way the checks say why.
  std::optional<sys_seconds> judge(const std::string& kind, const std::string& der, const std::string& stamped,
                                   sys_seconds at) {
    std::optional<TimeStampToken> token;
    try {
      token = TimeStampToken::read(der, known);
    } catch (const SigningError& error) {
      verdict.note(kind + "Reads", false, SubIndication::sigConstraintsFailure, {{"reason", error.code()}});
      return std::nullopt;
    }
    const auto use = context.policy.digestUse(token->digestAlgorithm, at);
    bool good = verdict.note(kind + "Matches", token->covers(stamped), SubIndication::sigConstraintsFailure);
    good &= verdict.note(kind + "AlgorithmAllowed", use == ValidationPolicy::Use::allowed,
                         SubIndication::cryptoConstraintsFailure, {{"algorithm", token->digestAlgorithm}});
    const auto& anchors = context.authorities != nullptr ? *context.authorities : context.anchors;
    ChainResult chain = checkAuthority(*token, known, anchors, at);
    good &= verdict.note(kind + "AuthorityTrusted", chain.valid, chain.subIndication,
                         chain.valid ? std::map<std::string, std::string>{}
                                     : std::map<std::string, std::string>{{"reason", chain.reason}});
    good &= verdict.note(kind + "NotLater", token->time <= at, SubIndication::timestampOrderFailure);
    if (!good) return std::nullopt;
    proved.proofs.push_back({kind, token->time, token->authority.subject()});
    proved.authorityChains.push_back(std::move(chain.chain));
    proved.judgedAt.push_back(at);
    return token->time;
  }
};

}  // namespace

ProvedTime proveTime(const SignatureFacts& facts, const std::vector<Certificate>& known, const std::string& referenced,
                     const ValidationContext& context, Verdict& verdict) {
  ProvedTime proved;
  Judge judge{known, context, verdict, proved};
  sys_seconds at = context.at;
  if (context.evidence && context.evidence->time <= at) {
    at = context.evidence->time;
    proved.signature = at;
    proved.proofs.push_back(*context.evidence);
    proved.authorityChains.emplace_back();
    proved.judgedAt.push_back(context.at);
  }
  for (auto stamp = facts.archiveTimeStamps.rbegin(); stamp != facts.archiveTimeStamps.rend(); ++stamp) {
    const auto time = judge.judge("archiveTimeStamp", stamp->token, referenced + stamp->stamped, at);
    if (!time) continue;
    at = *time;
    proved.hasArchiveTimeStamp = true;
    proved.signature = at;
  }
  for (const auto& stamp : facts.signatureTimeStamps) {
    const auto time = judge.judge("signatureTimeStamp", stamp.token, stamp.stamped, at);
    if (!time) continue;
    proved.hasSignatureTimeStamp = true;
    proved.signature = std::min(proved.signature.value_or(*time), *time);
  }
  return proved;
}

}  // namespace balalyk::signing
