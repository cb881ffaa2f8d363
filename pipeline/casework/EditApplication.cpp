#include "pipeline/casework/EditApplication.h"

#include <algorithm>

#include "pipeline/actions/Regenerate.h"
#include "pipeline/document/Lifecycle.h"
#include "pipeline/domain/TypedReason.h"
#include "pipeline/stages/CurrentRecords.h"
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

bool canBeWithdrawn(State state) {
  return transition(Event::withdrawn, state, State::withdrawn) != nullptr;
}

}  // namespace

EditApplication::EditApplication(PortalDatabase& database, Commissions commissions, std::string accountId)
    : database_(database), commissions_(std::move(commissions)), accountId_(std::move(accountId)) {}

SaveOutcome EditApplication::run(const FormWrite& given, const std::string& reason, Making making) {
  auto write = given;
  write.reason = typedReason(reason);
  const auto today = database_.today();
  const auto judge = [&](const Application& record) {
    return judged(record, write.form.sittingDate, today, database_.amounts());
  };
  auto outcome = database_.applications().save(write, commissions_, accountId_, judge);
  if (const auto* saved = std::get_if<Saved>(&outcome)) follow(write, *saved, making);
  return outcome;
}

// Its own transaction: what a stop in between leaves out the next night does. The new revision of what is published, of
// which only the reason would be lost, is made where it is saved.
void EditApplication::follow(const FormWrite& write, const Saved& saved, Making making) {
  if (saved.regenerated) return;
  const auto latest = database_.archive().latest(Source::application, write.id);
  if (saved.now == ApplicationState::waiting) {
    if (latest && canBeWithdrawn(latest->state))
      database_.queue().withdraw({latest->id}, recordWithdrawn(Source::application), accountId_);
    return;
  }
  // No draft stays that says something else than what is saved.
  if (making == Making::whenThere && (!latest || latest->state == State::withdrawn)) return;
  take(write.id, latest, making);
}

bool EditApplication::take(const std::string& id, const std::optional<Document>& latest, Making making) {
  const auto taken = takeCurrent(database_, Source::application, id, accountId_, [&](NewDocument& document) {
    if (std::ranges::find(commissions_, document.commissionId) == commissions_.end()) return false;
    document.priority = making == Making::atOnce ? Priority::interactive : Priority::nightly;
    if (!latest) return true;
    const bool rejected = latest->state == State::returned && latest->problems.empty();
    // The reason of a regeneration is that of its corrections too; a rejection's is not.
    if (latest->state != State::returned) document.reason = latest->reason;
    document.replaceEqual = making == Making::atOnce && (rejected || latest->state == State::quarantined);
    return true;
  });
  return taken.has_value();
}

std::optional<Document> EditApplication::makeProtocol(const std::string& id) {
  const auto latest = database_.archive().latest(Source::application, id);
  const bool further = latest && (freezes(latest->state) || latest->state == State::published);
  if (!further && !take(id, latest, Making::atOnce)) return std::nullopt;
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
