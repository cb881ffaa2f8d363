#include "connectors/portal/pages/ApplicationTyped.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "pipeline/casework/EditApplication.h"

namespace balalyk {
namespace {

// Of the protocol's fields, the names are those of FormField.
constexpr const char* kVersion = "version";
constexpr const char* kBenefit = "benefit";
constexpr const char* kAsked = "asked";  // benefits that the applicant marked, while none of them is chosen
constexpr const char* kMembers = "members";
constexpr const char* kUsualDocument = "documents";  // its number in usualDocuments()
constexpr const char* kOtherKy = "other.ky";         // one each a line, always in pairs
constexpr const char* kOtherRu = "other.ru";
constexpr const char* kComments = "comments";
constexpr const char* kNumber = "number";
constexpr const char* kDate = "date";
constexpr const char* kDecision = "decision";
constexpr const char* kGrounds = "grounds";
constexpr const char* kKindergarten = "kindergarten";
constexpr const char* kReason = "reason";
constexpr std::array kKept{kVersion,  kAsked,  kBenefit, kMembers,  kUsualDocument, kOtherKy,      kOtherRu,
                           kComments, kNumber, kDate,    kDecision, kGrounds,       kKindergarten, kReason};

// -1: it is none.
int numberIn(const std::string& text) {
  int number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : -1;
}

}  // namespace

ApplicationTyped typedFormOf(const web::Values& fields) {
  ApplicationTyped typed;
  typed.version = std::max(0, numberIn(fields.first(kVersion)));
  auto& form = typed.form;
  form.benefits = fields.all(kBenefit);
  if (form.benefits.empty()) form.benefits = fields.all(kAsked);
  form.ticked = fields.all(kMembers);
  const auto& usual = usualDocuments();
  for (const auto& number : fields.all(kUsualDocument)) {
    const auto at = static_cast<std::size_t>(numberIn(number));
    if (at < usual.size()) form.documentsShown.push_back(usual[at]);
  }
  const auto ky = fields.all(kOtherKy), ru = fields.all(kOtherRu);
  for (std::size_t i = 0; i < std::max(ky.size(), ru.size()); ++i) {
    LocalizedText document{i < ky.size() ? ky[i] : "", i < ru.size() ? ru[i] : ""};
    if (!document.ky.empty() || !document.ru.empty()) form.documentsShown.push_back(std::move(document));
  }
  form.comments = fields.first(kComments);
  form.protocolNumber = fields.first(kNumber);
  form.sittingDate = isoWhereDate(fields.first(kDate));
  form.chosen = decisionFrom(fields.first(kDecision));
  form.refusalGrounds = fields.first(kGrounds);
  form.kindergartenId = fields.first(kKindergarten);
  typed.reason = fields.first(kReason);
  return typed;
}

std::vector<std::pair<std::string, std::string>> keptFields(const web::Values& fields) {
  std::vector<std::pair<std::string, std::string>> kept;
  for (const auto& [name, value] : fields)
    if (std::ranges::find(kKept, name) != kKept.end()) kept.emplace_back(name, value);
  return kept;
}

std::vector<std::pair<std::string, std::string>> fieldsOf(const ApplicationTyped& typed) {
  std::vector<std::pair<std::string, std::string>> fields{{kVersion, std::to_string(typed.version)}};
  const auto& form = typed.form;
  for (const auto& code : form.benefits) fields.emplace_back(kBenefit, code);
  for (const auto& id : form.ticked) fields.emplace_back(kMembers, id);
  const auto& usual = usualDocuments();
  for (const auto& document : form.documentsShown) {
    const auto found = std::ranges::find(usual, document);
    if (found != usual.end()) {
      fields.emplace_back(kUsualDocument, std::to_string(found - usual.begin()));
    } else {
      fields.emplace_back(kOtherKy, document.ky);
      fields.emplace_back(kOtherRu, document.ru);
    }
  }
  fields.emplace_back(kComments, form.comments);
  fields.emplace_back(kNumber, form.protocolNumber);
  fields.emplace_back(kDate, form.sittingDate);
  if (form.chosen) fields.emplace_back(kDecision, toString(*form.chosen));
  fields.emplace_back(kGrounds, form.refusalGrounds);
  fields.emplace_back(kKindergarten, form.kindergartenId);
  fields.emplace_back(kReason, typed.reason);
  return fields;
}

bool showTheSame(const ApplicationForm& one, const ApplicationForm& other) {
  const auto asShown = [](ApplicationForm form) {
    std::ranges::sort(form.ticked);
    std::ranges::sort(form.benefits);
    const auto& usual = usualDocuments();
    std::ranges::stable_sort(form.documentsShown, {}, [&](const LocalizedText& document) {
      return std::ranges::find(usual, document) - usual.begin();
    });
    return form;
  };
  return asShown(one) == asShown(other);
}

std::string draftName(const std::string& applicationId) {
  return "application/" + applicationId;
}

}  // namespace balalyk
