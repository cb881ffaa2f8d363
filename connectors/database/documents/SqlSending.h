#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/Sending.h"

namespace balalyk {

class SqlSending final : public Sending {
 public:
  explicit SqlSending(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  std::vector<SendingResult> send(std::span<const std::string> ids, const Sender& by) override;
  std::vector<SendingResult> recall(std::span<const std::string> ids, const Sender& by) override;

 private:
  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

// All that is drafted → sent, within a transaction: what chairpersons saw before there was «sent» stays with them.
void sendAllDrafted(SqlSession& session, const SqlCatalogue& sql, const std::string& actor);

}  // namespace balalyk
