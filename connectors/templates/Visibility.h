#pragma once

#include <set>
#include <string>
#include <utility>

#include "connectors/templates/Styles.h"

namespace balalyk {

// Whether what is at a place of a template is printed. What depends on the record, the sections `when` and `unless`, is
// not asked here.
enum class Printed {
  always,
  sometimes,  // in a header or footer that the first page does not have
  never,      // in a comment, or in a header or footer that is switched off or of no page
  hidden      // the template hides it
};

class Visibility {
 public:
  Visibility(const OdfPackage& package, const Styles& styles);

  Printed of(const xmlNode* element) const;
  // Whether the element itself, whatever is around it, is hidden: by its style or its own attributes.
  bool hides(const xmlNode* element) const;

 private:
  Printed ofHeader(const xmlNode* header, const std::string& name) const;

  const Styles& styles_;
  std::set<const xmlNode*> hiddenParagraphs_;
  std::set<std::pair<const xmlNode*, std::string>> firstHeaders_;  // master page, name
};

}  // namespace balalyk
