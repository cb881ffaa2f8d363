#include "connectors/templates/TemplateWalk.h"

#include <algorithm>
#include <set>
#include <utility>

namespace balalyk {
namespace {

constexpr std::size_t kLongestName = 400;  // bytes
constexpr int kExcerptLetters = 60, kExcerptNodes = 1000;

class Walker {
 public:
  Walker(const OdfPackage& package, const std::function<void(const Spot&)>& visit) : visit_(visit) {
    for (const auto& part : package.parts) {
      const xmlNode* root = part.document.root();
      if (!knowsPages_) knowsPages_ = findOdf(root, "text:soft-page-break") != nullptr;
    }
    for (const auto& part : package.parts) {
      spot_ = {};
      spot_.area = part.entry;
      walk(part.document.root(), nullptr);
    }
  }

 private:
  // One spot for all, taken back behind each element: a hostile template's names are long, and its elements many.
  void walk(const xmlNode* element, const xmlNode* patternRow) {
    const auto name = odfName(element);
    auto area = areaOf(element, name);
    const bool hasArea = !area.empty(), isTable = name == "table:table", isSection = name == "text:section";
    auto table = isTable ? odfAttribute(element, "table:name") : std::string();
    const auto paragraph = spot_.paragraph;
    const auto number = spot_.number;
    const auto page = spot_.page;
    const auto inPatternRow = spot_.inPatternRow;
    if (hasArea) spot_.area.swap(area);
    if (isTable) spot_.table.swap(table);
    if (isSection) spot_.sections.push_back(odfAttribute(element, "text:name"));
    enter(element, name);
    if (isTable) {
      spot_.inPatternRow = false;
      patternRow = lastRowOf(element);
    }
    if (element == patternRow) spot_.inPatternRow = true;
    spot_.element = element;
    visit_(spot_);
    for (const xmlNode* child = element->children; child; child = child->next)
      if (child->type == XML_ELEMENT_NODE) walk(child, patternRow);
    if (hasArea) spot_.area.swap(area);
    if (isTable) spot_.table.swap(table);
    if (isSection) spot_.sections.pop_back();
    spot_.paragraph = paragraph;
    spot_.number = number;
    spot_.page = page;
    spot_.inPatternRow = inPatternRow;
  }

  // Empty: that of what is around.
  static std::string areaOf(const xmlNode* element, const std::string& name) {
    if (name == "office:text") return "body";
    if (name.starts_with("style:header") && name != "style:header-style") return "header";
    if (name.starts_with("style:footer") && name != "style:footer-style") return "footer";
    if (name == "style:style" || name == "text:list-style") return "style " + odfAttribute(element, "style:name");
    return name == "style:default-style" ? "style (default)" : "";
  }

  void enter(const xmlNode* element, const std::string& name) {
    if (name == "text:soft-page-break") ++page_;
    if (name == "text:p" || name == "text:h") {
      spot_.paragraph = element;
      if (spot_.area == "body") spot_.number = ++paragraph_;
    }
    if (knowsPages_ && spot_.area == "body") spot_.page = page_;
  }

  const std::function<void(const Spot&)>& visit_;
  Spot spot_;
  bool knowsPages_ = false;
  int page_ = 1;
  int paragraph_ = 0;
};

// The next node of `root` in document order. Not into a comment, which says who wrote it.
const xmlNode* nextOf(const xmlNode* node, const xmlNode* root) {
  const bool isComment = node->type == XML_ELEMENT_NODE && node != root && odfName(node) == "office:annotation";
  if (node->children && !isComment) return node->children;
  for (; node != root; node = node->parent)
    if (node->next) return node->next;
  return nullptr;
}

// Names that a hostile template makes long: there may be a finding for each element.
std::string shortened(const std::string& name) {
  if (name.size() <= kLongestName) return name;
  auto end = kLongestName;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xc0) == 0x80) --end;
  return name.substr(0, end) + "…";
}

// Cut between letters, not inside one. Looks no further than it must: there may be a finding for each element.
std::string excerptOf(const xmlNode* paragraph) {
  std::string text;
  int letters = 0, nodes = 0;
  for (const xmlNode* node = nextOf(paragraph, paragraph); node; node = nextOf(node, paragraph)) {
    if (++nodes > kExcerptNodes) return text + "…";
    if (node->type != XML_TEXT_NODE && node->type != XML_CDATA_SECTION_NODE) continue;
    for (const xmlChar* letter = node->content; letter && *letter; ++letter) {
      if ((*letter & 0xc0) != 0x80 && ++letters > kExcerptLetters) return text + "…";
      text += *letter < 0x20 ? ' ' : static_cast<char>(*letter);
    }
  }
  return text;
}

}  // namespace

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

bool isDrawing(std::string_view name) {
  static const std::set<std::string_view> kShapes{
      "draw:g",      "draw:rect",   "draw:line",    "draw:polyline", "draw:polygon",      "draw:regular-polygon",
      "draw:path",   "draw:circle", "draw:ellipse", "draw:measure",  "draw:custom-shape", "draw:connector",
      "draw:caption"};
  return kShapes.contains(name);
}

void walkTemplate(const OdfPackage& package, const std::function<void(const Spot&)>& visit) {
  Walker(package, visit);
}

LintFinding findingAt(const Spot& spot, Problem problem, LintFinding::Severity severity) {
  for (auto& [name, value] : problem.params) value = shortened(value);
  return {.severity = severity,
          .problem = std::move(problem),
          .page = spot.page,
          .paragraph = spot.number,
          .element = shortened(spot.area),
          .excerpt = spot.paragraph ? excerptOf(spot.paragraph) : ""};
}

}  // namespace balalyk
