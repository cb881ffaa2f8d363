#include "connectors/templates/TemplateWalk.h"

#include <algorithm>

namespace balalyk {
namespace {

constexpr std::size_t kExcerptLetters = 60;

const xmlNode* lastRowOf(const xmlNode* table) {
  const xmlNode* last = nullptr;
  for (const xmlNode* child = table->children; child; child = child->next) {
    if (child->type != XML_ELEMENT_NODE) continue;
    const auto name = odfName(child);
    if (name == "table:table-row") last = child;
    if (name == "table:table-rows" || name == "table:table-row-group")
      if (const xmlNode* row = lastRowOf(child)) last = row;
  }
  return last;
}

class Walker {
 public:
  Walker(const OdfPackage& package, const std::function<void(const Spot&)>& visit) : visit_(visit) {
    for (const auto& part : package.parts) {
      const xmlNode* root = xmlDocGetRootElement(part.document.get());
      if (!knowsPages_) knowsPages_ = findOdf(root, "text:soft-page-break") != nullptr;
    }
    for (const auto& part : package.parts) {
      Spot spot;
      spot.area = part.entry;
      spot.element = xmlDocGetRootElement(part.document.get());
      walk(spot, nullptr);
    }
  }

 private:
  void walk(Spot spot, const xmlNode* patternRow) {
    const auto name = odfName(spot.element);
    if (name == "office:text") spot.area = "body";
    if (name.starts_with("style:header") && name != "style:header-style") spot.area = "header";
    if (name.starts_with("style:footer") && name != "style:footer-style") spot.area = "footer";
    if (name == "style:style" || name == "text:list-style")
      spot.area = "style " + odfAttribute(spot.element, "style:name");
    if (name == "style:default-style") spot.area = "style (default)";
    if (name == "text:soft-page-break") ++page_;
    if (name == "text:p" || name == "text:h") {
      spot.paragraph = spot.element;
      if (spot.area == "body") spot.number = ++paragraph_;
    }
    if (knowsPages_ && spot.area == "body") spot.page = page_;
    if (name == "text:section") spot.sections.push_back(odfAttribute(spot.element, "text:name"));
    if (name == "table:table") {
      spot.table = odfAttribute(spot.element, "table:name");
      spot.inPatternRow = false;
      patternRow = lastRowOf(spot.element);
    }
    if (spot.element == patternRow) spot.inPatternRow = true;
    visit_(spot);
    for (const xmlNode* child = spot.element->children; child; child = child->next) {
      if (child->type != XML_ELEMENT_NODE) continue;
      Spot inner = spot;
      inner.element = child;
      walk(std::move(inner), patternRow);
    }
  }

  const std::function<void(const Spot&)>& visit_;
  bool knowsPages_ = false;
  int page_ = 1;
  int paragraph_ = 0;
};

// Cut between letters, not inside one.
std::string excerptOf(const xmlNode* paragraph) {
  std::string text = odfText(paragraph);
  for (char& letter : text)
    if (static_cast<unsigned char>(letter) < 0x20) letter = ' ';
  std::size_t letters = 0;
  for (std::size_t at = 0; at < text.size(); ++at)
    if ((static_cast<unsigned char>(text[at]) & 0xc0) != 0x80 && ++letters > kExcerptLetters)
      return text.substr(0, at) + "…";
  return text;
}

}  // namespace

void walkTemplate(const OdfPackage& package, const std::function<void(const Spot&)>& visit) {
  Walker(package, visit);
}

LintFinding findingAt(const Spot& spot, Problem problem, LintFinding::Severity severity) {
  return {.severity = severity,
          .problem = std::move(problem),
          .page = spot.page,
          .paragraph = spot.number,
          .element = spot.area,
          .excerpt = spot.paragraph ? excerptOf(spot.paragraph) : ""};
}

}  // namespace balalyk
