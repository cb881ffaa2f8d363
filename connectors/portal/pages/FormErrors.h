#pragma once

#include <string>
#include <vector>

#include "connectors/portal/web/ViewData.h"
#include "connectors/texts/Messages.h"
#include "pipeline/Error.h"

namespace balalyk {

// What is wrong with a form, in the reader's language: {{>_errors}} shows it at the top with links to the fields; a
// field named «number» has {{#numberWrong}} and {{numberError}}.
class FormErrors {
 public:
  explicit FormErrors(const Messages& messages) : messages_(messages) {}

  // `field`: its id on the page; empty: of none.
  void add(const Problem& problem, const std::string& field);
  void add(const std::string& text, const std::string& field);
  bool empty() const { return errors_.empty(); }

  void into(web::ViewData& data, const std::string& titleKey) const;

 private:
  struct Entry {
    std::string field, what, why, remedy;
  };
  const Messages& messages_;
  std::vector<Entry> errors_;
};

}  // namespace balalyk
