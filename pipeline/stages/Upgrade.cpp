#include "pipeline/stages/Upgrade.h"

#include "pipeline/stages/RevocationFlags.h"
#include "signing/SigningError.h"
#include "signing/xades/Upgrade.h"

namespace balalyk {

namespace {

using signing::SignatureLevel;

constexpr const char* kQuota = "timeStamps";
constexpr std::chrono::minutes kGoOn{15};
// An authority's clock may be a little ahead of ours.
constexpr std::chrono::minutes kClockTolerance{1};

int stampsNeeded(SignatureLevel from, SignatureLevel to) {
  return (from < SignatureLevel::basicT ? 1 : 0) +
         (to >= SignatureLevel::basicLTA && from < SignatureLevel::basicLTA ? 1 : 0);
}

}  // namespace

SignatureLevel levelFrom(const std::string& word) {
  for (const auto level :
       {SignatureLevel::basicB, SignatureLevel::basicT, SignatureLevel::basicLT, SignatureLevel::basicLTA}) {
    if (word == signing::toString(level)) return level;
  }
  return SignatureLevel::none;
}

std::vector<std::string> levelsBelow(SignatureLevel level) {
  std::vector<std::string> below;
  for (const auto lower : {SignatureLevel::basicB, SignatureLevel::basicT, SignatureLevel::basicLT}) {
    if (lower < level) below.emplace_back(signing::toString(lower));
  }
  return below;
}

// The time stamps that a batch may ask for: taken from the quota at once, the rest given back.
class Upgrade::Allowance final : public signing::TimeStampSource {
 public:
  Allowance(signing::TimeStampSource& source, Quotas& quotas, int limit, int wanted)
      : source_(source), quotas_(quotas), limited_(limit > 0) {
    if (limited_ && wanted > 0) left_ = quotas.spend(kQuota, wanted, limit);
  }
  ~Allowance() override {
    try {
      if (left_ > 0) quotas_.spend(kQuota, -left_, 0);
    } catch (const Error&) {
      return;  // lost for today: too few are asked for rather than too many
    }
  }

  std::string stamp(const signing::Digest& imprint) override {
    if (limited_ && left_ == 0) throw signing::TransportError("timeStampQuotaSpent");
    if (limited_) --left_;  // spent whatever the answer is
    return source_.stamp(imprint);
  }

 private:
  signing::TimeStampSource& source_;
  Quotas& quotas_;
  const bool limited_;
  int left_ = 0;
};

struct Upgrade::Reached {
  std::string container;
  std::optional<Problem> stoppedBy;
};

std::vector<StageResult> Upgrade::run(std::span<const Claim> claims) {
  int stamps = 0;
  for (const auto& claim : claims) stamps += stampsNeeded(levelFrom(claim.document.level), options_.wanted);
  std::vector<StageResult> results;
  std::optional<Allowance> allowance;
  for (const auto& claim : claims) {
    results.push_back(guarded(claim, Stage::upgrade, [&] {
      if (!allowance) allowance.emplace(services_.timeStamps(), quotas_, options_.quota, stamps);
      return upgrade(claim, *allowance);
    }));
  }
  return results;
}

// Step by step: what a step reached stays when the next one cannot be done now.
Upgrade::Reached Upgrade::climb(const std::string& container, SignatureLevel from, Allowance& allowance) {
  Reached reached{.container = container};
  try {
    if (from < SignatureLevel::basicT) reached.container = addSignatureTimeStamp(reached.container, allowance);
    if (options_.wanted >= SignatureLevel::basicLT && from < SignatureLevel::basicLT) {
      reached.container = addValidationData(
          reached.container, {services_.signers(), services_.authorities(), services_.now()}, services_.revocation());
    }
    if (options_.wanted >= SignatureLevel::basicLTA) {
      reached.container = addArchiveTimeStamp(reached.container, allowance);
    }
  } catch (const signing::TransportError& error) {
    reached.stoppedBy = Problem{error.code(), error.params()};
  }
  return reached;
}

Completion Upgrade::upgrade(const Claim& claim, Allowance& allowance) {
  const auto& document = claim.document;
  const auto before = document.container ? store_.get(document.container->digest) : std::nullopt;
  if (!before) throw StageError(Disposition::quarantined, {"containerMissing", {}});
  const auto from = levelFrom(document.level);
  const auto done = [&](StoredFile container, SignatureLevel level) {
    return Completion{.documentId = document.id,
                      .token = claim.token,
                      .stage = Stage::upgrade,
                      .container = std::move(container),
                      .level = std::string(signing::toString(level))};
  };
  if (from >= options_.wanted) return done(*document.container, from);  // less is wanted than before

  auto reached = climb(*before, from, allowance);
  if (reached.container == *before) throw StageError(Disposition::wait, *reached.stoppedBy);

  // The level is what the validator finds, not what was meant; a signer that turns out to be revoked is told by it.
  const auto report = validator_.verify(reached.container, services_.now() + kClockTolerance,
                                        signing::ContainerProfile::own);
  const auto level = report.signatures.size() == 1 ? report.signatures.front().level : SignatureLevel::none;
  if (!report.passed() || level <= from) {
    throw StageError(Disposition::quarantined,
                     {"upgradeNotValid",
                      {{"indication", std::string(signing::toString(report.indication))},
                       {"subIndication", std::string(signing::toString(report.subIndication))},
                       {"level", std::string(signing::toString(level))}}});
  }
  auto completion = done({document.container->name, document.container->mediaType, store_.put(reached.container),
                          reached.container.size()},
                         level);
  // The container has the answers now.
  if (level >= SignatureLevel::basicLT) completion.flags = withRevocationFlag(document, std::nullopt);
  if (reached.stoppedBy) {
    completion.stoppedBy = std::move(reached.stoppedBy);
    completion.goOnAfter = kGoOn;
  }
  return completion;
}

}  // namespace balalyk
