#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/template/TemplateContract.h"

namespace balalyk {

// A section's name taken apart: «when child.phone» and, as names are unique in a document, «when child.phone 2».
struct SectionName {
  std::string keyword;  // "when", "unless", "text"; empty: any other section
  std::string field;

  static SectionName of(std::string_view name);
};

// The places of a template that show one value, and under which conditions.
class Shown {
 public:
  // `sections` around the place, outermost first. What holds whenever there is a value is no condition.
  void add(const std::string& name, const std::vector<std::string>& sections, const KindContract& contract);
  void addOnLaterPages() { onLaterPages_ = true; }

  bool anywhere() const { return !places_.empty() || onLaterPages_; }
  // In every document whose record has the value.
  bool always() const;
  // A section that may hide it; empty: it is in headers that not every page has.
  std::string section() const;

 private:
  std::vector<std::set<std::string>> places_;  // the conditions of each, as «when secretary.fullName»
  bool onLaterPages_ = false;
};

}  // namespace balalyk
