#include "connectors/templates/Styles.h"

#include <algorithm>

#include "connectors/templates/Measures.h"

namespace balalyk {
namespace {

constexpr int kDeepest = 100;  // styles above a style: a circle of them ends

bool isStyle(std::string_view name) {
  return name == "style:style" || name == "text:list-style" || name == "text:outline-style";
}

constexpr std::string_view kItself;  // a property that the style has, not an element in it

// What the style itself says.
std::string saidBy(const xmlNode* style, const Styles::Property& property) {
  if (property.kind == kItself) return odfAttribute(style, property.name);
  for (const xmlNode* child = style->children; child; child = child->next) {
    if (child->type != XML_ELEMENT_NODE || odfName(child) != property.kind) continue;
    if (!property.instead.empty() && odfAttribute(child, property.instead) == "true") return "true";
    if (auto value = odfAttribute(child, property.name); !value.empty()) return value;
  }
  return {};
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
    if (name == "style:default-style") defaults_.emplace(odfAttribute(spot.element, "style:family"), spot.element);
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

const std::string& Styles::valueOf(const Property& property, const xmlDoc* document, std::string_view family,
                                   const std::string& style) const {
  return valueOf(property, document, family, style, 0);
}

const std::string& Styles::valueOf(const Property& property, const xmlDoc* document, std::string_view family,
                                   const std::string& style, int depth) const {
  const auto [answer, isNew] =
      answers_.try_emplace({document, std::string(family), style, property.kind, property.name}, "");
  auto& value = answer->second;
  if (!isNew || depth > kDeepest) return value;
  const xmlNode* found = style.empty() ? nullptr : find(document, family, style);
  const bool isNamed = found != nullptr;
  if (const auto standard = defaults_.find(std::string(family)); !found && standard != defaults_.end())
    found = standard->second;
  if (!found) return value;
  value = saidBy(found, property);
  const bool isRelative = property.name == "fo:font-size" && value.ends_with('%');
  if (!isNamed || (!value.empty() && !isRelative)) return value;
  const auto& inherited =
      valueOf(property, document, family, odfAttribute(found, "style:parent-style-name"), depth + 1);
  if (value.empty()) return value = inherited;
  if (const auto length = lengthOf(inherited)) value = std::to_string(*length * percentOf(value) / 100) + "pt";
  return value;
}

std::string Styles::shownName(const xmlDoc* document, const std::string& paragraphStyle) const {
  const auto* style = find(document, "paragraph", paragraphStyle);
  if (style && style->parent && odfName(style->parent) == "office:automatic-styles")
    style = find(document, "paragraph", odfAttribute(style, "style:parent-style-name"));
  if (!style) return {};
  auto name = odfAttribute(style, "style:display-name");
  return name.empty() ? odfAttribute(style, "style:name") : name;
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
    const auto& page =
        valueOf({kItself, "style:master-page-name"}, spot.element->doc, isParagraph ? "paragraph" : "table", style);
    if (!begun && page.empty()) masterPages_.insert(first);
    if (!page.empty()) masterPages_.insert(page);
    begun = true;
  });
  if (!begun) masterPages_.insert(first);
}

}  // namespace balalyk
