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
  void put(const Member& member);  // listed in member.commissionId
  void put(const BenefitCategory& category);
  void put(const Kindergarten& kindergarten, const std::string& commissionId, bool synthetic);
  // Keys, decisions and links as in the record; members, categories, kindergarten and commission must exist.
  enum class Decision { undecided, approved, rejected };
  void put(const Application& application, Decision decision);
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

  // Runs `work` in one transaction: a thousand puts in one go.
  void together(const std::function<void()>& work);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace balalyk
