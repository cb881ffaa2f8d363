#include "connectors/database/casework/SqlApplications.h"

#include <algorithm>

#include "connectors/database/casework/ApplicationListing.h"
#include "connectors/database/casework/ApplicationRows.h"
#include "connectors/database/casework/CaseReader.h"
#include "connectors/database/casework/DecisionEffects.h"
#include "connectors/database/casework/FoldedNames.h"
#include "connectors/database/documents/ChangeLog.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/JsonText.h"
#include "pipeline/domain/Collation.h"
#include "pipeline/domain/Pin.h"
#include "pipeline/domain/Text.h"
#include "pipeline/record/PeopleCheck.h"
#include "pipeline/record/RecordWords.h"

namespace balalyk {

namespace {

// The last digits say to who knows the number whether it is this one, and to nobody else who the person is.
std::string masked(const std::string& number, std::size_t shown) {
  const auto letters = length(number);
  if (letters == 0) return {};
  static constexpr std::size_t kMost = 14;
  const bool ascii = letters == number.size();
  std::string text;
  const auto open = ascii && letters > 2 * shown ? shown : 0;
  for (std::size_t i = 0; i < std::min(letters, kMost) - open; ++i) text += "•";
  return text + number.substr(number.size() - open);
}

ShownPerson shownPerson(const Person& person, Date today) {
  const auto facts = readPin(person.pin, today);
  return {.name = person.name,
          .maskedPin = masked(person.pin, 4),
          .birthDate = facts ? std::optional(facts->birthDate) : person.statedBirthDate};
}

std::vector<MemberChoice> choicesOf(const std::map<std::string, Member>& members, const Commission& commission) {
  std::vector<Member> ordered;
  for (const auto& [id, member] : members) ordered.push_back(member);
  std::ranges::sort(ordered, beforeInProtocol);
  std::vector<MemberChoice> choices;
  for (auto& member : ordered)
    choices.push_back(
        {member.id, std::move(member.name), std::move(member.position), member.role, belongsTo(member, commission)});
  return choices;
}

}  // namespace

void SqlApplications::foldMissing() {
  static constexpr int kAtOnce = 500, kRounds = 20;
  const auto some = [&] {
    return runner_.read([&](SqlSession& session) {
      return !session.run(sql_["unnamed applications"], {std::int64_t{1}}).rows.empty();
    });
  };
  // Where nothing can be written now, the list is shown all the same.
  static constexpr std::chrono::milliseconds kPatience{1000};
  for (int round = 0; round < kRounds && some(); ++round)
    if (!runner_.attempt([&](SqlSession& session) { return foldUnnamed(session, sql_, kAtOnce); }, kPatience)) return;
}

ApplicationPage SqlApplications::list(const ApplicationListQuery& query) {
  if (query.order == ApplicationOrder::name) foldMissing();
  return runner_.snapshot([&](SqlSession& session) { return listApplications(session, sql_, runner_.zone(), query); });
}

ApplicationSearch SqlApplications::search(const Commissions& commissions, const std::string& text, int limit) {
  foldMissing();
  return runner_.snapshot(
      [&](SqlSession& session) { return searchApplications(session, sql_, commissions, text, limit); });
}

std::optional<ApplicationCase> SqlApplications::open(const std::string& id, const Commissions& commissions) {
  return runner_.snapshot([&](SqlSession& session) -> std::optional<ApplicationCase> {
    CaseReader reader(session, runner_);
    auto stored = reader.find(id, commissions);
    if (!stored) return std::nullopt;
    auto& record = stored->record;
    const auto today = runner_.zone().dateOf(reader.now());
    auto around = reader.surroundings(*stored);
    const auto guardian = shownPerson(record.guardian, today);
    ApplicationCase shown{.id = id,
                          .version = stored->version,
                          .commission = record.commission,
                          .applicationNumber = record.applicationNumber,
                          .receivedAt = record.receivedAt,
                          .synthetic = record.origin.synthetic,
                          .child = shownPerson(record.child, today),
                          .childPlace = record.childPlace,
                          .guardian = {guardian, record.guardian.address, record.guardian.kinship,
                                       masked(record.guardian.phone, 3), record.guardian.email},
                          .form = stored->form,
                          .state = stateOf(stored->decision),
                          .amountPerMonth = {},
                          .protocol = stored->protocol,
                          .saved = std::move(around.saved),
                          .opened = std::move(around.opened),
                          .members = choicesOf(around.members, record.commission),
                          .kindergartens = std::move(around.kindergartens)};
    if (shown.state == ApplicationState::approved) shown.amountPerMonth = record.amountPerMonth;
    // The applicant's own choice, which another commission's list may have.
    const auto& chosen = record.kindergarten;
    if (chosen && std::ranges::find(shown.kindergartens, chosen->id, &Kindergarten::id) == shown.kindergartens.end())
      shown.kindergartens.push_back(*chosen);
    std::ranges::sort(shown.kindergartens, [](const Kindergarten& left, const Kindergarten& right) {
      return compareKyrgyz(left.name.in(Language::ky), right.name.in(Language::ky)) < 0;
    });
    return shown;
  });
}

void SqlApplications::markOpened(const std::string& id, const Commissions& commissions, const std::string& accountId) {
  runner_.attempt([&](SqlSession& session) {
    return session.run(sql_["mark application opened"], {id, jsonTexts(commissions), accountId});
  });
}

std::optional<std::string> SqlApplications::show(const std::string& id, const Commissions& commissions,
                                                 HiddenNumber number, const std::string& accountId) {
  return runner_.write([&](SqlSession& session) -> std::optional<std::string> {
    ChangeLog changes(session, sql_, accountId);
    const auto rows = session.run(sql_["hidden numbers"], {id, jsonTexts(commissions)}).rows;
    if (rows.empty()) return std::nullopt;
    changes.note("", "numberShown", jsonObject({{"application", id}, {"number", toString(number)}}));
    changes.write();
    switch (number) {
      case HiddenNumber::childPin:
        return rows[0].text("child_pin");
      case HiddenNumber::guardianPin:
        return rows[0].text("guardian_pin");
      case HiddenNumber::guardianPhone:
        break;
    }
    return rows[0].text("guardian_phone");
  });
}

std::optional<Application> SqlApplications::record(const std::string& id, const Commissions& commissions,
                                                   const ApplicationForm& form) {
  return runner_.snapshot([&](SqlSession& session) -> std::optional<Application> {
    CaseReader reader(session, runner_);
    const auto stored = reader.find(id, commissions);
    return stored ? std::optional(reader.record(*stored, form)) : std::nullopt;
  });
}

std::vector<Problem> SqlApplications::rivals(const Application& record) {
  return runner_.snapshot([&](SqlSession& session) {
    auto problems = numberRivals(session, sql_, record);
    for (auto& problem : againstApproval(session, sql_, record)) problems.push_back(std::move(problem));
    return problems;
  });
}

std::vector<BenefitCategory> SqlApplications::benefits() {
  return runner_.read([&](SqlSession& session) { return CaseReader(session, runner_).categories(); });
}

std::optional<Commission> SqlApplications::commission(const std::string& id) {
  const auto result = runner_.read([&](SqlSession& session) { return session.run(sql_["commission"], {id}); });
  return result.rows.empty() ? std::nullopt : std::optional(commissionFrom(result.rows[0]));
}

}  // namespace balalyk
