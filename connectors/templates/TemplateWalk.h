#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/templates/OdfPackage.h"

namespace balalyk {

// An element of a template and where it is.
struct Spot {
  const xmlNode* element = nullptr;
  const xmlNode* paragraph = nullptr;  // the paragraph around it
  int number = 0;                      // of that paragraph, from 1 through the body; 0 outside the body
  std::optional<int> page;
  std::string area;                   // "body", "header", "footer", "style Entry", or the package's entry
  std::string table;                  // the innermost table's name
  bool inPatternRow = false;          // in that table's last row
  std::vector<std::string> sections;  // names, outermost first
};

// Whether an element of that name is drawn: a line, a shape, a watermark.
bool isDrawing(std::string_view name);

// The last row of a table: of a list, its pattern row. Null: it has none.
const xmlNode* lastRowOf(const xmlNode* table);

// Every element of every part in document order.
void walkTemplate(const OdfPackage& package, const std::function<void(const Spot&)>& visit);

LintFinding findingAt(const Spot& spot, Problem problem, LintFinding::Severity severity = LintFinding::Severity::error);

}  // namespace balalyk
