#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "connectors/database/Database.h"
#include "pipeline/record/RecordTypes.h"

namespace balalyk {

// Writes the portal's own tables, as the portal would: for the sample portal and for tests. Each put() inserts or
// replaces and, like touch(), marks what is read through the views as changed now. Texts are stored as given, wrong
// ones too. Not part of the pipeline, which reads the views only.
class PortalTables {
 public:
  explicit PortalTables(const std::string& connection, const DatabaseOptions& options = {});
  ~PortalTables();

  void put(const Commission& commission);
  void put(const Member& member);             // listed in member.commissionId
  void put(const BenefitCategory& category);  // in the order of the form
  void put(const Kindergarten& kindergarten, const std::string& commissionId, bool synthetic);
  // Keys, decisions and links as in the record; members, categories, kindergarten and commission must exist.
  enum class Decision { undecided, approved, rejected };
  void put(const Application& application, Decision decision);
  // The same, and what follows from the decision in its transaction. An approval takes a voucher of the quota, gets the
  // rule's amount where it has none, and makes the child's voucher for its kindergarten: from the month after the
  // sitting to the day before the seventh birthday; one that was typed for the application stays instead. Anything else
  // gives the voucher back and ends it today. Throws Error quotaExceeded{region, year}, childHasVoucher{key}.
  void decide(const Application& application, Decision decision);
  void put(const MealSubsidy& meal);
  void put(const VoucherHolder& voucher, const std::string& kindergartenId, const std::string& applicationKey,
           bool synthetic);
  void putUpload(const std::string& id, const std::string& fileName, const std::string& content);

  void touch(Source source, const std::string& key);  // voucherList: the voucher's key
  // Who sends a commission's drafts to its chairperson; a new commission: at once.
  enum class Sending { atOnce, bySecretary };
  void setSending(const std::string& commissionId, Sending sending);
  void setActive(const std::string& memberId, bool active);
  void removeVoucher(const std::string& key);
  std::int64_t applications() const;  // how many, decided or not
  bool holdsApplication(const std::string& key) const;

  // Runs `work` in one transaction: a thousand puts in one go.
  void together(const std::function<void()>& work);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace balalyk
