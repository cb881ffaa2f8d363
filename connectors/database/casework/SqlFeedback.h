#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/Feedback.h"

namespace balalyk {

class SqlFeedback final : public Feedback {
 public:
  explicit SqlFeedback(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  bool add(const std::string& accountId, const std::string& page, const std::string& message,
           const std::string& id) override;
  std::vector<FeedbackMessage> newest(int most) override;

 private:
  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
