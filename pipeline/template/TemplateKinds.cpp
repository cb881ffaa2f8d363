#include "pipeline/template/TemplateKinds.h"

#include <algorithm>
#include <stdexcept>

namespace balalyk {

namespace {

constexpr TemplateKind kNotice{"applicant-notice", "notice", true};

constexpr TemplateKind kVoucherApproval[] = {{"voucher-approval", "protocol"}, kNotice};
constexpr TemplateKind kVoucherRefusal[] = {{"voucher-refusal", "protocol"}, kNotice};
constexpr TemplateKind kMealSubsidy[] = {{"meal-subsidy", "protocol"}};
constexpr TemplateKind kMealDecision[] = {{"meal-decision", "protocol"}};
constexpr TemplateKind kVoucherList[] = {{"voucher-list", "list"}};

}  // namespace

std::span<const TemplateKind> templateKindsOf(Kind kind) {
  switch (kind) {
    case Kind::voucherApproval:
      return kVoucherApproval;
    case Kind::voucherRefusal:
      return kVoucherRefusal;
    case Kind::mealSubsidy:
      return kMealSubsidy;
    case Kind::mealDecision:
      return kMealDecision;
    case Kind::mealUpload:
      return {};
    case Kind::voucherList:
      return kVoucherList;
  }
  throw std::logic_error("a value outside its enumeration");
}

std::string pdfName(const TemplateKind& kind, std::string_view language) {
  return std::string(kind.stem) + "-" + std::string(language) + ".pdf";
}

bool isNotice(Kind kind, const StoredFile& file) {
  return std::ranges::any_of(templateKindsOf(kind), [&](const TemplateKind& one) {
    return one.toApplicant && file.name.starts_with(std::string(one.stem) + "-") && file.name.ends_with(".pdf");
  });
}

}  // namespace balalyk
