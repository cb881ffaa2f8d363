#include "connectors/database/casework/DecisionEffects.h"

#include <algorithm>

#include "connectors/database/documents/ApprovalBook.h"
#include "connectors/database/documents/SqlVoucherQuotas.h"
#include "connectors/database/session/RecordColumns.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/domain/Pin.h"
#include "pipeline/domain/Uuid.h"
#include "pipeline/stages/NewDocuments.h"

namespace balalyk {

namespace {

constexpr std::chrono::years kVoucherAge(7);  // up to this birthday

Problem problemOf(const VoucherQuotas::Taken& against, int year) {
  if (against.outcome == VoucherQuotas::Outcome::childHasOne)
    return {"childHasVoucher", {{"key", against.applicationKey}}};
  return {"quotaExceeded", {{"region", against.region}, {"year", std::to_string(year)}}};
}

// nullopt: nothing to list, without a kindergarten, an amount or a day.
std::optional<VoucherHolder> voucherOf(const Application& application, Date today) {
  const auto facts = readPin(application.child.pin, today);
  if (!application.kindergarten || !application.amountPerMonth || !application.sittingDate || !facts)
    return std::nullopt;
  const auto sitting = *application.sittingDate;
  auto birthday = facts->birthDate + kVoucherAge;
  if (!birthday.ok()) birthday = birthday.year() / std::chrono::March / 1;  // of the 29th of February
  VoucherHolder voucher{.child = application.child.name,
                        .amountPerMonth = *application.amountPerMonth,
                        .from = (sitting.year() / sitting.month() + std::chrono::months(1)) / 1,
                        .to = std::chrono::sys_days(birthday) - std::chrono::days(1),
                        .protocolNumber = application.protocolNumber,
                        .protocolDate = sitting};
  return voucher.from <= voucher.to ? std::optional(voucher) : std::nullopt;
}

}  // namespace

std::optional<Problem> DecisionEffects::take(const Application& approved) {
  const auto approval = approvalOf(approved);
  if (!approval) return std::nullopt;
  const auto taken = SqlVoucherQuotas::take(session_, sql_, *approval);
  if (taken.outcome == VoucherQuotas::Outcome::taken) return std::nullopt;
  return problemOf(taken, approval->year);
}

void DecisionEffects::makeVoucher(const Application& approved) {
  const auto& key = approved.origin.key;
  if (session_.run(sql_["typed vouchers"], {key}).rows.at(0).integer("vouchers") > 0) {
    session_.run(sql_["continue typed vouchers"], {key});
    return;
  }
  // Decided once more, it may have nothing to list any more.
  const auto voucher = voucherOf(approved, today_);
  if (!voucher) return endVouchers(key);
  keep(approved, *voucher);
}

// What is in force is the same decision, corrected; what ended is that only where it says the same. All others keep
// their months up to the next one's, however often that is corrected.
std::string DecisionEffects::periodFor(const Application& approved, const VoucherHolder& voucher) {
  const auto& key = approved.origin.key;
  const std::vector<SqlValue> said{key,
                                   approved.kindergarten->id,
                                   isoDate(voucher.from),
                                   voucher.amountPerMonth,
                                   voucher.protocolNumber,
                                   isoDate(voucher.protocolDate)};
  session_.run(sql_["end voucher as before"], said);
  const auto made = session_.run(sql_["vouchers of approval"], said).rows;  // the newest first
  if (made.empty()) return key;
  std::string period;
  for (const auto& row : made)
    if (row.isNull("ended_on")) period = row.text("id");
  for (const auto& row : made)
    if (period.empty() && row.flag("same")) period = row.text("id");
  const auto dayBefore = [](Date from) { return isoDate(std::chrono::sys_days(from) - std::chrono::days(1)); };
  auto until = dayBefore(voucher.from);
  for (const auto& row : made) {
    const auto from = dateFromIso(row.text("valid_from"));
    if (row.isNull("ended_on") || row.text("id") == period || !from) continue;
    const auto last = std::min(row.text("ended_on"), until);
    if (last != row.text("valid_to")) session_.run(sql_["list voucher until"], {row.text("id"), last});
    until = std::min(until, dayBefore(*from));
  }
  return period.empty() ? newUuid(std::chrono::system_clock::now()) : period;
}

void DecisionEffects::keep(const Application& approved, VoucherHolder voucher) {
  const auto& key = approved.origin.key;
  voucher.key = periodFor(approved, voucher);
  std::vector<SqlValue> values{approved.kindergarten->id, SqlValue{key},
                               std::int64_t{approved.origin.synthetic ? 1 : 0}};
  for (auto& cell : tableCells(voucher)) values.push_back(std::move(cell.value));
  session_.run(sql_["put voucher"], values);
  if (voucher.key != key) session_.run(sql_["mark later period"], {voucher.key});
}

void DecisionEffects::takeBack(const std::string& applicationKey) {
  SqlVoucherQuotas::giveBack(session_, sql_, {applicationKey});
  endVouchers(applicationKey);
}

void DecisionEffects::endVouchers(const std::string& applicationKey) {
  session_.run(sql_["remove coming voucher"], {applicationKey, isoDate(today_)});
  // One that was typed and has not begun ends before its first month: no list shows it, and it is there to continue.
  for (const auto& row : session_.run(sql_["coming typed vouchers"], {applicationKey, isoDate(today_)}).rows) {
    const auto from = dateFromIso(row.text("valid_from"));
    if (!from) continue;
    const Date before = std::chrono::sys_days(from->year() / from->month() / 1) - std::chrono::days(1);
    session_.run(sql_["end coming voucher"], {row.text("id"), isoDate(before)});
  }
  session_.run(sql_["end vouchers"], {applicationKey, isoDate(today_)});
}

std::vector<Problem> againstApproval(SqlSession& session, const SqlCatalogue& sql, const Application& approved) {
  const auto approval = approvalOf(approved);
  if (!approval) return {};
  const ApprovalBook book(session, sql, std::span(&*approval, 1), {approval->applicationKey});
  std::vector<Problem> problems;
  for (const auto& against : book.against(*approval)) problems.push_back(problemOf(against, approval->year));
  return problems;
}

}  // namespace balalyk
