#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/templates/TemplateWalk.h"

namespace balalyk {

// The styles of a template, which of them its text uses (LibreOffice keeps unused ones, with fonts that matter to
// nobody), and what they say.
class Styles {
 public:
  explicit Styles(const OdfPackage& package);

  bool isUsed(const xmlNode* style) const;
  struct Property {
    std::string_view kind;  // "style:text-properties"
    std::string_view name;  // "text:display"
  };
  // Its value for what has the style of that name, inherited ones included; empty: no style says it. Automatic styles
  // of the body and of the headers may have the same name: `document` says whose.
  std::string valueOf(const Property& property, const xmlDoc* document, std::string_view family,
                      const std::string& style) const;
  // Master pages that the first page, or a page that the text begins, is made of: those by which others are followed
  // are not among them.
  bool beginsPages(const std::string& masterPage) const { return masterPages_.contains(masterPage); }

 private:
  void use(const std::string& name);
  void useWhatIsIn(const xmlNode* style);
  void findMasterPages(const OdfPackage& package);
  const xmlNode* find(const xmlDoc* document, std::string_view family, const std::string& name) const;
  std::string masterPageOf(const xmlDoc* document, std::string_view family, std::string style) const;

  std::multimap<std::string, const xmlNode*> byName_;
  std::set<std::string> used_, masterPages_;
  std::vector<std::string> queue_;
};

}  // namespace balalyk
