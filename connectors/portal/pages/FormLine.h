#pragma once

#include <string>
#include <vector>

#include "connectors/portal/web/ViewData.h"
#include "connectors/texts/Messages.h"
#include "pipeline/Error.h"

namespace balalyk {

// One line of a form, for {{>_line}}: its name is its id, `texts` where its label (texts.field.NAME) and, where there
// is one, its hint (texts.hint.NAME) are.
struct FormLine {
  std::string name;
  std::string value;
  std::string type = "text";
  bool required = false;
};

web::ViewData shown(const FormLine& line, const std::string& texts, const Messages& messages,
                    const std::vector<Problem>& itsProblems);

}  // namespace balalyk
