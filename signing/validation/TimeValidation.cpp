#include "signing/validation/TimeValidation.h"

#include <algorithm>

#include "signing/time/TimeStampToken.h"
#include "signing/validation/TokenCheck.h"

namespace balalyk::signing {
namespace {

using enum SubIndication;
using std::chrono::sys_seconds;

// What all judgements of one signature's time stamps share.
struct Judge {
  const TokenContext context;
  Verdict& verdict;
  ProvedTime& proved;

  // The time proved, or nothing when the stamp proves none; either way the checks say why.
  std::optional<sys_seconds> judge(const std::string& kind, const std::string& der, const std::string& stamped,
                                   sys_seconds existed) {
    std::optional<TimeStampToken> token;
    try {
      token = TimeStampToken::read(der, context.known);
    } catch (const SigningError& error) {
      verdict.note(kind + "Reads", false, sigConstraintsFailure, {{"reason", error.code()}});
      return std::nullopt;
    }
    const auto matches = token->covers(stamped);  // nothing: the algorithm is refused below
    bool good = matches && verdict.note(kind + "Matches", *matches, sigConstraintsFailure);
    auto chain = checkToken(kind, *token, existed, context, proved.existence, verdict);
    good &= verdict.note(kind + "NotLater", token->time <= existed, timestampOrderFailure);
    if (!good || !chain) return std::nullopt;
    proved.stamps.push_back({{kind, token->time, token->authority.subject()}, *std::move(chain), existed});
    return token->time;
  }
};

ProvedTime begin(const SignatureCertificates& certificates, const ValidationContext& context) {
  const bool evidence = context.evidence && context.evidence->time <= context.at;
  ProvedTime proved{Existence{context.at, evidence ? context.evidence->time : context.at}};
  for (std::size_t i = 0; i < certificates.others.size(); ++i) {
    proved.existence.place(certificates.others[i], certificates.positions[i]);
  }
  if (evidence) {
    proved.signature = context.evidence->time;
    proved.stamps.push_back({*context.evidence, {}, context.at});
  }
  return proved;
}

}  // namespace

ProvedTime proveTime(const SignatureFacts& facts, const SignatureCertificates& certificates,
                     const std::string& referenced, const ValidationContext& context, Verdict& verdict) {
  ProvedTime proved = begin(certificates, context);
  const auto& anchors = context.authorities != nullptr ? *context.authorities : context.anchors;
  Judge judge{{certificates.others, anchors, context.policy, Aged::leftOut}, verdict, proved};
  for (auto stamp = facts.archiveTimeStamps.rbegin(); stamp != facts.archiveTimeStamps.rend(); ++stamp) {
    const auto existed = proved.existence.ofSignature();  // those after it cover it as they cover the signature
    const auto time = judge.judge("archiveTimeStamp", stamp->token, referenced + stamp->stamped, existed);
    if (!time) continue;
    proved.existence.prove(stamp->covered, *time);
    proved.hasArchiveTimeStamp = true;
    proved.signature = time;
  }
  for (std::size_t i = 0; i < facts.signatureTimeStamps.size(); ++i) {
    const auto& stamp = facts.signatureTimeStamps[i];
    const auto existed = proved.existence.ofSignatureTimeStamp(i);
    const auto time = judge.judge("signatureTimeStamp", stamp.token, stamp.stamped, existed);
    if (!time) continue;
    proved.hasSignatureTimeStamp = true;
    proved.signature = std::min(proved.signature.value_or(*time), *time);
  }
  // The signature names its certificate by a digest.
  if (certificates.signer) proved.existence.prove(*certificates.signer, proved.signature.value_or(context.at));
  return proved;
}

}  // namespace balalyk::signing
