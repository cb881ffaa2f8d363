#include "pipeline/record/Record.h"

namespace balalyk {
namespace {

template <class... Cases>
struct Match : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Match(Cases...) -> Match<Cases...>;

}  // namespace

Kind kindOf(const Record& record) {
  return std::visit(
      Match{[](const Application& one) { return one.approved ? Kind::voucherApproval : Kind::voucherRefusal; },
            [](const MealSubsidy& one) {
              if (!one.uploadId.empty()) return Kind::mealUpload;
              return one.child ? Kind::mealSubsidy : Kind::mealDecision;
            },
            [](const VoucherList&) { return Kind::voucherList; }},
      record);
}

Source sourceOf(const Record& record) {
  return std::visit(Match{[](const Application&) { return Source::application; },
                          [](const MealSubsidy&) { return Source::mealSubsidy; },
                          [](const VoucherList&) { return Source::voucherList; }},
                    record);
}

const RecordOrigin& originOf(const Record& record) {
  return std::visit([](const auto& one) -> const RecordOrigin& { return one.origin; }, record);
}

const Commission& commissionOf(const Record& record) {
  return std::visit([](const auto& one) -> const Commission& { return one.commission; }, record);
}

const Member* chairpersonOf(const Record& record) {
  if (const auto* list = std::get_if<VoucherList>(&record))
    return list->chairperson.id.empty() ? nullptr : &list->chairperson;
  const auto* application = std::get_if<Application>(&record);
  const auto& ticked = application ? application->ticked : std::get<MealSubsidy>(record).ticked;
  for (const auto& member : ticked)
    if (member.role == CommissionRole::chairperson) return &member;
  return nullptr;
}

std::vector<Language> languagesOf(const Record& record) {
  if (kindOf(record) == Kind::mealUpload) return {};
  switch (commissionOf(record).languages) {
    case ProtocolLanguages::ky:
      return {Language::ky};
    case ProtocolLanguages::ru:
      return {Language::ru};
    case ProtocolLanguages::both:
      break;
  }
  return {Language::ky, Language::ru};
}

}  // namespace balalyk
