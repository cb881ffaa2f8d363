#include "connectors/database/documents/ApprovalBook.h"

#include <tuple>

#include "connectors/database/session/JsonText.h"

namespace balalyk {
namespace {

bool liesIn(const Approval& approval, const VoucherQuota& quota) {
  return quota.year == approval.year && approval.soate.starts_with(quota.region);
}

}  // namespace

ApprovalBook::ApprovalBook(SqlSession& session, const SqlCatalogue& sql, std::span<const Approval> coming,
                           const std::vector<std::string>& keys)
    : session_(session), sql_(sql) {
  std::set<std::string> years, children;
  for (const auto& row : session.run(sql["approvals of"], {jsonTexts(keys)}).rows) {
    const Approval approval{row.text("application_key"), row.text("child"), row.text("soate"),
                            static_cast<int>(row.integer("year"))};
    years.insert(std::to_string(approval.year));
    stored_.insert(approval.applicationKey);
    ofChild_[approval.child].insert(approval.applicationKey);
    inForce_.emplace(approval.applicationKey, approval);
  }
  for (const auto& approval : coming) {
    years.insert(std::to_string(approval.year));
    children.insert(approval.child);
  }
  for (const auto& row :
       session.run(sql["approvals of children"], {jsonTexts({children.begin(), children.end()})}).rows)
    ofChild_[row.text("child")].insert(row.text("application_key"));
  for (const auto& row : session.run(sql["voucher quotas"], {jsonTexts({years.begin(), years.end()})}).rows)
    quotas_.push_back({row.text("region"), static_cast<int>(row.integer("year")),
                       static_cast<int>(row.integer("whole")), static_cast<int>(row.integer("taken"))});
}

bool ApprovalBook::isInForce(const Approval& approval) const {
  const auto found = inForce_.find(approval.applicationKey);
  return found != inForce_.end() && std::tie(found->second.child, found->second.soate, found->second.year) ==
                                        std::tie(approval.child, approval.soate, approval.year);
}

std::vector<VoucherQuotas::Taken> ApprovalBook::against(const Approval& approval) const {
  std::vector<VoucherQuotas::Taken> reasons;
  const auto children = ofChild_.find(approval.child);
  if (children != ofChild_.end()) {
    for (const auto& key : children->second) {
      if (key == approval.applicationKey) continue;
      reasons.push_back({.outcome = VoucherQuotas::Outcome::childHasOne, .applicationKey = key});
      break;
    }
  }
  if (isInForce(approval)) return reasons;
  const auto held = inForce_.find(approval.applicationKey);
  for (const auto& quota : quotas_) {
    if (!liesIn(approval, quota) || quota.free() > 0) continue;
    if (held != inForce_.end() && liesIn(held->second, quota)) continue;  // its own place becomes free
    reasons.push_back({.outcome = VoucherQuotas::Outcome::exhausted, .region = quota.region});
  }
  return reasons;
}

void ApprovalBook::count(const Approval& approval, int more) {
  for (auto& quota : quotas_) {
    if (!liesIn(approval, quota)) continue;
    quota.taken += more;
    more_[{quota.region, quota.year}] += more;
  }
}

void ApprovalBook::enter(const Approval& approval) {
  if (isInForce(approval)) return;
  strike(approval.applicationKey);
  count(approval, 1);
  inForce_.insert_or_assign(approval.applicationKey, approval);
  ofChild_[approval.child].insert(approval.applicationKey);
  entered_.insert(approval.applicationKey);
}

void ApprovalBook::strike(const std::string& applicationKey) {
  const auto found = inForce_.find(applicationKey);
  if (found == inForce_.end()) return;
  count(found->second, -1);
  ofChild_[found->second.child].erase(applicationKey);
  inForce_.erase(found);
  entered_.erase(applicationKey);
  if (stored_.contains(applicationKey)) struck_.insert(applicationKey);
}

void ApprovalBook::write() {
  if (!struck_.empty()) session_.post(sql_["forget approvals"], {jsonTexts({struck_.begin(), struck_.end()})});
  JsonRows kept, changed;
  for (const auto& key : entered_) {
    const auto& approval = inForce_.at(key);
    kept.row()
        .text("of_key", key)
        .text("child", approval.child)
        .text("soate", approval.soate)
        .integer("in_year", approval.year);
  }
  if (!kept.empty()) session_.post(sql_["keep approvals"], {kept.str()});
  for (const auto& [quota, more] : more_)
    if (more != 0) changed.row().text("of_region", quota.first).integer("in_year", quota.second).integer("more", more);
  if (!changed.empty()) session_.post(sql_["change voucher quotas"], {changed.str()});
}

}  // namespace balalyk
