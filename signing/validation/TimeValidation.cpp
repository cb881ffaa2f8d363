#include "signing/validation/TimeValidation.h"

#include <algorithm>

#include "signing/certificates/RevocationCheck.h"
#include "signing/time/TimeStampToken.h"
#include "signing/time/TokenCheck.h"

namespace balalyk::signing {
namespace {

using enum SubIndication;
using std::chrono::sys_seconds;

// What all judgements of one signature's time stamps share.
struct Judge {
  const RevocationData& revocation;
  const TokenContext context;
  Verdict& verdict;
  ProvedTime& proved;

  // The time proved, or nothing when the stamp proves none; either way its report and the checks say why.
  std::optional<sys_seconds> judge(const std::string& kind, const std::string& der, const std::string& stamped,
                                   sys_seconds existed) {
    Verdict own;
    TimeStampReport report{.kind = kind};
    try {
      const auto token = TimeStampToken::read(der, context.known);
      report.time = token.time;
      report.authority = token.authority.subject();
      judgeToken(kind, token, stamped, existed, own);
    } catch (const SigningError& error) {
      own.note(kind + "Reads", false, sigConstraintsFailure, {{"reason", error.code()}});
    }
    report.indication = own.indication();
    report.subIndication = own.subIndication();
    verdict.tolerate(std::move(own));
    proved.reports.push_back(std::move(report));
    const auto& judged = proved.reports.back();
    return judged.indication == Indication::totalPassed ? judged.time : std::nullopt;
  }

  void judgeToken(const std::string& kind, const TimeStampToken& token, const std::string& stamped, sys_seconds existed,
                  Verdict& own) {
    const auto matches = token.covers(stamped);  // nothing: the algorithm is refused below
    if (matches) own.note(kind + "Matches", *matches, hashFailure);
    auto chain = checkToken(kind, token, existed, context, proved.existence, own);
    own.note(kind + "NotLater", token.time <= existed, timestampOrderFailure);
    if (!chain) return;
    // An authority whose key was stolen can write any time into a token: only what proves the token itself counts.
    RevocationCheck authority{revocation, context.known, proved.existence, context.policy, own};
    authority.notRevoked(*chain, {token.time, existed, {}});
    if (own.indication() != Indication::totalPassed) return;
    proved.stamps.push_back({{kind, token.time, token.authority.subject()}, *std::move(chain), existed});
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
                     const ReferencedBytes& referenced, const ValidationContext& context, Verdict& verdict) {
  ProvedTime proved = begin(certificates, context);
  const auto& anchors = context.authorities != nullptr ? *context.authorities : context.anchors;
  Judge judge{facts.revocation, {certificates.others, anchors, context.policy}, verdict, proved};
  for (auto stamp = facts.archiveTimeStamps.rbegin(); stamp != facts.archiveTimeStamps.rend(); ++stamp) {
    const auto existed = proved.existence.ofSignature();  // those after it cover it as they cover the signature
    const auto time = judge.judge("archiveTimeStamp", stamp->token, referenced.all + stamp->stamped, existed);
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
  for (const auto& token : facts.contentTimeStamps) {
    const auto existed = proved.signature.value_or(context.at);
    const auto time = judge.judge("contentTimeStamp", token, referenced.data, existed);
    if (!time) continue;
    proved.stamps.pop_back();  // says nothing of when the signature existed at the latest
    proved.content = std::max(proved.content.value_or(*time), *time);
  }
  // The signature names its certificate by a digest.
  if (certificates.signer) proved.existence.prove(*certificates.signer, proved.signature.value_or(context.at));
  return proved;
}

}  // namespace balalyk::signing
