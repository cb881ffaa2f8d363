#pragma once

#include <memory>

#include "pipeline/engine/StageRunner.h"
#include "pipeline/stages/CurrentRecords.h"

namespace balalyk {

// A stage that works only on what the portal still shows as it was frozen: before its work, the whole batch is compared
// with the views. What is shown no longer is withdrawn (recordWithdrawn), what is shown otherwise waits for the next
// taking, which makes a revision of it (recordChanged).
class WhileDecided final : public StageRunner {
 public:
  WhileDecided(std::shared_ptr<StageRunner> stage, PortalDatabase& database)
      : stage_(std::move(stage)), database_(database) {}

  Stage stage() const override { return stage_->stage(); }
  int batch() const override { return stage_->batch(); }
  int threads() const override { return stage_->threads(); }
  bool byChairperson() const override { return stage_->byChairperson(); }
  std::vector<StageResult> run(std::span<const Claim> claims) override;

 private:
  const std::shared_ptr<StageRunner> stage_;
  PortalDatabase& database_;
};

}  // namespace balalyk
