#include "pipeline/casework/FormProblems.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace balalyk {

namespace {

using Row = std::pair<std::string_view, FormField>;

constexpr auto kByCode = std::to_array<Row>({
    {"attendeesMissing", FormField::members},         {"benefitMissing", FormField::benefit},
    {"benefitsSeveral", FormField::benefit},          {"amountDiffers", FormField::benefit},
    {"chairpersonMissing", FormField::members},       {"chairpersonSeveral", FormField::members},
    {"childHasVoucher", FormField::decision},         {"decisionMissing", FormField::decision},
    {"foreignMemberLeftOut", FormField::members},     {"inactiveMemberLeftOut", FormField::members},
    {"memberTickedTwice", FormField::members},        {"numberLooksUsed", FormField::number},
    {"numberUsedByApplication", FormField::number},   {"numberUsedTwice", FormField::number},
    {"protocolNumberMissing", FormField::number},     {"quotaExceeded", FormField::decision},
    {"receivedAfterSitting", FormField::date},        {"refusalGroundsMissing", FormField::grounds},
    {"refusalGroundsOfApproval", FormField::grounds}, {"sittingDateInFuture", FormField::date},
    {"sittingDateMissing", FormField::date},          {"sittingDateUnreadable", FormField::date},
});

// By the beginning of the record's field, or of the view's column.
constexpr auto kByPlace = std::to_array<Row>({
    {"protocol.number", FormField::number},
    {"protocol.date", FormField::date},
    {"sitting_date", FormField::date},
    {"child", FormField::child},
    {"guardian", FormField::guardian},
    {"benefit", FormField::benefit},
    {"amount", FormField::benefit},
    {"member", FormField::members},
    {"document", FormField::documents},
    {"comments", FormField::comments},
    {"refusal", FormField::grounds},
    {"kindergarten", FormField::kindergarten},
});

FormField byPlace(std::string_view place) {
  const auto row = std::ranges::find_if(kByPlace, [&](const Row& one) { return place.starts_with(one.first); });
  return row == kByPlace.end() ? FormField::none : row->second;
}

}  // namespace

const char* toString(FormField field) {
  static constexpr std::array kNames{"",         "child",  "guardian", "benefit",  "members", "documents",
                                     "comments", "number", "date",     "decision", "grounds", "kindergarten"};
  return kNames.at(static_cast<std::size_t>(field));
}

FormField formFieldOf(const Problem& problem) {
  const auto row = std::ranges::find(kByCode, problem.code, &Row::first);
  if (row != kByCode.end()) return row->second;
  for (const auto* param : {"field", "column"})
    if (const auto place = problem.params.find(param); place != problem.params.end()) return byPlace(place->second);
  return FormField::none;
}

}  // namespace balalyk
