#include <algorithm>
#include <set>
#include <string_view>

#include "connectors/templates/CodePicture.h"
#include "connectors/templates/Legibility.h"
#include "connectors/templates/LintRules.h"
#include "connectors/templates/Mark.h"
#include "connectors/templates/Shown.h"
#include "connectors/templates/Styles.h"
#include "connectors/templates/TemplateWalk.h"
#include "connectors/templates/Visibility.h"

namespace balalyk {
namespace {
constexpr int kContinued = 2;  // rows that are kept with what follows a list

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
      if (isDrawing(name)) return true;
      if (name != "draw:frame") continue;
      if (styles_.contains({element->doc, odfAttribute(element, "draw:style-name")})) return true;
    }
    return false;
  }

 private:
  std::set<std::pair<const xmlDoc*, std::string>> styles_;
};

bool isField(std::string_view name) {
  return name == "text:user-field-get" || name == "text:user-field-input";
}

// A name typed by hand as fields look before they are filled: «[child.fullName]».
std::vector<std::string> namesInBrackets(std::string_view text) {
  std::vector<std::string> names;
  for (auto close = text.find(']'); close != text.npos; close = text.find(']')) {
    const auto open = text.substr(0, close).rfind('[');
    if (open != text.npos) names.emplace_back(text.substr(open + 1, close - open - 1));
    text.remove_prefix(close + 1);
  }
  return names;
}

class ContractCheck {
 public:
  ContractCheck(const OdfPackage& package, const KindContract& contract, Findings& findings)
      : drawings_(package),
        styles_(package),
        visibility_(package, styles_),
        legibility_(styles_),
        contract_(contract),
        findings_(findings) {}

  void visit(const Spot& spot) {
    const auto name = odfName(spot.element);
    checkTextSection(spot, name);
    if (spot.inPatternRow) checkPatternText(spot, name);
    if (isField(name))
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
      if (field.mustShow && !isShownAs(field.shownBy))
        requireShown(name, shownFields_[name], {"templateFieldMissing", {{"name", name}}});
    for (const auto& [name, image] : contract_.images)
      if (image.mustShow) requireShown(name, shownImages_[name], {"templateImageMissing", {{"image", name}}});
    for (const auto& [name, list] : contract_.lists) finishList(name, list);
    for (const auto& [name, spot] : laterFields_)
      if (!shownFields_[name].always()) report(spot, {"templateHeaderSometimes", {{"name", name}}});
  }

 private:
  void report(Problem problem) { findings_.push_back({.problem = std::move(problem)}); }
  void report(const Spot& spot, Problem problem, LintFinding::Severity severity = LintFinding::Severity::error) {
    findings_.push_back(findingAt(spot, std::move(problem), severity));
  }

  // Whether the other field or list that holds a value, if there is one, is in every document.
  bool isShownAs(const std::string& shownBy) const {
    const auto isAlways = [&](const std::map<std::string, Shown>& all) {
      const auto shown = all.find(shownBy);
      return shown != all.end() && shown->second.always();
    };
    return isAlways(shownFields_) || isAlways(shownLists_);
  }

  void requireShown(const std::string& name, const Shown& shown, Problem missing) {
    if (!shown.anywhere()) return report(std::move(missing));
    if (!shown.always() && !shown.section().empty())
      report({"templateShownSometimes", {{"name", name}, {"section", shown.section()}}});
  }

  // Notes where a value is printed, and reports where it is not. False: nowhere.
  bool isPrinted(const Spot& spot, const std::string& name, Shown& shown) {
    switch (visibility_.of(spot.element)) {
      case Printed::always:
        shown.add(name, spot.sections, contract_);
        return true;
      case Printed::sometimes:
        shown.addOnLaterPages();
        laterFields_.try_emplace(name, spot);
        return true;
      case Printed::hidden:
        report(spot, {"templateHidden", {{"name", name}}});
        return false;
      case Printed::never:
        return false;
    }
    return false;
  }

  void reportIllegible(const Spot& spot, const std::string& name, const std::string& fault) {
    if (!fault.empty()) report(spot, {"templateIllegible", {{"name", name}, {"reason", fault}}});
  }

  // The text of its field takes the place of all that is in it.
  void checkTextSection(const Spot& spot, const std::string& name) {
    static const std::set<std::string_view> kLost{"text:section", "table:table", "draw:frame", "text:note"};
    const auto last = spot.sections.end() - (name == "text:section" ? 1 : 0);
    const auto section =
        std::find_if(spot.sections.begin(), last, [](const auto& one) { return one.starts_with("text "); });
    if (section == last) return;
    const bool isOtherField =
        isField(name) && odfAttribute(spot.element, "text:name") != SectionName::of(*section).field;
    if (isOtherField || kLost.contains(name))
      report(spot, {"templateTextSectionHolds", {{"section", *section}, {"element", name}}});
  }

  void checkImage(const Spot& spot, const std::string& name) {
    if (!contract_.images.contains(name)) return;
    if (drawings_.hold(spot.element)) report(spot, {"templateInDrawing", {{"name", name}}});
    isPrinted(spot, name, shownImages_[name]);
    reportIllegible(spot, name, legibility_.faultOfPicture(spot.element));
    if (contract_.images.at(name).encodes.empty()) return;
    if (const auto fault = faultOfCode(spot.element, styles_); !fault.empty())
      report(spot, {"templateCodeUnscannable", {{"image", name}, {"reason", fault}}});
  }

  void checkField(const Spot& spot, const std::string& name) {
    const auto field = contract_.fields.find(name);
    if (field == contract_.fields.end()) return report(spot, {"templateFieldUnknown", {{"name", name}}});
    if (drawings_.hold(spot.element)) return report(spot, {"templateInDrawing", {{"name", name}}});
    if (field->second.type == FieldContract::Type::boolean)
      return report(spot, {"templateFieldNotText", {{"name", name}}});
    reportIllegible(spot, name, legibility_.faultOf(spot.element));
    if (field->second.type == FieldContract::Type::text) {
      isPrinted(spot, name, shownFields_[name]);
      return;
    }
    // Paragraphs of a long text are made by its section alone.
    if (std::none_of(spot.sections.begin(), spot.sections.end(),
                     [&](const auto& one) { return one.starts_with("text ") && SectionName::of(one).field == name; }))
      report(spot, {"templateLongTextOutside", {{"name", name}}});
  }

  void checkSection(const Spot& spot, const std::string& name) {
    if (visibility_.hides(spot.element)) report(spot, {"templateHidden", {{"name", name}}});
    if (name.find(' ') == name.npos) return;  // a section for the layout's sake
    const auto [keyword, field] = SectionName::of(name);
    const auto found = contract_.fields.find(field);
    if (found == contract_.fields.end()) return report(spot, {"templateSectionUnknown", {{"section", name}}});
    if (keyword != "text") return;
    if (found->second.type != FieldContract::Type::longText)
      return report(spot, {"templateSectionType", {{"section", name}, {"name", field}}});
    isPrinted(spot, field, shownFields_[field]);
  }

  void checkTable(const Spot& spot) {
    const auto list = contract_.lists.find(spot.table);
    if (list == contract_.lists.end()) return;
    isPrinted(spot, spot.table, shownLists_[spot.table]);
    listSpots_.try_emplace(spot.table, spot);
    const bool continues = list->second.longestRows <= kContinued;  // another list's table, which has the headings
    if (!continues && !findOdf(spot.element, "table:table-header-rows"))
      report(spot, {"templateHeaderRowMissing", {{"list", spot.table}}}, LintFinding::Severity::warning);
    if (const xmlNode* row = lastRowOf(spot.element)) checkPatternRow(spot, row);
  }

  // The row is repeated as text with its formatting. What else is in it would be in no row, or stop the document.
  void checkPatternRow(const Spot& table, const xmlNode* element) {
    for (const xmlNode* child = element->children; child; child = child->next) {
      if (child->type != XML_ELEMENT_NODE) continue;
      const auto name = odfName(child);
      if (name == "office:annotation") continue;
      if (isKept(name))
        checkPatternRow(table, child);
      else
        report(table, {"templatePatternRowHolds", {{"list", table.table}, {"element", name}}});
    }
  }

  // Hidden text would be shown in every row: a row's formatting does not hide.
  void checkPatternText(const Spot& spot, std::string_view name) {
    const bool isText = name == "text:span" || name == "text:p" || name == "text:h";
    if (!isText || !contract_.lists.contains(spot.table) || visibility_.of(spot.paragraph) == Printed::never) return;
    if (visibility_.hides(spot.element)) report(spot, {"templateHidden", {{"name", spot.table}}});
    if (hasText(spot.element)) reportIllegible(spot, spot.table, legibility_.faultOf(spot.element));
  }

  static bool hasText(const xmlNode* element) {
    for (const xmlNode* child = element->children; child; child = child->next)
      if (child->type == XML_TEXT_NODE && !xmlIsBlankNode(child)) return true;
    return false;
  }

  static bool isKept(std::string_view name) {
    static const std::set<std::string_view> kKept{
        "table:table-cell", "table:covered-table-cell", "text:p", "text:h", "text:span", "text:s", "text:tab",
        "text:line-break",  "text:soft-page-break"};
    return kKept.contains(name) || isField(name) || name.starts_with("text:bookmark") ||
           name.starts_with("text:change");
  }

  // "{name}" fills a column in a list's pattern row and means nothing elsewhere: it would be printed.
  void checkMarks(const Spot& spot) {
    const auto list = contract_.lists.find(spot.table);
    const bool isComment = visibility_.of(spot.paragraph) == Printed::never;
    const bool filled = spot.inPatternRow && list != contract_.lists.end() && !isComment;
    const auto text = odfParagraphText(spot.paragraph, [](const xmlNode* one) { return isField(odfName(one)); });
    for (auto name : marksIn(text)) {
      if (!filled) name.erase(0, name.rfind('{') + 1);
      if (!filled && isMark(name))
        report(spot, {"templateMarkOutside", {{"mark", name}}});
      else if (filled)
        checkColumn(spot, list->second, name);
    }
    for (const auto& name : namesInBrackets(text)) {
      if (contract_.fields.contains(name)) report(spot, {"templateFieldTyped", {{"name", name}}});
    }
  }

  void checkColumn(const Spot& spot, const ListContract& list, const std::string& name) {
    if (!list.columns.contains(name))
      return report(spot, {"templateColumnUnknown", {{"list", spot.table}, {"column", name}}});
    const auto visible = marksIn(odfParagraphText(
        spot.paragraph, [&](const xmlNode* one) { return isField(odfName(one)) || visibility_.hides(one); }));
    const bool isVisible = std::find(visible.begin(), visible.end(), name) != visible.end();
    if (!isVisible || visibility_.hides(spot.paragraph))
      return report(spot, {"templateHidden", {{"name", spot.table + "." + name}}});
    shownColumns_[spot.table].insert(name);
  }

  void finishList(const std::string& name, const ListContract& list) {
    if (list.mustShow && !isShownAs(list.shownBy))
      requireShown(name, shownLists_[name], {"templateListMissing", {{"list", name}}});
    if (!listSpots_.contains(name)) return;
    const auto& shown = shownColumns_[name];
    if (shown.empty()) return report(listSpots_[name], {"templateListWithoutPattern", {{"list", name}}});
    for (const auto& [column, contract] : list.columns)
      if (contract.mustShow && !shown.contains(column))
        report(listSpots_[name], {"templateColumnMissing", {{"list", name}, {"column", column}}});
  }

  const Drawings drawings_;
  const Styles styles_;
  const Visibility visibility_;
  const Legibility legibility_;
  const KindContract& contract_;
  Findings& findings_;
  std::map<std::string, Shown> shownFields_, shownLists_, shownImages_;
  std::map<std::string, std::set<std::string>> shownColumns_;
  std::map<std::string, Spot> listSpots_, laterFields_;
};

}  // namespace

void findContractBreaches(const OdfPackage& package, const KindContract& contract, Findings& findings) {
  ContractCheck check(package, contract, findings);
  walkTemplate(package, [&](const Spot& spot) { check.visit(spot); });
  check.finish();
}

}  // namespace balalyk
