#include "connectors/portal/pages/FormErrors.h"

#include <map>

#include "connectors/texts/ProblemText.h"

namespace balalyk {

void FormErrors::add(const Problem& problem, const std::string& field) {
  auto text = describeOnPage(messages_, problem);
  errors_.push_back({field, std::move(text.what), std::move(text.why), std::move(text.remedy)});
}

void FormErrors::add(const std::string& text, const std::string& field) {
  errors_.push_back({field, text, "", ""});
}

void FormErrors::into(web::ViewData& data, const std::string& titleKey) const {
  data.flag("hasErrors", !errors_.empty());
  data.text("errorTitle", messages_.text(titleKey, {{"count", std::to_string(errors_.size())}}));
  std::vector<web::ViewData> items;
  std::map<std::string, std::string> ofFields;
  for (const auto& error : errors_) {
    web::ViewData item;
    item.flag("hasPlace", !error.field.empty()).text("place", error.field);
    items.push_back(item.text("what", error.what).text("why", error.why).text("remedy", error.remedy));
    if (error.field.empty()) continue;
    auto& text = ofFields[error.field];
    text += (text.empty() ? "" : " ") + error.what + (error.remedy.empty() ? "" : " " + error.remedy);
  }
  data.list("errors", std::move(items));
  for (auto& [field, text] : ofFields) data.flag(field + "Wrong", true).text(field + "Error", std::move(text));
}

}  // namespace balalyk
