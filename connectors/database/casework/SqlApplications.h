#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/Applications.h"

namespace balalyk {

// Applications over SQL: the list and the search (ApplicationListing.h), one application (CaseReader.h), saving
// (ApplicationSaving.cpp).
class SqlApplications final : public Applications {
 public:
  explicit SqlApplications(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  ApplicationPage list(const ApplicationListQuery& query) override;
  ApplicationSearch search(const Commissions& commissions, const std::string& text, int limit) override;
  std::optional<ApplicationCase> open(const std::string& id, const Commissions& commissions) override;
  void markOpened(const std::string& id, const Commissions& commissions, const std::string& accountId) override;
  std::optional<std::string> show(const std::string& id, const Commissions& commissions, HiddenNumber number,
                                  const std::string& accountId) override;
  std::optional<Application> record(const std::string& id, const Commissions& commissions,
                                    const ApplicationForm& form) override;
  std::vector<Problem> rivals(const Application& record) override;
  SaveOutcome save(const FormWrite& write, const Commissions& commissions, const std::string& accountId,
                   const Judge& judge) override;
  std::vector<BenefitCategory> benefits() override;
  std::optional<Commission> commission(const std::string& id) override;

 private:
  void foldMissing();  // so that what another program has put in is found and in its place

  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
