#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
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
    std::string_view kind;          // "style:text-properties"
    std::string_view name;          // "text:display"
    std::string_view instead = {};  // a switch that takes its place where it is on and nearer: the value is "true"
  };
  // Its value for what has the style of that name, inherited ones and the family's default included; empty: no style
  // says it. A size in percent is reckoned from the inherited one. Automatic styles of the body and of the headers may
  // have the same name: `document` says whose.
  const std::string& valueOf(const Property& property, const xmlDoc* document, std::string_view family,
                             const std::string& style) const;
  // The name of a paragraph's style as LibreOffice shows it: its own, or of an automatic one that which it is made
  // from.
  std::string shownName(const xmlDoc* document, const std::string& paragraphStyle) const;
  // Master pages that the first page, or a page that the text begins, is made of: those by which others are followed
  // are not among them.
  bool beginsPages(const std::string& masterPage) const { return masterPages_.contains(masterPage); }

 private:
  void use(const std::string& name);
  void useWhatIsIn(const xmlNode* style);
  void findMasterPages(const OdfPackage& package);
  const std::string& valueOf(const Property& property, const xmlDoc* document, std::string_view family,
                             const std::string& style, int depth) const;
  const xmlNode* find(const xmlDoc* document, std::string_view family, const std::string& name) const;

  using Asked = std::tuple<const xmlDoc*, std::string, std::string, std::string_view, std::string_view>;

  std::multimap<std::string, const xmlNode*> byName_;
  std::map<std::string, const xmlNode*> defaults_;  // by family
  // Each question is answered once: a hostile template has thousands of styles of the same name or parent.
  mutable std::map<Asked, std::string> answers_;
  std::set<std::string> used_, masterPages_;
  std::vector<std::string> queue_;
};

}  // namespace balalyk
