#include "pipeline/casework/MealDecisions.h"

#include <algorithm>

#include "pipeline/casework/TakeAtOnce.h"
#include "pipeline/domain/Text.h"
#include "pipeline/record/RecordCheck.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

std::optional<Commission> commissionOf(MemberBook& book, const Permission& by, const std::string& id) {
  auto all = book.commissions(by);
  const auto found = std::ranges::find(all, id, &Commission::id);
  return found == all.end() ? std::nullopt : std::optional(std::move(*found));
}

std::vector<Member> tickedOf(MemberBook& book, const Permission& by, const std::string& commissionId,
                             const std::vector<std::string>& ids) {
  const auto entries = book.members(by, commissionId);
  std::vector<Member> ticked;
  for (const auto& id : ids) {
    const auto found = std::ranges::find_if(entries, [&](const ListedEntry& entry) { return entry.member.id == id; });
    if (found != entries.end()) ticked.push_back(found->member);
  }
  return ticked;
}

}  // namespace

MealDecisions::Result MealDecisions::save(const Permission& by, MealSubsidy meal,
                                          const std::vector<std::string>& ticked, std::int64_t version,
                                          const std::string& reason, std::vector<Problem> unread) {
  auto& members = database_.memberBook();
  auto commission = commissionOf(members, by, meal.commission.id);
  if (!commission) return {.outcome = Outcome::notFound};
  meal.commission = *std::move(commission);
  if (meal.kindergarten) {
    auto all = database_.mealBook().kindergartens(by, meal.commission.id);
    const auto found = std::ranges::find(all, meal.kindergarten->id, &Kindergarten::id);
    if (found == all.end()) return {.outcome = Outcome::notFound};
    meal.kindergarten = std::move(*found);
  }
  meal.ticked = tickedOf(members, by, meal.commission.id, ticked);
  const auto checked = check(meal, database_.today());
  Result result{
      .outcome = Outcome::wrong, .id = meal.origin.key, .problems = std::move(unread), .flags = checked.flags};
  const auto saidAlready = [&](const Problem& problem) {
    return std::ranges::any_of(result.problems, [&](const Problem& said) {
      return said.code != problem.code && said.params.contains("instead") && said.params.at("instead") == problem.code;
    });
  };
  for (const auto& problem : checked.problems)
    if (!saidAlready(problem)) result.problems.push_back(problem);
  for (auto& problem : result.problems) problem.params.erase("instead");
  if (!result.problems.empty()) return result;

  const auto why = normaliseText(reason);
  auto& book = database_.mealBook();
  const bool adds = meal.origin.key.empty() && !newKey_.empty();
  auto written = adds ? book.add(by, meal, newKey_, accountId_) : book.save(by, meal, version, why, accountId_);
  result.id = written.id;
  result.state = written.state;
  result.theirs = std::move(written.theirs);
  switch (written.outcome) {
    case MealBook::Outcome::done: {
      result.outcome = Outcome::done;
      if (!written.regenerated) takeAtOnce(database_, Source::mealSubsidy, written.id, accountId_);
      break;
    }
    case MealBook::Outcome::notFound:
      result.outcome = Outcome::notFound;
      break;
    case MealBook::Outcome::conflict:
      result.outcome = Outcome::conflict;
      break;
    case MealBook::Outcome::frozen:
      result.outcome = Outcome::frozen;
      break;
    case MealBook::Outcome::reasonMissing:
      result.outcome = Outcome::reasonMissing;
      break;
  }
  return result;
}

std::optional<MealDecisions::Kept> MealDecisions::keepFile(const Permission& by, const std::string& commissionId,
                                                           const std::string& name, std::string_view content) {
  if (!commissionOf(database_.memberBook(), by, commissionId)) return std::nullopt;
  if (content.size() > kLargestUpload)
    return Kept{std::nullopt, Problem{"uploadTooLarge", {{"limit", std::to_string(kLargestUpload)}}}};
  PdfFinding finding;
  try {
    finding = pdf_.examine(content);
  } catch (const StageError& error) {
    return Kept{std::nullopt, error.problem()};  // no answer: of the machine, not of the file
  }
  if (!finding.problems.empty()) return Kept{std::nullopt, finding.problems.front()};
  auto file = database_.mealBook().keepFile(
      by, commissionId,
      {.name = name, .content = content, .digest = signing::toHex(signing::sha256(content)), .pages = finding.pages},
      accountId_);
  if (!file) return std::nullopt;
  return Kept{std::move(file), std::nullopt};
}

}  // namespace balalyk
