#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/EvidenceLedger.h"

namespace balalyk {

class SqlEvidence final : public EvidenceLedger {
 public:
  explicit SqlEvidence(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  std::vector<UnsealedContainer> unsealed(const std::string& afterDigest, int limit) override;
  std::int64_t countUnsealed() override;
  std::int64_t recordSeal(const EvidenceSet& set, const std::string& actor) override;
  std::int64_t recordRenewal(const EvidenceSet& set, std::span<const Renewed> renewed,
                             const std::string& actor) override;
  std::optional<std::int64_t> recordRehash(const EvidenceSet& set, std::int64_t lastKnown, bool whole,
                                           const std::string& actor) override;
  void assign(std::int64_t set, std::int64_t first, std::span<const std::string> digests) override;
  std::optional<EvidenceSet> set(std::int64_t id) override;
  std::int64_t last() override;
  std::vector<EvidenceSet> unassigned() override { return list("unassigned evidence", {}); }
  std::vector<EvidenceSet> current() override { return list("current evidence", {}); }
  std::vector<EvidenceSet> withContainers() override { return list("evidence with containers", {}); }
  std::vector<EvidenceSet> all(std::int64_t after, int limit) override {
    return list("evidence after", {after, std::int64_t{limit}});
  }
  std::vector<EvidencePlace> places(const std::string& containerDigest) override;

 private:
  std::vector<EvidenceSet> list(std::string_view statement, std::initializer_list<SqlValue> values);

  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
