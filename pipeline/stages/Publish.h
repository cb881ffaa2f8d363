#pragma once

#include "pipeline/engine/StageRunner.h"
#include "pipeline/ports/DocumentStore.h"
#include "pipeline/ports/TrustServices.h"
#include "pipeline/stages/TwoJudges.h"

namespace balalyk {

// signed → published: the container is read back from the store and validated as anyone would, against the configured
// trust anchors, and judged by a second, independent program; only when both accept it does the portal's record show
// it, and the revision before is superseded. Its signer must be the chairperson whom the record names, whatever the row
// says of it, and what a revoked certificate signed is not published. What nobody answers about waits, or is published
// with the problem noted, as it is with signing.
class Publish final : public StageRunner {
 public:
  // Without `services` nobody is asked about revocation. `wanted`: above it nothing is left to do for Upgrade.
  Publish(DocumentStore& store, const signing::Validator& validator, SecondJudge& second,
          TrustServices* services = nullptr, signing::SignatureLevel wanted = signing::SignatureLevel::basicB,
          WhenUnanswered whenUnanswered = WhenUnanswered::wait, Records* records = nullptr)
      : store_(store),
        judges_(validator, second, store),
        services_(services),
        wanted_(wanted),
        whenUnanswered_(whenUnanswered),
        records_(records) {}

  Stage stage() const override { return Stage::publish; }
  int batch() const override { return 16; }
  int threads() const override { return 1; }
  std::vector<StageResult> run(std::span<const Claim> claims) override;

 private:
  Published publish(const Claim& claim);
  void requireSignedByChairperson(const Claim& claim, const signing::SignatureReport& signature);
  std::optional<Problem> requireInForce(const signing::OpenedContainer& container);

  DocumentStore& store_;
  const TwoJudges judges_;
  TrustServices* services_;
  const signing::SignatureLevel wanted_;
  const WhenUnanswered whenUnanswered_;
  Records* const records_;  // who chairs a commission now, of lists
};

}  // namespace balalyk
