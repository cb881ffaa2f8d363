#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <string_view>

#include "connectors/templates/InstalledFonts.h"
#include "connectors/templates/LintRules.h"
#include "connectors/templates/Styles.h"
#include "connectors/templates/TemplateWalk.h"

namespace balalyk {
namespace {

using Severity = LintFinding::Severity;

const xmlNode* styleAround(const xmlNode* element) {
  for (; element && element->type == XML_ELEMENT_NODE; element = element->parent) {
    const auto name = odfName(element);
    if (name == "style:style" || name == "style:default-style" || name == "text:list-style" ||
        name == "text:outline-style")
      return element;
  }
  return nullptr;
}

std::string unquoted(std::string family) {
  std::erase_if(family, [](char letter) { return letter == '\'' || letter == '"'; });
  return family.substr(0, family.find(','));
}

// Filled by LibreOffice: from the clock, from counts that it takes now and then, from who uses it (nobody), from where
// the file is.
const std::set<std::string_view> kOwnFields{"text:date",
                                            "text:time",
                                            "text:creation-date",
                                            "text:creation-time",
                                            "text:print-date",
                                            "text:print-time",
                                            "text:modification-date",
                                            "text:modification-time",
                                            "text:editing-cycles",
                                            "text:editing-duration",
                                            "text:word-count",
                                            "text:table-count",
                                            "text:character-count",
                                            "text:paragraph-count",
                                            "text:image-count",
                                            "text:object-count",
                                            "text:file-name",
                                            "text:template-name",
                                            "text:author-name",
                                            "text:author-initials",
                                            "text:initial-creator",
                                            "text:creator",
                                            "text:printed-by",
                                            "text:user-defined"};

bool isOwnField(std::string_view name) {
  return kOwnFields.contains(name) || name.starts_with("text:sender-");
}

// Shown or hidden by LibreOffice's own reckoning, filled by a person at the keyboard, or reckoned from other fields.
const std::set<std::string_view> kReckonedFields{"text:hidden-text",  "text:hidden-paragraph", "text:conditional-text",
                                                 "text:placeholder",  "text:text-input",       "text:drop-down",
                                                 "text:variable-get", "text:variable-input",   "text:variable-set",
                                                 "text:expression",   "text:table-formula"};

// PDF's own structure types. LibreOffice 7.4 maps the name of a paragraph's style to «P», and PDF/UA forbids to map one
// of these. Its own style «Caption» it writes as what it is.
const std::set<std::string_view> kStructureTypes{
    "Annot", "Art", "BibEntry",  "BlockQuote", "Code",  "Document", "Div",   "Figure",  "Form",  "Formula",
    "H",     "H1",  "H2",        "H3",         "H4",    "H5",       "H6",    "Index",   "L",     "LBody",
    "LI",    "Lbl", "Link",      "NonStruct",  "Note",  "P",        "Part",  "Private", "Quote", "RB",
    "RP",    "RT",  "Reference", "Ruby",       "Sect",  "Span",     "TBody", "TD",      "TFoot", "TH",
    "THead", "TOC", "TOCI",      "TR",         "Table", "WP",       "WT",    "Warichu"};

constexpr std::size_t kLongestTarget = 80;
constexpr int kMostFonts = 50;  // looked for on this host: each takes its time

bool isInComment(const xmlNode* element) {
  for (; element && element->type == XML_ELEMENT_NODE; element = element->parent)
    if (odfName(element) == "office:annotation") return true;
  return false;
}

// The levels of list styles that the text uses, and those of headings: each style has ten, with other bullets.
class ListLevels {
 public:
  explicit ListLevels(const OdfPackage& package) {
    walkTemplate(package, [&](const Spot& spot) {
      const auto name = odfName(spot.element);
      if (name == "text:h") used_.emplace("Outline", odfAttribute(spot.element, "text:outline-level"));
      if (name == "text:list-item" || name == "text:list-header") used_.insert(levelOfItem(spot.element));
    });
  }
  bool use(const xmlNode* level) const {
    const auto number = odfAttribute(level, "text:level");
    if (odfName(level->parent) == "text:outline-style") return used_.contains({"Outline", number});
    const auto style = odfAttribute(level->parent, "style:name");
    return used_.contains({style, number}) || used_.contains({"", number});
  }

 private:
  using Level = std::pair<std::string, std::string>;  // style, number; without a style: of whatever one

  static Level levelOfItem(const xmlNode* item) {
    int depth = 0;
    std::string style;
    for (; item && item->type == XML_ELEMENT_NODE; item = item->parent) {
      if (odfName(item) != "text:list") continue;
      ++depth;
      if (style.empty()) style = odfAttribute(item, "text:style-name");
    }
    return {style, std::to_string(depth)};
  }
  std::set<Level> used_;
};

class FormCheck {
 public:
  FormCheck(const OdfPackage& package, std::string language, const std::vector<std::string>& fonts, Findings& findings)
      : styles_(package),
        levels_(package),
        glyphs_(fonts),
        language_(std::move(language)),
        fonts_(fonts),
        findings_(findings) {
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
    if (isOwnField(name) && odfAttribute(spot.element, "text:fixed") != "true")
      report(spot, {"templateOwnField", {{"element", name}}});
    if (kReckonedFields.contains(name)) report(spot, {"templateReckonedField", {{"element", name}}});
    if (isDrawing(name) && name != "draw:g") checkDrawing(spot, name);
    if (isDrawing(name) || name == "draw:frame") checkCover(spot, name);
    // LibreOffice 7.4 gives notes no identifier, as PDF/UA wants (7.9-1).
    if (name == "text:note") report(spot, {"templateNote", {}});
    if (name == "text:h" && spot.area == "body") checkHeading(spot);
    if (name == "text:a" || name == "draw:a") checkLink(spot);
    if ((name == "text:p" || name == "text:h") && spot.paragraph == spot.element) {
      checkCharacters(spot, odfParagraphText(spot.element));
      checkStyleName(spot);
    }
    if (name.starts_with("text:list-level-style") || name == "text:outline-level-style") checkNumbering(spot);
    if (name == "text:tracked-changes" && hasChildElements(spot.element)) report(spot, {"templateTrackedChanges", {}});
  }

  void finish() {
    if (!hasTitle_) findings_.push_back({.problem = {"templateTitleMissing", {}}, .element = "meta"});
    if (!languageFound_)
      findings_.push_back({.problem = {"templateLanguage", {{"expected", language_}, {"found", ""}}}});
    int looked = 0;
    for (const auto& [family, spot] : usedFonts_) {
      if (std::find(fonts_.begin(), fonts_.end(), family) == fonts_.end())
        report(spot, {"templateFontForbidden", {{"font", family}}});
      if (++looked <= kMostFonts && !isFontInstalled(family)) report(spot, {"templateFontMissing", {{"font", family}}});
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
    if (isUnusedLevel(spot.element)) return;
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

  // A level of a list or of headings that no paragraph is on.
  bool isUnusedLevel(const xmlNode* properties) const {
    const auto around = odfName(properties->parent);
    const bool isLevel = around.starts_with("text:list-level-style") || around == "text:outline-level-style";
    return isLevel && !levels_.use(properties->parent);
  }

  std::string familyOf(const xmlNode* properties) const {
    const auto name = odfAttribute(properties, "style:font-name");
    if (const auto face = families_.find(name); face != families_.end() && !face->second.empty()) return face->second;
    return name.empty() ? unquoted(odfAttribute(properties, "fo:font-family")) : name;
  }

  // LibreOffice 7.4 leaves such links out of the document's structure, as PDF/UA does not allow.
  void checkLink(const Spot& spot) {
    if (spot.area == "body" && holdsOnlyText(spot.element)) return;
    report(spot, {"templateLink", {{"target", odfAttribute(spot.element, "xlink:href").substr(0, kLongestTarget)}}});
  }

  static bool holdsOnlyText(const xmlNode* element) {
    static const std::set<std::string_view> kText{"text:span", "text:s", "text:tab", "text:line-break",
                                                  "text:soft-page-break"};
    for (const xmlNode* child = element->children; child; child = child->next) {
      if (child->type != XML_ELEMENT_NODE) continue;
      const auto name = odfName(child);
      const bool isText = kText.contains(name) || name.starts_with("text:bookmark");
      if (!isText || !holdsOnlyText(child)) return false;
    }
    return true;
  }

  void checkDrawing(const Spot& spot, const std::string& name) {
    if (!hasAlternateText(spot.element)) report(spot, {"templateDrawing", {{"element", name}}});
    const auto& opacity = graphic(spot.element, "draw:opacity");
    if (!opacity.empty() && opacity != "100%") report(spot, {"templateTransparent", {{"element", name}}});
  }

  // In front of the text, it covers what LibreOffice puts below it when a value is longer.
  void checkCover(const Spot& spot, const std::string& name) {
    static const std::set<std::string_view> kEmpty{"draw:g", "draw:line", "draw:polyline", "draw:connector",
                                                   "draw:measure"};
    if (kEmpty.contains(name) || !isText(spot)) return;
    const xmlNode* placed = spot.element;  // in a group, the group is
    for (const xmlNode* around = placed; around && around->type == XML_ELEMENT_NODE; around = around->parent)
      if (odfName(around) == "draw:g") placed = around;
    const bool isFrame = name == "draw:frame";
    const auto wrap = graphic(placed, "style:wrap"), layer = graphic(placed, "style:run-through");
    auto anchor = odfAttribute(placed, "text:anchor-type");
    if (anchor.empty()) anchor = graphic(placed, "text:anchor-type");
    const bool isThrough = wrap == "run-through" || (wrap.empty() && !isFrame);
    if (!isThrough || layer == "background" || anchor == "as-char") return;
    if (isOpaque(spot.element, isFrame)) report(spot, {"templateCovers", {{"element", name}}});
  }

  bool isOpaque(const xmlNode* element, bool isFrame) const {
    if (isFrame && findOdf(element, "draw:image")) return true;
    const auto fill = graphic(element, "draw:fill"), background = graphic(element, "fo:background-color");
    if (!fill.empty()) return fill != "none";
    return isFrame ? !background.empty() && background != "transparent" : true;
  }

  const std::string& graphic(const xmlNode* element, std::string_view property) const {
    return styles_.valueOf({"style:graphic-properties", property}, element->doc, "graphic",
                           odfAttribute(element, "draw:style-name"));
  }

  static bool isText(const Spot& spot) { return spot.area == "body" || spot.area == "header" || spot.area == "footer"; }

  void checkHeading(const Spot& spot) {
    const auto attribute = odfAttribute(spot.element, "text:outline-level");
    int level = 1;
    std::from_chars(attribute.data(), attribute.data() + attribute.size(), level);
    if (level > headingLevel_ + 1) report(spot, {"templateHeadingLevel", {{"level", attribute}}});
    headingLevel_ = level;
  }

  void checkCharacters(const Spot& spot, const std::string& text) {
    const auto missing = isInComment(spot.element) ? std::string() : glyphs_.missing(text);
    if (!missing.empty()) report(spot, {"templateCharacter", {{"characters", missing}}});
  }

  // What is repeated on each page is no part of the structure.
  void checkStyleName(const Spot& spot) {
    if (spot.area != "body") return;
    const auto style = styles_.shownName(spot.element->doc, odfAttribute(spot.element, "text:style-name"));
    if (kStructureTypes.contains(style)) report(spot, {"templateStyleReserved", {{"style", style}}});
  }

  // Bullets, and what is around numbers.
  void checkNumbering(const Spot& spot) {
    const xmlNode* style = styleAround(spot.element);
    if (!style || !styles_.isUsed(style)) return;
    std::string text;
    for (const char* attribute : {"text:bullet-char", "style:num-prefix", "style:num-suffix"})
      text += odfAttribute(spot.element, attribute);
    if (levels_.use(spot.element)) checkCharacters(spot, text);
  }

  // Its own, not that of what is in it.
  static bool hasAlternateText(const xmlNode* element) {
    for (const xmlNode* child = element->children; child; child = child->next) {
      if (child->type != XML_ELEMENT_NODE) continue;
      const auto name = odfName(child);
      if ((name == "svg:title" || name == "svg:desc") && !odfText(child).empty()) return true;
    }
    return false;
  }

  void checkImage(const Spot& spot) {
    if (!hasAlternateText(spot.element))
      report(spot, {"templateAlternateTextMissing", {{"image", odfAttribute(spot.element, "draw:name")}}});
  }

  const Styles styles_;
  const ListLevels levels_;
  const Glyphs glyphs_;
  std::string language_;
  const std::vector<std::string>& fonts_;
  Findings& findings_;
  std::map<std::string, std::string> families_;
  std::map<std::string, Spot> usedFonts_;
  bool hasTitle_ = false;
  bool languageFound_ = false;
  int headingLevel_ = 0;  // of the last one
};

}  // namespace

void findFormDefects(const OdfPackage& package, const std::string& language, const std::vector<std::string>& fonts,
                     Findings& findings) {
  FormCheck check(package, language, fonts, findings);
  walkTemplate(package, [&](const Spot& spot) { check.visit(spot); });
  check.finish();
}

}  // namespace balalyk
