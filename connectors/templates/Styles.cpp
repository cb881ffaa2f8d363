#include "connectors/templates/Styles.h"

#include <algorithm>

namespace balalyk {
namespace {

constexpr int kDeepest = 100;  // styles above a style: a circle of them ends

bool isStyle(std::string_view name) {
  return name == "style:style" || name == "text:list-style" || name == "text:outline-style";
}

bool isText(const Spot& spot) {
  return spot.area == "body" || spot.area == "header" || spot.area == "footer";
}

}  // namespace

Styles::Styles(const OdfPackage& package) {
  bool hasNotes = false;
  std::vector<const xmlNode*> notes;
  walkTemplate(package, [&](const Spot& spot) {
    const auto name = odfName(spot.element);
    if (isStyle(name)) byName_.emplace(odfAttribute(spot.element, "style:name"), spot.element);
    if (name == "text:notes-configuration") notes.push_back(spot.element);
    if (name == "text:linenumbering-configuration" && odfAttribute(spot.element, "text:number-lines") == "true")
      use(odfAttribute(spot.element, "text:style-name"));
    if (!isText(spot)) return;
    hasNotes = hasNotes || name == "text:note";
    if (name == "text:h") use("Outline");
    for (const char* attribute : {"text:style-name", "text:cond-style-name", "table:style-name", "draw:style-name"})
      use(odfAttribute(spot.element, attribute));
  });
  for (const xmlNode* note : notes)
    for (const char* attribute :
         {"text:citation-style-name", "text:citation-body-style-name", "text:default-style-name"})
      if (hasNotes) use(odfAttribute(note, attribute));
  // use() grows the list that is walked here.
  for (std::size_t index = 0; index < queue_.size(); ++index) {
    const auto name = queue_[index];
    for (auto [style, end] = byName_.equal_range(name); style != end; ++style) {
      for (const char* attribute : {"style:parent-style-name", "style:list-style-name"})
        use(odfAttribute(style->second, attribute));
      useWhatIsIn(style->second);
    }
  }
  findMasterPages(package);
}

// What a style names inside: those that take its place under a condition, of a list's numbers, of its first letters.
void Styles::useWhatIsIn(const xmlNode* style) {
  for (const xmlNode* child = style->children; child; child = child->next) {
    if (child->type != XML_ELEMENT_NODE) continue;
    const auto name = odfName(child);
    if (name == "style:map") use(odfAttribute(child, "style:apply-style-name"));
    if (name.starts_with("text:list-level-style") || name == "text:outline-level-style")
      use(odfAttribute(child, "text:style-name"));
    if (name == "style:drop-cap") use(odfAttribute(child, "style:style-name"));
    useWhatIsIn(child);
  }
}

void Styles::use(const std::string& name) {
  if (!name.empty() && used_.insert(name).second) queue_.push_back(name);
}

bool Styles::isUsed(const xmlNode* style) const {
  const auto name = odfName(style);
  if (name == "style:default-style") return true;
  return used_.contains(name == "text:outline-style" ? "Outline" : odfAttribute(style, "style:name"));
}

const xmlNode* Styles::find(const xmlDoc* document, std::string_view family, const std::string& name) const {
  const xmlNode* found = nullptr;
  for (auto [style, end] = byName_.equal_range(name); style != end; ++style) {
    if (odfAttribute(style->second, "style:family") != family) continue;
    if (style->second->doc == document) return style->second;
    found = style->second;
  }
  return found;
}

std::string Styles::valueOf(const Property& property, const xmlDoc* document, std::string_view family,
                            const std::string& style) const {
  auto name = style;
  for (int depth = 0; !name.empty() && depth < kDeepest; ++depth) {
    const xmlNode* const found = find(document, family, name);
    if (!found) break;
    for (const xmlNode* child = found->children; child; child = child->next) {
      if (child->type != XML_ELEMENT_NODE || odfName(child) != property.kind) continue;
      if (auto value = odfAttribute(child, property.name); !value.empty()) return value;
    }
    name = odfAttribute(found, "style:parent-style-name");
  }
  return {};
}

std::string Styles::masterPageOf(const xmlDoc* document, std::string_view family, std::string style) const {
  for (int depth = 0; !style.empty() && depth < kDeepest; ++depth) {
    const xmlNode* const found = find(document, family, style);
    if (!found) break;
    if (auto name = odfAttribute(found, "style:master-page-name"); !name.empty()) return name;
    style = odfAttribute(found, "style:parent-style-name");
  }
  return {};
}

void Styles::findMasterPages(const OdfPackage& package) {
  std::string first;
  bool begun = false;
  walkTemplate(package, [&](const Spot& spot) {
    const auto name = odfName(spot.element);
    if (name == "style:master-page" && (first.empty() || odfAttribute(spot.element, "style:name") == "Standard"))
      first = odfAttribute(spot.element, "style:name");
  });
  walkTemplate(package, [&](const Spot& spot) {
    if (spot.area != "body") return;
    const auto name = odfName(spot.element);
    const bool isParagraph = name == "text:p" || name == "text:h";
    if (!isParagraph && name != "table:table") return;
    const auto style = odfAttribute(spot.element, isParagraph ? "text:style-name" : "table:style-name");
    const auto page = masterPageOf(spot.element->doc, isParagraph ? "paragraph" : "table", style);
    if (!begun && page.empty()) masterPages_.insert(first);
    if (!page.empty()) masterPages_.insert(page);
    begun = true;
  });
  if (!begun) masterPages_.insert(first);
}

}  // namespace balalyk
