#include "pipeline/stages/Upgrade.h"

#include <memory>

#include "pipeline/stages/RevocationFlags.h"
#include "signing/SigningError.h"
#include "signing/xades/Upgrade.h"

namespace balalyk {

namespace {

using signing::SignatureLevel;

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
    if (limited_ && wanted > 0) left_ = quotas.spend(Quotas::kTimeStamps, wanted, limit);
  }
  ~Allowance() override {
    try {
      if (left_.count > 0) quotas_.giveBack(Quotas::kTimeStamps, left_);
    } catch (const Error&) {
      return;  // lost for today: too few are asked for rather than too many
    }
  }

  std::string stamp(const signing::Digest& imprint) override {
    if (limited_ && left_.count == 0) throw signing::TransportError("timeStampQuotaSpent");
    if (limited_) --left_.count;  // spent whatever the answer is
    return source_.stamp(imprint);
  }

 private:
  signing::TimeStampSource& source_;
  Quotas& quotas_;
  const bool limited_;
  Quotas::Spent left_;
};

struct Upgrade::Reached {
  std::shared_ptr<const std::string> container;
  signing::OpenedContainer opened;  // refers to it
  SignatureLevel level{};
  std::optional<Problem> stoppedBy;
};

std::vector<StageResult> Upgrade::run(std::span<const Claim> claims) {
  int stamps = 0;
  for (const auto& claim : claims) stamps += stampsNeeded(levelFrom(claim.document.level), options_.wanted);
  std::vector<StageResult> results;
  std::optional<Allowance> allowance;
  for (const auto& claim : claims) {
    results.push_back(guarded(Stage::upgrade, [&] {
      if (!allowance) allowance.emplace(services_.timeStamps(), quotas_, options_.quota, stamps);
      return upgrade(claim, *allowance);
    }));
  }
  return results;
}

// The level is what the validator finds, not what was meant; a signer that turns out to be revoked is found by it. A
// problem: not yet, for what is known of revocation is overdue, or older than what it is to prove.
std::variant<SignatureLevel, Problem> Upgrade::judge(const Document& document, std::string_view container,
                                                     SignatureLevel from, signing::OpenedContainer& opened) const {
  const auto report = judges_.judge(document, container, services_.now() + kClockTolerance, opened);
  const auto level = report.signatures.size() == 1 ? report.signatures.front().level : SignatureLevel::none;
  const bool early = !report.passed() && report.subIndication == signing::SubIndication::tryLater;
  // A time stamp alone brings nothing about revocation, and is worth keeping whatever is known of that.
  if (level > from && (report.passed() || (early && level == SignatureLevel::basicT))) return level;
  if (early) return Problem{"revocationOverdue", {{"level", std::string(signing::toString(level))}}};
  throw StageError(Disposition::quarantined, {"upgradeNotValid",
                                              {{"indication", std::string(signing::toString(report.indication))},
                                               {"subIndication", std::string(signing::toString(report.subIndication))},
                                               {"level", std::string(signing::toString(level))}}});
}

// Step by step: what a step reached stays when the next one cannot be done now, or turns out not to hold yet. No time
// stamp is spent on what does not hold.
void Upgrade::climb(const Document& document, Reached& reached, Allowance& allowance) {
  const auto step = [&](SignatureLevel to, auto made) {
    if (reached.stoppedBy || reached.level >= to || options_.wanted < to) return;
    try {
      Reached higher{.container = std::make_shared<const std::string>(made(reached.opened))};
      const auto found = judge(document, *higher.container, reached.level, higher.opened);
      if (const auto* problem = std::get_if<Problem>(&found)) {
        reached.stoppedBy = *problem;
        return;
      }
      higher.level = std::get<SignatureLevel>(found);
      reached = std::move(higher);
    } catch (const signing::TransportError& error) {
      reached.stoppedBy = Problem{error.code(), error.params()};
    } catch (const StageError& error) {
      if (error.disposition() != Disposition::wait) throw;
      reached.stoppedBy = error.problem();
    }
  };
  step(SignatureLevel::basicT, [&](const auto& lower) { return addSignatureTimeStamp(lower, allowance); });
  step(SignatureLevel::basicLT, [&](const auto& lower) {
    return addValidationData(lower, {services_.signers(), services_.authorities(), services_.now()},
                             services_.revocation());
  });
  step(SignatureLevel::basicLTA, [&](const auto& lower) { return addArchiveTimeStamp(lower, allowance); });
}

Upgraded Upgrade::upgrade(const Claim& claim, Allowance& allowance) {
  const auto& document = claim.document;
  auto before = document.container ? store_.get(document.container->digest) : std::nullopt;
  if (!before) throw StageError(Disposition::quarantined, {"containerMissing", {}});
  const auto from = levelFrom(document.level);
  if (from >= options_.wanted) {  // less is wanted than before
    return {.container = *document.container, .level = std::string(signing::toString(from))};
  }

  Reached reached{.container = std::make_shared<const std::string>(*std::move(before)), .level = from};
  // No time stamp is spent while nobody could judge what it is for.
  static_cast<void>(judges_.judge(document, *reached.container, services_.now() + kClockTolerance, reached.opened));
  climb(document, reached, allowance);
  if (reached.level == from) throw StageError(Disposition::wait, *reached.stoppedBy);
  Upgraded upgraded{.container = {document.container->name, document.container->mediaType,
                                  store_.put(*reached.container), reached.container->size()},
                    .level = std::string(signing::toString(reached.level)),
                    .stoppedBy = std::move(reached.stoppedBy)};
  // The container has the answers now.
  if (reached.level >= SignatureLevel::basicLT) upgraded.flags = withRevocationFlag(document, std::nullopt);
  return upgraded;
}

}  // namespace balalyk
