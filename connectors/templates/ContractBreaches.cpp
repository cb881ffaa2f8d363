#include <algorithm>
#include <set>
#include <string_view>

#include "connectors/templates/LintRules.h"
#include "connectors/templates/Mark.h"
#include "connectors/templates/TemplateWalk.h"

namespace balalyk {
namespace {

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

// What is in braces.
std::vector<std::string> marksIn(std::string_view text) {
  std::vector<std::string> marks;
  for (auto open = text.find('{'); open != text.npos; open = text.find('{', open)) {
    const auto close = text.find('}', open);
    if (close == text.npos) break;
    marks.emplace_back(text.substr(open + 1, close - open - 1));
    open = close;
  }
  return marks;
}

// The field of «when child.phone» and, as names are unique in a document, of «when child.phone 2».
std::string_view fieldOf(std::string_view section) {
  const auto field = section.substr(std::min(section.find(' '), section.size() - 1) + 1);
  const auto number = field.substr(std::min(field.find(' '), field.size()));
  const bool numbered = number.size() > 1 && std::all_of(number.begin() + 1, number.end(), isDigit);
  return numbered ? field.substr(0, field.size() - number.size()) : field;
}

// Which frames LibreOffice takes for drawings: those of an automatic style without a parent, as it writes a text box.
class Drawings {
 public:
  explicit Drawings(const OdfPackage& package) {
    walkTemplate(package, [&](const Spot& spot) {
      const xmlNode* const parent = spot.element->parent;
      if (odfName(spot.element) != "style:style" || parent->type != XML_ELEMENT_NODE) return;
      if (odfName(parent) != "office:automatic-styles") return;
      if (odfAttribute(spot.element, "style:family") != "graphic") return;
      if (!odfAttribute(spot.element, "style:parent-style-name").empty()) return;
      styles_.emplace(spot.element->doc, odfAttribute(spot.element, "style:name"));
    });
  }
  // Whether the element is in one, or is one, where no field and no picture is filled.
  bool hold(const xmlNode* element) const {
    for (; element && element->type == XML_ELEMENT_NODE; element = element->parent) {
      const auto name = odfName(element);
      if (kShapes.contains(name)) return true;
      if (name != "draw:frame") continue;
      if (styles_.contains({element->doc, odfAttribute(element, "draw:style-name")})) return true;
    }
    return false;
  }

 private:
  static inline const std::set<std::string_view> kShapes{
      "draw:g",      "draw:rect",   "draw:line",    "draw:polyline", "draw:polygon",      "draw:regular-polygon",
      "draw:path",   "draw:circle", "draw:ellipse", "draw:measure",  "draw:custom-shape", "draw:connector",
      "draw:caption"};
  std::set<std::pair<const xmlDoc*, std::string>> styles_;
};

class ContractCheck {
 public:
  ContractCheck(const OdfPackage& package, const KindContract& contract, Findings& findings)
      : drawings_(package), contract_(contract), findings_(findings) {}

  void visit(const Spot& spot) {
    const auto name = odfName(spot.element);
    checkTextSection(spot, name);
    if (name == "text:user-field-get" || name == "text:user-field-input")
      checkField(spot, odfAttribute(spot.element, "text:name"));
    else if (name == "text:section")
      checkSection(spot, odfAttribute(spot.element, "text:name"));
    else if (name == "table:table")
      checkTable(spot);
    else if (name == "draw:frame" && findOdf(spot.element, "draw:image"))
      checkImage(spot, odfAttribute(spot.element, "draw:name"));
    else if ((name == "text:p" || name == "text:h") && spot.paragraph == spot.element)
      checkMarks(spot);
  }

  void finish() {
    for (const auto& [name, field] : contract_.fields)
      if (field.mustShow && !shownFields_.contains(name)) report({"templateFieldMissing", {{"field", name}}});
    for (const auto& [name, image] : contract_.images)
      if (image.mustShow && !shownImages_.contains(name)) report({"templateImageMissing", {{"image", name}}});
    for (const auto& [name, list] : contract_.lists) finishList(name, list);
  }

 private:
  void report(Problem problem) { findings_.push_back({.problem = std::move(problem)}); }
  void report(const Spot& spot, Problem problem, LintFinding::Severity severity = LintFinding::Severity::error) {
    findings_.push_back(findingAt(spot, std::move(problem), severity));
  }

  // The text of its field takes the place of all that is in it.
  void checkTextSection(const Spot& spot, const std::string& name) {
    static const std::set<std::string_view> kLost{"text:section", "table:table", "draw:frame", "text:note"};
    const auto around = spot.sections.size() - (name == "text:section" ? 1 : 0);
    const auto section = std::find_if(spot.sections.begin(), spot.sections.begin() + around,
                                      [](const auto& one) { return one.starts_with("text "); });
    if (section == spot.sections.begin() + around) return;
    const bool isOtherField = (name == "text:user-field-get" || name == "text:user-field-input") &&
                              odfAttribute(spot.element, "text:name") != fieldOf(*section);
    if (isOtherField || kLost.contains(name))
      report(spot, {"templateTextSectionHolds", {{"section", *section}, {"element", name}}});
  }

  void checkImage(const Spot& spot, const std::string& name) {
    shownImages_.insert(name);
    if (contract_.images.contains(name) && drawings_.hold(spot.element))
      report(spot, {"templateInDrawing", {{"name", name}}});
  }

  void checkField(const Spot& spot, const std::string& name) {
    const auto field = contract_.fields.find(name);
    if (field == contract_.fields.end()) return report(spot, {"templateFieldUnknown", {{"field", name}}});
    if (drawings_.hold(spot.element)) return report(spot, {"templateInDrawing", {{"name", name}}});
    if (field->second.type == FieldContract::Type::boolean)
      return report(spot, {"templateFieldNotText", {{"field", name}}});
    if (field->second.type == FieldContract::Type::text) {
      shownFields_.insert(name);
      return;
    }
    // Paragraphs of a long text are made by its section alone.
    if (std::none_of(spot.sections.begin(), spot.sections.end(),
                     [&](const auto& one) { return one.starts_with("text ") && fieldOf(one) == name; }))
      report(spot, {"templateLongTextOutside", {{"field", name}}});
  }

  void checkSection(const Spot& spot, const std::string& name) {
    const auto space = name.find(' ');
    if (space == name.npos) return;  // a section for the layout's sake
    const auto keyword = name.substr(0, space), field = std::string(fieldOf(name));
    const auto found = contract_.fields.find(field);
    if ((keyword != "when" && keyword != "unless" && keyword != "text") || found == contract_.fields.end())
      return report(spot, {"templateSectionUnknown", {{"section", name}}});
    if (keyword != "text") return;
    if (found->second.type != FieldContract::Type::longText)
      return report(spot, {"templateSectionType", {{"section", name}, {"field", field}}});
    shownFields_.insert(field);
  }

  void checkTable(const Spot& spot) {
    const auto list = contract_.lists.find(spot.table);
    if (list == contract_.lists.end()) return;
    shownLists_.insert(spot.table);
    listSpots_.try_emplace(spot.table, spot);
    if (!findOdf(spot.element, "table:table-header-rows"))
      report(spot, {"templateHeaderRowMissing", {{"list", spot.table}}}, LintFinding::Severity::warning);
  }

  // "{name}" fills a column in a list's pattern row and means nothing elsewhere: it would be printed.
  void checkMarks(const Spot& spot) {
    const auto list = contract_.lists.find(spot.table);
    const bool filled = spot.inPatternRow && list != contract_.lists.end();
    for (auto name : marksIn(odfText(spot.paragraph))) {
      if (!filled) name.erase(0, name.rfind('{') + 1);
      if (!filled && isMark(name))
        report(spot, {"templateMarkOutside", {{"mark", name}}});
      else if (!filled)
        continue;
      else if (!list->second.columns.contains(name))
        report(spot, {"templateColumnUnknown", {{"list", spot.table}, {"column", name}}});
      else
        shownColumns_[spot.table].insert(name);
    }
  }

  void finishList(const std::string& name, const ListContract& list) {
    if (!shownLists_.contains(name)) {
      if (list.mustShow) report({"templateListMissing", {{"list", name}}});
      return;
    }
    const auto& shown = shownColumns_[name];
    if (shown.empty()) return report(listSpots_[name], {"templateListWithoutPattern", {{"list", name}}});
    for (const auto& [column, contract] : list.columns)
      if (contract.mustShow && !shown.contains(column))
        report(listSpots_[name], {"templateColumnMissing", {{"list", name}, {"column", column}}});
  }

  const Drawings drawings_;
  const KindContract& contract_;
  Findings& findings_;
  std::set<std::string> shownFields_, shownLists_, shownImages_;
  std::map<std::string, std::set<std::string>> shownColumns_;
  std::map<std::string, Spot> listSpots_;
};

}  // namespace

void findContractBreaches(const OdfPackage& package, const KindContract& contract, Findings& findings) {
  ContractCheck check(package, contract, findings);
  walkTemplate(package, [&](const Spot& spot) { check.visit(spot); });
  check.finish();
}

}  // namespace balalyk
