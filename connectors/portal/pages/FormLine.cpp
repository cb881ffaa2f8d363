#include "connectors/portal/pages/FormLine.h"

#include "connectors/texts/ProblemText.h"

namespace balalyk {

web::ViewData shown(const FormLine& line, const std::string& texts, const Messages& messages,
                    const std::vector<Problem>& itsProblems) {
  web::ViewData item;
  item.text("name", line.name).text("label", messages.text(texts + ".field." + line.name)).text("value", line.value);
  item.text("type", line.type).text("autocomplete", "off").flag("required", line.required);
  const auto hint = texts + ".hint." + line.name;
  const bool hinted = messages.has(hint);
  item.flag("hinted", hinted).text("hint", hinted ? messages.text(hint) : "");
  std::string wrong;
  for (const auto& problem : itsProblems) {
    const auto text = describeOnPage(messages, problem);
    wrong += (wrong.empty() ? "" : " ") + text.what + (text.remedy.empty() ? "" : " " + text.remedy);
  }
  item.flag("isWrong", !wrong.empty()).flag("described", hinted || !wrong.empty());
  return item.text("wrong", std::move(wrong));
}

}  // namespace balalyk
