#pragma once

#include <memory>
#include <string>

#include "jobs/monitoring/Sample.h"
#include "pipeline/engine/Observer.h"

namespace balalyk {

class Messages;

// What this process has done since it started and what was seen last, for Prometheus. No label and no value comes from
// a record. Thread-safe.
class Metrics final : public Observer {
 public:
  explicit Metrics(const Messages& messages);  // the HELP texts
  ~Metrics() override;

  void done(const Document& document, Stage stage, std::chrono::microseconds took) override;
  void failed(const Document& document, Stage stage, Disposition disposition, const Problem& problem) override;
  void leaseLost(const Document& document, Stage stage) override;
  void trouble(const Problem& problem) override;

  void sampled(const Sample& sample);

  // Prometheus' text exposition format 0.0.4.
  std::string text() const;

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace balalyk
