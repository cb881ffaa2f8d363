#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>

#include "connectors/database/session/SqlCatalogue.h"
#include "pipeline/ports/VoucherQuotas.h"

namespace balalyk {

// The approvals in force and the quotas they take, within one transaction of the caller: what concerns its approvals is
// read and locked at the beginning, what it changes is written by write().
class ApprovalBook {
 public:
  // `keys`: the applications whose approvals may be entered or struck out.
  ApprovalBook(SqlSession& session, const SqlCatalogue& sql, std::span<const Approval> coming,
               const std::vector<std::string>& keys);

  // What speaks against an approval; nothing when it is in force already.
  std::vector<VoucherQuotas::Taken> against(const Approval& approval) const;
  void enter(const Approval& approval);
  void strike(const std::string& applicationKey);
  void write();

 private:
  bool isInForce(const Approval& approval) const;
  void count(const Approval& approval, int more);

  SqlSession& session_;
  const SqlCatalogue& sql_;
  std::map<std::string, Approval> inForce_;
  std::map<std::string, std::set<std::string>> ofChild_;  // keys
  std::vector<VoucherQuota> quotas_;
  std::map<std::pair<std::string, int>, int> more_;  // by region and year
  std::set<std::string> stored_, struck_, entered_;
};

}  // namespace balalyk
