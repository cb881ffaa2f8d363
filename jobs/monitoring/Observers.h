#pragma once

#include <vector>

#include "pipeline/engine/Observer.h"

namespace balalyk {

// Several observers that hear the same engine, in their order.
class Observers final : public Observer {
 public:
  explicit Observers(std::vector<Observer*> all) : all_(std::move(all)) {}

  void pulse() override {
    for (auto* each : all_) each->pulse();
  }
  void started(const Document& document, Stage stage) override {
    for (auto* each : all_) each->started(document, stage);
  }
  void done(const Document& document, Stage stage, std::chrono::microseconds took) override {
    for (auto* each : all_) each->done(document, stage, took);
  }
  void failed(const Document& document, Stage stage, Disposition disposition, const Problem& problem) override {
    for (auto* each : all_) each->failed(document, stage, disposition, problem);
  }
  void leaseLost(const Document& document, Stage stage) override {
    for (auto* each : all_) each->leaseLost(document, stage);
  }
  void authorised(int count) override {
    for (auto* each : all_) each->authorised(count);
  }
  void trouble(const Problem& problem) override {
    for (auto* each : all_) each->trouble(problem);
  }

 private:
  const std::vector<Observer*> all_;
};

}  // namespace balalyk
