#pragma once

#include "pipeline/engine/StageRunner.h"
#include "pipeline/ports/DocumentStore.h"
#include "signing/validation/Validator.h"

namespace balalyk {

// signed → published: the container is read back from the store and validated as anyone would, against the configured
// trust anchors; only then does the portal's record show it, and the revision before is superseded.
class Publish final : public StageRunner {
 public:
  Publish(DocumentStore& store, const signing::Validator& validator) : store_(store), validator_(validator) {}

  Stage stage() const override { return Stage::publish; }
  int batch() const override { return 16; }
  int threads() const override { return 1; }
  std::vector<StageResult> run(std::span<const Claim> claims) override;

 private:
  Completion publish(const Claim& claim);

  DocumentStore& store_;
  const signing::Validator& validator_;
};

}  // namespace balalyk
