#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/templates/LintFinding.h"
#include "connectors/templates/OdfXml.h"

namespace balalyk {

// A template taken apart: the XML parts of an .odt, or the one of a flat file.
struct OdfPackage {
  struct Part {
    std::string entry;  // "content.xml"; empty for a flat file
    signing::xml::Document document;
  };

  bool flat = false;
  std::vector<Part> parts;
  std::set<std::string> entries;
  std::vector<LintFinding> findings;  // what is wrong with the package itself; `parts` may then be incomplete
};

// Never throws for what the bytes hold: that becomes findings.
OdfPackage openOdf(std::string_view bytes);

}  // namespace balalyk
