#pragma once

#include <memory>
#include <mutex>

#include "connectors/pdf/HelperPool.h"
#include "pipeline/ports/SecondJudge.h"

namespace balalyk {

// xmlsec1 in confined processes that read containers alone: one that an uploaded PDF has taken over can say nothing
// here. A machine that cannot confine them says so for each document.
class XmlsecJudge final : public SecondJudge {
 public:
  explicit XmlsecJudge(HelperSettings settings);

  std::vector<SecondVerdict> judge(std::string_view container, const signing::VerificationReport& report) override;

 private:
  HelperPool& pool();  // throws Error as HelperPool does

  const HelperSettings settings_;
  std::mutex mutex_;
  std::unique_ptr<HelperPool> pool_;
  std::future<void> ahead_;  // ends before the pool does
};

}  // namespace balalyk
