#include <algorithm>
#include <regex>
#include <set>

#include "connectors/templates/LintRules.h"
#include "connectors/templates/TemplateWalk.h"

namespace balalyk {
namespace {

class ContractCheck {
 public:
  ContractCheck(const KindContract& contract, Findings& findings) : contract_(contract), findings_(findings) {}

  void visit(const Spot& spot) {
    const auto name = odfName(spot.element);
    if (name == "text:user-field-get" || name == "text:user-field-input")
      checkField(spot, odfAttribute(spot.element, "text:name"));
    else if (name == "text:section")
      checkSection(spot, odfAttribute(spot.element, "text:name"));
    else if (name == "table:table")
      checkTable(spot);
    else if (name == "draw:frame" && findOdf(spot.element, "draw:image"))
      shownImages_.insert(odfAttribute(spot.element, "draw:name"));
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

  void checkField(const Spot& spot, const std::string& name) {
    const auto field = contract_.fields.find(name);
    if (field == contract_.fields.end()) return report(spot, {"templateFieldUnknown", {{"field", name}}});
    if (field->second.type == FieldContract::Type::boolean)
      return report(spot, {"templateFieldNotText", {{"field", name}}});
    if (field->second.type == FieldContract::Type::text) {
      shownFields_.insert(name);
      return;
    }
    // Paragraphs of a long text are made by its section alone.
    if (std::find(spot.sections.begin(), spot.sections.end(), "text " + name) == spot.sections.end())
      report(spot, {"templateLongTextOutside", {{"field", name}}});
  }

  void checkSection(const Spot& spot, const std::string& name) {
    const auto space = name.find(' ');
    if (space == name.npos) return;  // a section for the layout's sake
    const auto keyword = name.substr(0, space), field = name.substr(space + 1);
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
    listSpots_[spot.table] = spot;
    if (!findOdf(spot.element, "table:table-header-rows"))
      report(spot, {"templateHeaderRowMissing", {{"list", spot.table}}}, LintFinding::Severity::warning);
  }

  // "{name}" fills a column in a list's pattern row and means nothing elsewhere: it would be printed.
  void checkMarks(const Spot& spot) {
    static const std::regex mark(R"(\{([A-Za-z][A-Za-z0-9.]*)\})");
    const std::string text = odfText(spot.paragraph);
    for (std::sregex_iterator hit(text.begin(), text.end(), mark), end; hit != end; ++hit) {
      const std::string name = (*hit)[1];
      const auto list = contract_.lists.find(spot.table);
      if (!spot.inPatternRow || list == contract_.lists.end())
        report(spot, {"templateMarkOutside", {{"mark", name}}});
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

  const KindContract& contract_;
  Findings& findings_;
  std::set<std::string> shownFields_, shownLists_, shownImages_;
  std::map<std::string, std::set<std::string>> shownColumns_;
  std::map<std::string, Spot> listSpots_;
};

}  // namespace

void findContractBreaches(const OdfPackage& package, const KindContract& contract, Findings& findings) {
  ContractCheck check(contract, findings);
  walkTemplate(package, [&](const Spot& spot) { check.visit(spot); });
  check.finish();
}

}  // namespace balalyk
