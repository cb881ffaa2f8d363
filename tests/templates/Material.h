#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/templates/LintFinding.h"
#include "pipeline/template/TemplateContract.h"

namespace balalyk {

const TemplateContract& realContract();
std::string readFile(const std::string& path);
std::string flatTemplate(const std::string& kind, const std::string& language);
std::string builtTemplate(const std::string& kind, const std::string& language);

// `text` with the first `what` replaced; fails the test if it is not there, so that an edit cannot silently miss.
// A template, flat or its content.xml, with lists as tables and a section around the comments, as installations have
// them in their templates.
std::string withTables(std::string xml);
std::string edited(std::string text, std::string_view what, std::string_view with);

struct ZipEntry {
  std::string name, content;
  bool encrypted = false;
};
std::vector<ZipEntry> unzip(const std::string& bytes);
std::string zip(const std::vector<ZipEntry>& entries);

bool holds(const std::vector<LintFinding>& findings, const std::string& problem);
std::string list(const std::vector<LintFinding>& findings);

}  // namespace balalyk
