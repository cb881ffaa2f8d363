#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

class SqlAuthorisations final : public Authorisations {
 public:
  explicit SqlAuthorisations(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  std::vector<std::string> authorise(const Authorisation& authorisation,
                                     std::span<const AuthorisedContent> batch) override;
  std::set<std::string> waiting(const std::vector<std::string>& ids, const std::string& chairpersonId) override;
  void recordStanding(const Authorisation& authorisation) override;
  bool revoke(const std::string& id, const std::string& actor) override;
  std::vector<CertificateInUse> certificates() override;
  std::vector<Authorisation> list(const std::string& commissionId) override;
  int applyStanding(int limit) override;
  bool reject(const std::string& documentId, const std::string& chairpersonId, const std::string& reason) override;
  Coverage covering(const std::string& documentId, const std::string& contentDigest) override;
  std::optional<Authorisation> authorisation(const std::string& id) override;
  std::vector<AuthorisedContent> covered(const std::string& id) override;
  void forEachUncovered(const std::function<void(const std::string& documentId)>& visit) override;
  std::vector<Authorisation> withoutReceipt(const std::string& afterId, int limit) override;
  void keepReceipt(const std::string& id, const std::string& receiptDigest) override;

 private:
  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
