#pragma once

#include <optional>
#include <string>

#include "pipeline/Error.h"

namespace balalyk {

// One thing that is wrong with a template, and where. A template holds no personal data, so its text may be shown.
struct LintFinding {
  enum class Severity { error, warning };  // an error keeps the template out of use

  Severity severity = Severity::error;
  Problem problem;          // codes: see TemplateLinter.h
  std::optional<int> page;  // when the template says where its pages break (saved by LibreOffice)
  int paragraph = 0;        // counted from 1 through the body, headings and table cells included; 0: not in the body
  std::string element;      // "body", "header", "footer", "style Entry", or the package's entry: "Basic/script.xml"
  std::string excerpt;      // the start of that paragraph's text

  bool operator==(const LintFinding&) const = default;
};

}  // namespace balalyk
