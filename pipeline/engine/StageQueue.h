#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <utility>

#include "pipeline/document/Lifecycle.h"
#include "pipeline/engine/ClaimSupply.h"
#include "pipeline/engine/StageRunner.h"

namespace balalyk {

// A stage, where its threads get their documents, and what wakes those that found none.
struct StageQueue {
  StageQueue(StageRunner& runner, std::unique_ptr<ClaimSupply> claims) : stage(runner), supply(std::move(claims)) {}

  // With the lock that `changed` is waited for with.
  void wake() {
    ++made;
    changed.notify_all();
  }
  // Whether what another stage has done is due here at once.
  bool follows(Stage done) const { return dueAfter(done) == stage.stage(); }

  StageRunner& stage;
  std::unique_ptr<ClaimSupply> supply;
  std::condition_variable changed;
  std::uint64_t made = 0;  // counts what may have made work for it
};

}  // namespace balalyk
