#include <array>
#include <set>
#include <string_view>

#include "connectors/templates/LintRules.h"
#include "connectors/templates/TemplateWalk.h"

namespace balalyk {
namespace {

const std::set<std::string_view> kObjects{"draw:object", "draw:object-ole", "draw:plugin", "draw:applet",
                                          "draw:floating-frame"};
const std::set<std::string_view> kExternalData{"table:table-source", "table:cell-range-source", "office:dde-source",
                                               "text:table-source", "form:connection-resource"};

bool startsWithAny(std::string_view text, std::initializer_list<std::string_view> starts) {
  for (const auto start : starts)
    if (text.starts_with(start)) return true;
  return false;
}

// Flat files always name the Basic libraries; only what lies in them is code.
bool holdsCode(const xmlNode* scripts) {
  for (const xmlNode* child = scripts->children; child; child = child->next) {
    if (child->type != XML_ELEMENT_NODE) continue;
    const auto name = odfName(child);
    if ((name != "office:script" && name != "ooo:libraries") || holdsCode(child)) return true;
  }
  return odfText(scripts).find_first_not_of(" \t\r\n") != std::string::npos;
}

// The code that forbids this element by its name, or nothing.
const char* forbiddenElement(const xmlNode* element, const std::string& name) {
  if (name.starts_with("script:") || name == "text:script" || name == "text:execute-macro" ||
      name == "presentation:event-listener" || name == "office:event-listeners")
    return "templateScript";
  if (name == "office:scripts" && holdsCode(element)) return "templateScript";
  if (kObjects.contains(name)) return "templateEmbeddedObject";
  if (startsWithAny(name, {"text:dde-connection", "office:dde-source", "table:dde-link"})) {
    // The list of declarations is written also when it is empty.
    return name == "text:dde-connection-decls" && !hasChildElements(element) ? nullptr : "templateDde";
  }
  if (startsWithAny(name, {"form:", "xforms:"}) || name == "draw:control") return "templateForm";
  if (startsWithAny(name, {"text:database-", "table:database-source", "db:"}) || kExternalData.contains(name))
    return "templateExternalData";
  if (name == "text:section-source" || name == "meta:auto-reload") return "templateLinked";
  if (name == "manifest:encryption-data" || name == "manifest:keyinfo") return "templateEncrypted";
  return nullptr;
}

bool leadsOut(const OdfPackage& package, const std::string& name, std::string target) {
  // Where a saved file came from: LibreOffice writes it and the pipeline never follows it.
  if (target.empty() || name == "meta:template") return false;
  // A link that a reader may click loads nothing by itself.
  if (name == "text:a" || name == "draw:a") return !startsWithAny(target, {"http://", "https://", "mailto:", "#"});
  if (target.starts_with("./")) target.erase(0, 2);
  return package.flat || !package.entries.contains(target);
}

bool isKnownPicture(const xmlNode* data) {
  std::string text = odfText(data);
  std::erase_if(text, [](char letter) { return letter == ' ' || letter == '\n' || letter == '\r' || letter == '\t'; });
  return text.starts_with("iVBORw0KGgo") || text.starts_with("/9j/");  // PNG, JPEG in base64
}

bool namesDataSource(const xmlNode* item) {
  const auto name = odfAttribute(item, "config:name");
  return (name == "CurrentDatabaseDataSource" || name == "CurrentDatabaseCommand") && !odfText(item).empty();
}

}  // namespace

void findForbidden(const OdfPackage& package, Findings& findings) {
  findings.insert(findings.end(), package.findings.begin(), package.findings.end());
  walkTemplate(package, [&](const Spot& spot) {
    const auto name = odfName(spot.element);
    const char* key = "element";
    const char* code = forbiddenElement(spot.element, name);
    std::string value = name;
    if (code && std::string_view(code) == "templateEncrypted") key = "entry", value = spot.area;
    if (!code && leadsOut(package, name, odfAttribute(spot.element, "xlink:href"))) code = "templateLinked";
    if (!code && name == "config:config-item" && namesDataSource(spot.element)) code = "templateExternalData";
    if (!code && name == "office:binary-data" && !isKnownPicture(spot.element))
      code = "templatePictureType", key = "entry";
    if (code) findings.push_back(findingAt(spot, {code, {{key, value}}}));
  });
}

}  // namespace balalyk
