#include "connectors/database/documents/SqlVoucherQuotas.h"

#include "connectors/database/documents/ApprovalBook.h"
#include "pipeline/record/RecordXml.h"
#include "pipeline/stages/NewDocuments.h"

namespace balalyk {

namespace {

std::optional<Approval> approvalIn(const std::string& recordXml) {
  try {
    const auto record = fromXml(recordXml);
    const auto* application = std::get_if<Application>(&record);
    return application ? approvalOf(*application) : std::nullopt;
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

void SqlVoucherQuotas::setWhole(const std::string& region, int year, int whole) {
  runner_.write([&](SqlSession& session) {
    session.run(sql_["lock approvals"]);
    return session.run(sql_["set voucher quota"], {region, std::int64_t{year}, std::int64_t{whole}});
  });
}

std::vector<VoucherQuota> SqlVoucherQuotas::quotas(const std::string& soate, int year) {
  std::vector<VoucherQuota> quotas;
  const auto result = runner_.read([&](SqlSession& session) {
    return session.run(sql_["voucher quotas of year"], {std::int64_t{year}, soate});
  });
  for (const auto& row : result.rows)
    quotas.push_back({row.text("region"), static_cast<int>(row.integer("year")), static_cast<int>(row.integer("whole")),
                      static_cast<int>(row.integer("taken"))});
  return quotas;
}

VoucherQuotas::Taken SqlVoucherQuotas::take(const Approval& approval) {
  return runner_.write([&](SqlSession& session) { return take(session, sql_, approval); });
}

void SqlVoucherQuotas::giveBack(const std::string& applicationKey) {
  runner_.write([&](SqlSession& session) {
    giveBack(session, sql_, {applicationKey});
    return true;
  });
}

VoucherQuotas::Taken SqlVoucherQuotas::take(SqlSession& session, const SqlCatalogue& sql, const Approval& approval) {
  session.run(sql["lock approvals"]);
  ApprovalBook book(session, sql, std::span(&approval, 1), {approval.applicationKey});
  const auto against = book.against(approval);
  if (!against.empty()) return against.front();
  book.enter(approval);
  book.write();
  return {.outcome = Outcome::taken};
}

void SqlVoucherQuotas::giveBack(SqlSession& session, const SqlCatalogue& sql,
                                const std::vector<std::string>& applicationKeys) {
  if (applicationKeys.empty()) return;
  session.run(sql["lock approvals"]);
  ApprovalBook book(session, sql, {}, applicationKeys);
  for (const auto& key : applicationKeys) book.strike(key);
  book.write();
}

void enterEarlierApprovals(SqlSession& session, const SqlCatalogue& sql) {
  session.run(sql["lock approvals"]);
  std::int64_t after = 0;
  while (true) {
    const auto found = session.run(sql["earlier approvals"], {after});
    if (found.rows.empty()) return;
    std::vector<Approval> approvals;
    std::vector<std::string> keys;
    for (const auto& row : found.rows) {
      after = row.integer("sequence");
      auto approval = approvalIn(row.text("xml"));
      if (!approval) continue;
      keys.push_back(approval->applicationKey);
      approvals.push_back(*std::move(approval));
    }
    ApprovalBook book(session, sql, approvals, keys);
    for (const auto& approval : approvals) book.enter(approval);
    book.write();
  }
}

}  // namespace balalyk
