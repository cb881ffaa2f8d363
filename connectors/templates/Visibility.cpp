#include "connectors/templates/Visibility.h"

#include <algorithm>
#include <string_view>

namespace balalyk {
namespace {

bool isOn(const xmlNode* header) {
  return odfAttribute(header, "style:display") != "false";
}

bool isHeader(std::string_view name) {
  for (const char* kind : {"style:header", "style:footer"})
    for (const char* pages : {"", "-left", "-first"})
      if (name == std::string(kind) + pages) return true;
  return false;
}

// What Writer itself hides, or shows by a condition that has nothing to do with the record.
bool isHiddenSection(const xmlNode* section) {
  const auto display = odfAttribute(section, "text:display"), name = odfAttribute(section, "text:name");
  if (display == "condition") return true;
  // What was hidden when the clerk saved it is shown when its field is set.
  return display == "none" && !name.starts_with("when ") && !name.starts_with("unless ");
}

}  // namespace

Visibility::Visibility(const OdfPackage& package, const Styles& styles) : styles_(styles) {
  walkTemplate(package, [&](const Spot& spot) {
    const auto name = odfName(spot.element);
    if (name == "text:hidden-paragraph") hiddenParagraphs_.insert(spot.paragraph);
    if (isHeader(name) && name.ends_with("-first") && isOn(spot.element))
      firstHeaders_.emplace(spot.element->parent, name);
  });
}

bool Visibility::hides(const xmlNode* element) const {
  const auto name = odfName(element);
  if (name == "text:section") return isHiddenSection(element);
  if (name == "text:user-field-get") {
    const auto display = odfAttribute(element, "text:display");
    return !display.empty() && display != "value";
  }
  const bool isParagraph = name == "text:p" || name == "text:h";
  if (!isParagraph && name != "text:span") return false;
  const auto display = styles_.valueOf({"style:text-properties", "text:display"}, element->doc,
                                       isParagraph ? "paragraph" : "text", odfAttribute(element, "text:style-name"));
  if (!display.empty() && display != "true") return true;
  return hiddenParagraphs_.contains(element);
}

Printed Visibility::ofHeader(const xmlNode* header, const std::string& name) const {
  const auto page = odfAttribute(header->parent, "style:name");
  if (!isOn(header)) return Printed::never;
  if (!styles_.beginsPages(page)) return Printed::sometimes;
  if (name.ends_with("-left")) return Printed::sometimes;
  if (name.ends_with("-first")) return Printed::always;
  return firstHeaders_.contains({header->parent, name + "-first"}) ? Printed::sometimes : Printed::always;
}

Printed Visibility::of(const xmlNode* element) const {
  auto printed = Printed::always;
  for (; element && element->type == XML_ELEMENT_NODE; element = element->parent) {
    const auto name = odfName(element);
    if (name == "office:annotation") return Printed::never;
    if (hides(element)) printed = Printed::hidden;
    if (!isHeader(name)) continue;
    const auto header = ofHeader(element, name);
    if (header == Printed::never || printed == Printed::always) printed = header;
  }
  return printed;
}

}  // namespace balalyk
