#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "connectors/templates/InstalledFonts.h"
#include "connectors/templates/LintRules.h"
#include "connectors/templates/TemplateWalk.h"

namespace balalyk {
namespace {

using Severity = LintFinding::Severity;

// Styles by name and which of them the text uses: LibreOffice keeps unused ones, with fonts that matter to nobody.
class Styles {
 public:
  explicit Styles(const OdfPackage& package) {
    walkTemplate(package, [&](const Spot& spot) {
      const auto name = odfName(spot.element);
      if (name == "style:style" || name == "text:list-style")
        byName_.emplace(odfAttribute(spot.element, "style:name"), spot);
      else if (spot.area == "body" || spot.area == "header" || spot.area == "footer")
        for (const char* attribute : {"text:style-name", "table:style-name", "draw:style-name"})
          use(odfAttribute(spot.element, attribute));
    });
    // A style passes on what its parent and its list style say. use() grows the list that is walked here.
    for (std::size_t index = 0; index < queue_.size(); ++index)
      for (auto [style, end] = byName_.equal_range(queue_[index]); style != end; ++style)
        for (const char* attribute : {"style:parent-style-name", "style:list-style-name"})
          use(odfAttribute(style->second.element, attribute));
  }
  bool isUsed(const xmlNode* style) const {
    return odfName(style) == "style:default-style" || used_.contains(odfAttribute(style, "style:name"));
  }

 private:
  void use(const std::string& name) {
    if (!name.empty() && used_.insert(name).second) queue_.push_back(name);
  }
  std::multimap<std::string, Spot> byName_;
  std::set<std::string> used_;
  std::vector<std::string> queue_;
};

const xmlNode* styleAround(const xmlNode* element) {
  for (; element && element->type == XML_ELEMENT_NODE; element = element->parent) {
    const auto name = odfName(element);
    if (name == "style:style" || name == "style:default-style" || name == "text:list-style") return element;
  }
  return nullptr;
}

std::string unquoted(std::string family) {
  std::erase_if(family, [](char letter) { return letter == '\'' || letter == '"'; });
  return family.substr(0, family.find(','));
}

// Filled by LibreOffice: from the clock, or from counts that it takes now and then.
const std::set<std::string_view> kOwnFields{
    "text:date",       "text:time",        "text:creation-date",   "text:creation-time",    "text:modification-date",
    "text:print-date", "text:print-time",  "text:editing-cycles",  "text:editing-duration", "text:modification-time",
    "text:word-count", "text:table-count", "text:character-count", "text:paragraph-count",  "text:image-count",
    "text:file-name",  "text:object-count"};

class FormCheck {
 public:
  FormCheck(const OdfPackage& package, std::string language, const std::vector<std::string>& fonts, Findings& findings)
      : styles_(package), language_(std::move(language)), fonts_(fonts), findings_(findings) {
    walkTemplate(package, [&](const Spot& spot) {
      if (odfName(spot.element) == "style:font-face")
        families_[odfAttribute(spot.element, "style:name")] = unquoted(odfAttribute(spot.element, "svg:font-family"));
    });
  }

  void visit(const Spot& spot) {
    const auto name = odfName(spot.element);
    if (name == "style:text-properties" || name == "style:paragraph-properties") checkProperties(spot);
    if (name == "dc:title" && !odfText(spot.element).empty()) hasTitle_ = true;
    if (name == "draw:frame" && findOdf(spot.element, "draw:image")) checkImage(spot);
    if (kOwnFields.contains(name) && odfAttribute(spot.element, "text:fixed") != "true")
      report(spot, {"templateOwnField", {{"element", name}}});
    if (name == "text:tracked-changes" && hasChildElements(spot.element)) report(spot, {"templateTrackedChanges", {}});
  }

  void finish() {
    if (!hasTitle_) findings_.push_back({.problem = {"templateTitleMissing", {}}, .element = "meta"});
    if (!languageFound_)
      findings_.push_back({.problem = {"templateLanguage", {{"expected", language_}, {"found", ""}}}});
    for (const auto& [family, spot] : usedFonts_) {
      if (std::find(fonts_.begin(), fonts_.end(), family) == fonts_.end())
        report(spot, {"templateFontForbidden", {{"font", family}}});
      if (!isFontInstalled(family)) report(spot, {"templateFontMissing", {{"font", family}}});
    }
  }

 private:
  void report(const Spot& spot, Problem problem, Severity severity = Severity::error) {
    findings_.push_back(findingAt(spot, std::move(problem), severity));
  }

  void checkProperties(const Spot& spot) {
    const xmlNode* style = styleAround(spot.element);
    if (!style || !styles_.isUsed(style)) return;
    const bool ofParagraphs = odfAttribute(style, "style:family") == "paragraph";
    const bool isDefault = odfName(style) == "style:default-style";
    if (isDefault && !ofParagraphs) return;  // tables, drawings: what their text inherits is the paragraphs' default
    if (const auto family = familyOf(spot.element); !family.empty()) usedFonts_.emplace(family, spot);
    if (odfAttribute(spot.element, "fo:hyphenate") == "true") report(spot, {"templateHyphenation", {}});
    const auto language = odfAttribute(spot.element, "fo:language");
    if (isDefault && !language.empty()) languageFound_ = true;
    if (language.empty() || language == language_) return;
    if (isDefault || odfAttribute(style, "style:name") == "Standard")
      report(spot, {"templateLanguage", {{"expected", language_}, {"found", language}}});
    else
      report(spot, {"templateLanguageMixed", {{"found", language}}}, Severity::warning);
  }

  std::string familyOf(const xmlNode* properties) const {
    const auto name = odfAttribute(properties, "style:font-name");
    if (const auto face = families_.find(name); face != families_.end() && !face->second.empty()) return face->second;
    return name.empty() ? unquoted(odfAttribute(properties, "fo:font-family")) : name;
  }

  void checkImage(const Spot& spot) {
    for (const char* part : {"svg:title", "svg:desc"})
      if (const xmlNode* text = findOdf(spot.element, part); text && !odfText(text).empty()) return;
    report(spot, {"templateAlternateTextMissing", {{"image", odfAttribute(spot.element, "draw:name")}}});
  }

  Styles styles_;
  std::string language_;
  const std::vector<std::string>& fonts_;
  Findings& findings_;
  std::map<std::string, std::string> families_;
  std::map<std::string, Spot> usedFonts_;
  bool hasTitle_ = false;
  bool languageFound_ = false;
};

}  // namespace

void findFormDefects(const OdfPackage& package, const std::string& language, const std::vector<std::string>& fonts,
                     Findings& findings) {
  FormCheck check(package, language, fonts, findings);
  walkTemplate(package, [&](const Spot& spot) { check.visit(spot); });
  check.finish();
}

}  // namespace balalyk
