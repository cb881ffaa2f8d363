#include "pipeline/record/RecordCheck.h"

#include <algorithm>
#include <set>

#include "pipeline/domain/Collation.h"
#include "pipeline/domain/Money.h"
#include "pipeline/domain/Pin.h"
#include "pipeline/domain/ProtocolNumber.h"
#include "pipeline/domain/Text.h"
#include "pipeline/record/PeopleCheck.h"
#include "pipeline/record/TextCheck.h"

namespace balalyk {
namespace {

Place field(const char* name) {
  return {{"field", name}};
}

bool isUnreadable(const std::vector<Problem>& unreadable, std::string_view column, const Place& of) {
  return std::ranges::any_of(unreadable, [&](const Problem& problem) {
    const auto holder = of.find("holder");
    const auto its = problem.params.find("holder");
    if (its != problem.params.end() && (holder == of.end() || holder->second != its->second)) return false;
    const auto& name = problem.params.at("column");
    return name.substr(0, name.find_first_of(".[")) == column;
  });
}

void checkCommission(Commission& commission, Need place, TextCheck& check) {
  check.localized(commission.name, field("commission.name"), Need::required);
  check.localized(commission.place, field("commission.place"), place);
  check.localized(commission.localBody, field("commission.localBody"), Need::optional);
}

void checkNumber(std::string& number, const Place& missing, const Place& place, TextCheck& check) {
  check.line(number, place, Need::optional, TextCheck::kNumberLetters);
  number = normaliseProtocolNumber(number);
  if (hasCyrillicLookAlikes(number)) check.flag("numberHasLookAlikes", place);
  if (number.empty()) check.problem("protocolNumberMissing", missing);
}

void checkSitting(std::string& number, std::optional<Date>& date, Date today, TextCheck& check) {
  checkNumber(number, {}, field("protocol.number"), check);
  if (date && !date->ok()) date.reset();
  if (!date)
    check.problem("sittingDateMissing");
  else if (*date > today)
    check.problem("sittingDateInFuture");
  else if (date->year() < TextCheck::kEarliest)
    check.problem("yearImplausible", field("protocol.date"));  // the archive and the numbers are kept by it
}

void checkKindergarten(std::optional<Kindergarten>& kindergarten, TextCheck& check) {
  if (kindergarten) check.localized(kindergarten->name, field("kindergarten.name"), Need::required);
}

void checkBenefits(std::vector<BenefitCategory>& benefits, TextCheck& check) {
  for (auto& benefit : benefits) check.localized(benefit.name, field("benefit.name"), Need::required);
  if (benefits.empty()) check.problem("benefitMissing");
  if (benefits.size() > 1) check.problem("benefitsSeveral", {{"count", std::to_string(benefits.size())}});
}

void checkDocumentsShown(std::vector<LocalizedText>& documents, TextCheck& check) {
  for (auto& document : documents) check.localized(document, field("documentsShown"), Need::optional);
  std::erase_if(documents, [](const LocalizedText& document) { return document.ky.empty() && document.ru.empty(); });
}

// A voucher is for children from 1 to 6.
void checkAge(const Person& child, const std::optional<Date>& sitting, Date today, TextCheck& check) {
  using std::chrono::years;
  const auto facts = readPin(child.pin, today);
  if (!facts || !sitting || facts->birthDate > *sitting) return;  // said already
  if (facts->birthDate + years(1) > *sitting || facts->birthDate + years(7) <= *sitting)
    check.flag("ageOutside", field("child.pin"));
}

void checkAmount(Application& record, const AmountRules& amounts, TextCheck& check) {
  if (record.approved && record.benefits.size() == 1 && record.sittingDate) {
    const auto rule = amounts.amountOf(record.benefits[0].code, record.childPlace.soate, *record.sittingDate);
    if (rule && record.amountPerMonth && *record.amountPerMonth != *rule)
      check.flag("amountDiffers", {{"typed", decimalMoney(*record.amountPerMonth)}, {"rule", decimalMoney(*rule)}});
    if (!record.amountPerMonth && !isUnreadable(record.origin.unreadable, "amount_per_month", {}))
      record.amountPerMonth = rule;
  }
  if (record.amountPerMonth) check.amount(*record.amountPerMonth, TextCheck::kPerMonth, field("amountPerMonth"));
}

void checkPlace(Locality& place, TextCheck& check) {
  static constexpr std::size_t kDigits = 14;
  check.line(place.soate, field("child.place"), Need::optional);
  check.localized(place.name, field("child.place"), Need::optional);
  const bool digits = std::ranges::all_of(place.soate, [](char c) { return c >= '0' && c <= '9'; });
  if (!place.soate.empty() && (!digits || place.soate.size() != kDigits))
    check.flag("soateImpossible", field("child.place"));
}

// Which list a voucher is in follows from its days: one of the last century is no such day.
void checkDays(const VoucherHolder& holder, Date today, const Place& from, const Place& to, TextCheck& check) {
  static constexpr std::chrono::year kEarliest{1990};
  for (const auto& [date, place] : {std::pair(holder.from, from), {holder.to, to}}) {
    if (date.ok() && date.year() < kEarliest)
      check.problem("yearImplausible", place);
    else
      check.year(date, today, place);
  }
}

void checkHolder(VoucherHolder& holder, Date today, TextCheck& check) {
  const auto at = [&](const char* name) { return Place{{"field", name}, {"holder", holder.key}}; };
  check.name(holder.child, at("holder.child"));
  check.amount(holder.amountPerMonth, TextCheck::kPerMonth, at("holder.amountPerMonth"));
  checkNumber(holder.protocolNumber, {{"holder", holder.key}}, at("holder.protocolNumber"), check);
  if (!holder.protocolDate.ok()) {
    holder.protocolDate = Date{};
    check.problem("protocolDateMissing", {{"holder", holder.key}});
  } else if (holder.protocolDate > today) {
    check.flag("protocolDateInFuture", {{"holder", holder.key}});
  } else {
    check.year(holder.protocolDate, today, at("holder.protocolDate"));
  }
  if (!holder.from.ok()) holder.from = Date{};
  if (!holder.to.ok()) holder.to = Date{};
  if (!holder.from.ok() || !holder.to.ok() || holder.from > holder.to)
    check.problem("holderDatesWrong", {{"holder", holder.key}});
  checkDays(holder, today, at("holder.from"), at("holder.to"), check);
}

void checkOnce(const std::vector<VoucherHolder>& holders, TextCheck& check) {
  std::set<std::string> seen;
  for (const auto& holder : holders)
    if (!seen.insert(holder.key).second) check.problem("holderTwice", {{"holder", holder.key}});
}

// By name, then key. Sort keys are made once each: a list can be long.
void sortHolders(std::vector<VoucherHolder>& holders) {
  std::vector<std::pair<std::string, std::size_t>> order;
  for (std::size_t at = 0; at < holders.size(); ++at) order.emplace_back(collationKey(holders[at].child.full()), at);
  std::sort(order.begin(), order.end(), [&](const auto& left, const auto& right) {
    return std::tie(left.first, holders[left.second].key) < std::tie(right.first, holders[right.second].key);
  });
  std::vector<VoucherHolder> sorted;
  sorted.reserve(holders.size());
  for (const auto& [key, at] : order) sorted.push_back(std::move(holders[at]));
  holders = std::move(sorted);
}

// What cannot be read is missing as well: that is not a second problem, and its message would mislead.
bool followsFrom(const std::vector<Problem>& unreadable, const Problem& problem) {
  static constexpr std::pair<std::string_view, std::string_view> kColumns[] = {
      {"sittingDateMissing", "sitting_date"},  {"benefitMissing", "benefits"},
      {"attendeesMissing", "members"},         {"chairpersonMissing", "members"},
      {"chairpersonMissing", "chairperson"},   {"attendeesMissing", "commission_id"},
      {"chairpersonMissing", "commission_id"}, {"amountMissing", "amount_per_day"},
      {"holderDatesWrong", "valid_from"},      {"holderDatesWrong", "valid_to"},
      {"protocolDateMissing", "protocol_date"}};
  return std::ranges::any_of(kColumns, [&](const auto& entry) {
    return problem.code == entry.first && isUnreadable(unreadable, entry.second, problem.params);
  });
}

template <class T>
Checked<T> finish(T record, TextCheck& check) {
  auto problems = record.origin.unreadable;
  for (auto& problem : check.takeProblems())
    if (!followsFrom(record.origin.unreadable, problem)) problems.push_back(std::move(problem));
  return {std::move(record), std::move(problems), check.takeFlags()};
}

}  // namespace

Checked<Application> check(Application record, Date today, const AmountRules& amounts) {
  TextCheck check(record.commission.languages);
  checkCommission(record.commission, Need::required, check);
  checkSitting(record.protocolNumber, record.sittingDate, today, check);
  checkPerson(record.child, "child", today, record.sittingDate, check);
  checkPerson(record.guardian, "guardian", today, record.sittingDate, check);
  check.line(record.guardian.address, field("guardian.address"), Need::optional);
  checkBenefits(record.benefits, check);
  check.line(record.applicationNumber, field("application.number"), Need::optional);
  // The day in UTC is the place's day or the one before: a later one is after the sitting wherever the place is.
  if (record.receivedAt && record.sittingDate &&
      Date(std::chrono::floor<std::chrono::days>(*record.receivedAt)) > *record.sittingDate)
    check.flag("receivedAfterSitting");
  checkPlace(record.childPlace, check);
  checkTicked(record.ticked, record.commission, today, check);
  if (record.ticked.empty()) check.problem("attendeesMissing");
  checkDocumentsShown(record.documentsShown, check);
  check.lines(record.comments, field("comments"));
  check.lines(record.refusalGrounds, field("refusalGrounds"));
  if (!record.approved && record.refusalGrounds.empty()) check.problem("refusalGroundsMissing");
  if (record.approved && !record.refusalGrounds.empty()) check.flag("refusalGroundsOfApproval");
  if (record.approved) checkAge(record.child, record.sittingDate, today, check);
  checkAmount(record, amounts, check);
  checkKindergarten(record.kindergarten, check);
  return finish(std::move(record), check);
}

Checked<MealSubsidy> check(MealSubsidy record, Date today) {
  // An uploaded protocol is signed as it is: only what the archive and the signature need must be there.
  const bool fromTemplate = record.uploadId.empty();
  TextCheck check(record.commission.languages);
  checkCommission(record.commission, fromTemplate ? Need::required : Need::optional, check);
  checkSitting(record.protocolNumber, record.sittingDate, today, check);
  if (record.child) checkPerson(*record.child, "child", today, record.sittingDate, check);
  checkKindergarten(record.kindergarten, check);
  checkTicked(record.ticked, record.commission, today, check);
  if (fromTemplate && record.ticked.empty()) check.problem("attendeesMissing");
  check.lines(record.comments, field("comments"));
  if (record.amountPerDay)
    check.amount(*record.amountPerDay, TextCheck::kPerDay, field("amountPerDay"));
  else if (fromTemplate)
    check.problem("amountMissing", field("amountPerDay"));
  return finish(std::move(record), check);
}

Checked<VoucherList> check(VoucherList record, Date today) {
  TextCheck check(record.commission.languages);
  checkCommission(record.commission, Need::required, check);
  // A list that became empty is made from its last record, which keeps no personal number.
  const auto pin = record.holders.empty() ? Need::optional : Need::required;
  if (!record.chairperson.id.empty()) checkMember(record.chairperson, today, check, pin);
  if (record.chairperson.id.empty() || record.chairperson.role != CommissionRole::chairperson ||
      !belongsTo(record.chairperson, record.commission))
    check.problem("chairpersonMissing");
  check.localized(record.kindergarten.name, field("kindergarten.name"), Need::required);
  if (!record.month.ok()) {
    record.month = {};
    check.problem("monthMissing");
  }
  for (auto& holder : record.holders) checkHolder(holder, today, check);
  if (record.holders.empty()) check.flag("listEmpty");  // its last voucher ended after it was published
  checkOnce(record.holders, check);
  sortHolders(record.holders);
  return finish(std::move(record), check);
}

}  // namespace balalyk
