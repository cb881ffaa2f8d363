#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/ApiAnswers.h"

namespace balalyk {

class SqlApiAnswers final : public ApiAnswers {
 public:
  explicit SqlApiAnswers(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  ApiAnswerBefore begin(const std::string& tokenId, const std::string& key, const std::string& request,
                        std::chrono::seconds patience) override;
  void finish(const std::string& tokenId, const std::string& key, const ApiAnswer& answer) override;
  void drop(const std::string& tokenId, const std::string& key) override;
  void sweep() override;

 private:
  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
