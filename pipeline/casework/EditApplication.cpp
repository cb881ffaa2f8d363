#include "pipeline/casework/EditApplication.h"

#include <algorithm>

#include "pipeline/actions/Regenerate.h"
#include "pipeline/domain/TypedReason.h"
#include "pipeline/stages/NewDocuments.h"
#include "pipeline/stages/TakeCurrent.h"

namespace balalyk {

namespace {

constexpr std::chrono::milliseconds kLook(100);  // a hint may come just before it is waited for

// A text that is not a date is not a missing one.
Checked<Application> judged(const Application& record, const std::string& typedDate, Date today,
                            const AmountRules& amounts) {
  auto checked = check(record, today, amounts);
  if (typedDate.find_first_not_of(' ') != std::string::npos)
    for (auto& problem : checked.problems)
      if (problem.code == "sittingDateMissing") problem.code = "sittingDateUnreadable";
  return checked;
}

}  // namespace

EditApplication::EditApplication(PortalDatabase& database, Commissions commissions, std::string accountId)
    : database_(database), commissions_(std::move(commissions)), accountId_(std::move(accountId)) {}

SaveOutcome EditApplication::run(const FormWrite& given, const std::string& reason, Making making) {
  auto write = given;
  write.reason = typedReason(reason);
  write.making = making;
  const auto today = database_.today();
  const auto judge = [&](const Application& record) {
    return judged(record, write.form.sittingDate, today, database_.amounts());
  };
  return database_.applications().save(write, commissions_, accountId_, judge);
}

std::optional<Document> EditApplication::makeProtocol(const std::string& id) {
  const auto latest = database_.archive().latest(Source::application, id);
  const bool further = latest && (freezes(latest->state) || latest->state == State::published);
  const auto prepare = [&](NewDocument& document) {
    if (std::ranges::find(commissions_, document.commissionId) == commissions_.end()) return false;
    makeAgain(document, latest, Priority::interactive);
    return true;
  };
  if (!further && !takeCurrent(database_, Source::application, id, accountId_, prepare)) return std::nullopt;
  return protocol(id);
}

std::optional<Document> EditApplication::regenerate(const std::string& id, const std::string& reason) {
  const auto latest = protocol(id);
  if (!latest) return std::nullopt;
  return Regenerate(database_).run(*latest, reason, accountId_);
}

std::optional<EditApplication::Findings> EditApplication::check(const std::string& id, const ApplicationForm& form) {
  const auto record = database_.applications().record(id, commissions_, form);
  if (!record) return std::nullopt;
  auto checked = judged(*record, form.sittingDate, database_.today(), database_.amounts());
  Findings findings{std::move(checked.problems), std::move(checked.flags), std::nullopt};
  if (checked.record.approved) findings.amountPerMonth = checked.record.amountPerMonth;
  for (auto& rival : database_.applications().rivals(checked.record)) findings.problems.push_back(std::move(rival));
  return findings;
}

bool EditApplication::mine(const Document& document) const {
  return std::ranges::find(commissions_, document.commissionId) != commissions_.end();
}

std::optional<Document> EditApplication::protocol(const std::string& id) {
  auto latest = database_.archive().latest(Source::application, id);
  return latest && mine(*latest) ? std::move(latest) : std::nullopt;
}

std::optional<Document> EditApplication::awaitProtocol(const std::string& id, std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (true) {
    auto document = protocol(id);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (!document || document->state != State::decided || left.count() <= 0) return document;
    database_.awaitHint(std::min(left, kLook));
  }
}

}  // namespace balalyk
