#include "pipeline/casework/EditApplication.h"

#include <algorithm>

#include "pipeline/actions/Regenerate.h"
#include "pipeline/document/Lifecycle.h"
#include "pipeline/stages/CurrentRecords.h"

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

std::vector<Difference> ofRecord(std::vector<Difference> differences) {
  std::erase_if(differences, [](const Difference& one) { return one.in != Difference::In::record; });
  return differences;
}

}  // namespace

EditApplication::EditApplication(PortalDatabase& database, Commissions commissions, std::string accountId)
    : database_(database), commissions_(std::move(commissions)), accountId_(std::move(accountId)) {}

SaveOutcome EditApplication::run(const FormWrite& given, const std::string& reason, Making making) {
  auto write = given;
  write.reasoned = !reason.empty();
  const auto today = database_.today();
  const auto judge = [&](const Application& record) {
    return judged(record, write.form.sittingDate, today, database_.amounts());
  };
  auto outcome = database_.applications().save(write, commissions_, accountId_, judge);
  if (const auto* saved = std::get_if<Saved>(&outcome)) follow(write, *saved, reason, making);
  return outcome;
}

// Each step is its own transaction; what a stop in between leaves out the next night does.
void EditApplication::follow(const FormWrite& write, const Saved& saved, const std::string& reason, Making making) {
  const auto latest = database_.archive().latest(Source::application, write.id);
  if (saved.now == ApplicationState::waiting) {
    if (latest && canBeWithdrawn(latest->state))
      database_.queue().withdraw({latest->id}, recordWithdrawn(Source::application), accountId_);
    return;
  }
  if (latest && latest->state == State::published) {
    Regenerate(database_).run(*latest, reason, accountId_);
    return;
  }
  // No draft stays that says something else than what is saved.
  if (making == Making::whenThere && (!latest || latest->state == State::withdrawn)) return;
  if (auto document = shown(write.id)) make(*std::move(document), latest, making);
}

void EditApplication::make(NewDocument document, const std::optional<Document>& latest, Making making) {
  document.priority = making == Making::atOnce ? Priority::interactive : Priority::nightly;
  if (latest) {
    const bool rejected = latest->state == State::returned && latest->problems.empty();
    // The reason of a regeneration is that of its corrections too; a rejection's is not.
    if (latest->state != State::returned) document.reason = latest->reason;
    document.replaceEqual = making == Making::atOnce && (rejected || latest->state == State::quarantined);
  }
  database_.queue().take({&document, 1}, accountId_);
}

std::optional<NewDocument> EditApplication::shown(const std::string& id) {
  auto shown = CurrentRecords(database_).of(Source::application, {id});
  if (shown.empty() || std::ranges::find(commissions_, shown.begin()->second.commissionId) == commissions_.end())
    return std::nullopt;
  return std::move(shown.begin()->second);
}

std::optional<Document> EditApplication::makeProtocol(const std::string& id) {
  auto document = shown(id);
  if (!document) return std::nullopt;
  const auto latest = database_.archive().latest(Source::application, id);
  const bool further = latest && (freezes(latest->state) || latest->state == State::published);
  if (!further) make(*std::move(document), latest, Making::atOnce);
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

std::optional<std::vector<Difference>> EditApplication::changes(const std::string& id) {
  const auto latest = protocol(id);
  const auto now = latest ? shown(id) : std::nullopt;
  const auto before = now ? database_.archive().recordXml(latest->id) : std::nullopt;
  if (!before) return std::nullopt;
  return ofRecord(differences(*latest, *before, *latest, now->recordXml));
}

}  // namespace balalyk
