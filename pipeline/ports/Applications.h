#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/ports/ApplicationForm.h"
#include "pipeline/record/RecordCheck.h"

namespace balalyk {

// Whose applications there are for the caller: the commissions of the visitor's permission for the action. Those of
// another commission are not found.
using Commissions = std::vector<std::string>;

// Of which decision the protocol is made where it is saved.
enum class Making {
  whenThere,  // of one that has a protocol on its way: no draft stays that says something else than what is saved
  atOnce,     // of any, before all nightly ones
};

struct FormWrite {
  std::string id;
  int version = 0;  // that the form was opened with
  ApplicationForm form;
  std::string reason;  // to change what is published; empty: none
  Making making = Making::whenThere;
};

// Port, part of the portal database: the commissions' applications, as their secretaries list, open and decide them.
class Applications {
 public:
  virtual ~Applications() = default;

  virtual ApplicationPage list(const ApplicationListQuery& query) = 0;
  // A personal number in full (the child's or the guardian's), or words of either's name, each a prefix.
  virtual ApplicationSearch search(const Commissions& commissions, const std::string& text, int limit) = 0;

  virtual std::optional<ApplicationCase> open(const std::string& id, const Commissions& commissions) = 0;
  // «X opened it at 14:02» for whoever comes next; the application’s version stays. Not done where nothing can be
  // written at once: whoever opens it only reads.
  virtual void markOpened(const std::string& id, const Commissions& commissions, const std::string& accountId) = 0;
  // In full, with an entry in the audit trail.
  virtual std::optional<std::string> show(const std::string& id, const Commissions& commissions, HiddenNumber number,
                                          const std::string& accountId) = 0;

  // The record that a form makes of an application, as the pipeline will read it.
  virtual std::optional<Application> record(const std::string& id, const Commissions& commissions,
                                            const ApplicationForm& form) = 0;
  // Problems that other records make: numberUsedTwice, numberLooksUsed, quotaExceeded, childHasVoucher.
  virtual std::vector<Problem> rivals(const Application& record) = 0;

  // Asked within the transaction, maybe more than once; looks at nothing but the record.
  using Judge = std::function<Checked<Application>(const Application&)>;
  // Everything in one transaction: what was typed, the decision when one is chosen and neither `judge` nor another
  // record speaks against it, what follows from it (quota, amount, voucher), the entry in the audit trail, the
  // protocol: made, or taken back with the decision; of what is published, its new revision with the reason. The same
  // form of the same account again, whose first answer was lost, is saved already.
  virtual SaveOutcome save(const FormWrite& write, const Commissions& commissions, const std::string& accountId,
                           const Judge& judge) = 0;

  virtual std::vector<BenefitCategory> benefits() = 0;  // in the form's order
  virtual std::optional<Commission> commission(const std::string& id) = 0;
};

}  // namespace balalyk
