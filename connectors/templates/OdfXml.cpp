#include "connectors/templates/OdfXml.h"

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <utility>

#include "pipeline/Error.h"

namespace balalyk {
namespace {

constexpr std::string_view kOdf = "urn:oasis:names:tc:", kNames = "xmlns:";
constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kOdfSpaces{{
    {"office", "office"},
    {"text", "text"},
    {"table", "table"},
    {"style", "style"},
    {"drawing", "draw"},
    {"xsl-fo-compatible", "fo"},
    {"svg-compatible", "svg"},
    {"script", "script"},
    {"form", "form"},
    {"meta", "meta"},
    {"manifest", "manifest"},
    {"config", "config"},
    {"database", "db"},
    {"presentation", "presentation"},
}};
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kOtherSpaces{{
    {"http://www.w3.org/1999/xlink", "xlink"},
    {"http://purl.org/dc/elements/1.1/", "dc"},
    {"http://openoffice.org/2004/office", "ooo"},
    {"urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0", "loext"},
}};

std::string_view view(const xmlChar* text) {
  return text ? reinterpret_cast<const char*>(text) : "";
}

// «text» of urn:oasis:names:tc:opendocument:xmlns:text:1.0. LibreOffice reads any committee's name there, and any 1.x.
std::string_view odfSpace(std::string_view uri) {
  if (!uri.starts_with(kOdf)) return "";
  uri.remove_prefix(std::min(uri.find(':', kOdf.size()), uri.size() - 1) + 1);
  if (!uri.starts_with(kNames)) return "";
  uri.remove_prefix(kNames.size());
  const auto version = uri.find(":1.");
  return version == std::string_view::npos ? "" : uri.substr(0, version);
}

std::string_view prefixOf(const xmlNs* space) {
  if (!space) return "";
  const std::string_view uri = view(space->href);
  const auto odf = odfSpace(uri);
  for (const auto& [name, prefix] : kOdfSpaces)
    if (odf == name) return prefix;
  if (uri.starts_with("http://www.w3.org/") && uri.ends_with("/xforms")) return "xforms";  // of whatever year
  for (const auto& [name, prefix] : kOtherSpaces)
    if (uri == name) return prefix;
  return "?";
}

const xmlAttr* findAttribute(const xmlNode* element, std::string_view name) {
  const auto colon = name.find(':');
  for (const xmlAttr* attribute = element->properties; attribute; attribute = attribute->next)
    if (view(attribute->name) == name.substr(colon + 1) && prefixOf(attribute->ns) == name.substr(0, colon))
      return attribute;
  return nullptr;
}

constexpr int kDeepest = 250;
constexpr auto kAny = std::numeric_limits<std::size_t>::max();  // OdfPackage limits the bytes

}  // namespace

signing::xml::Document parseOdfXml(std::string_view bytes, const std::string& entry) {
  try {
    return signing::xml::Document::parse(bytes,
                                         {.bytes = kAny, .depth = kDeepest, .elements = kAny, .foreignIds = true});
  } catch (const signing::xml::XmlError& error) {
    if (error.code() == "xmlDoctype") throw Error("templateDoctype", {{"entry", entry}});
    throw Error("templateUnreadable", {{"reason", "malformed"}, {"entry", entry}});
  }
}

std::string odfName(const xmlNode* element) {
  return std::string(prefixOf(element->ns)) + ":" + std::string(view(element->name));
}

std::string odfAttribute(const xmlNode* element, std::string_view name) {
  const xmlAttr* attribute = findAttribute(element, name);
  if (!attribute) return {};
  const std::unique_ptr<xmlChar, decltype(xmlFree)> value(xmlNodeListGetString(element->doc, attribute->children, 1),
                                                          xmlFree);
  return std::string(view(value.get()));
}

std::string odfText(const xmlNode* element) {
  const std::unique_ptr<xmlChar, decltype(xmlFree)> text(xmlNodeGetContent(element), xmlFree);
  return std::string(view(text.get()));
}

std::string odfParagraphText(const xmlNode* paragraph, const std::function<bool(const xmlNode*)>& skip) {
  std::string text;
  for (const xmlNode* child = paragraph->children; child; child = child->next) {
    if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) text += view(child->content);
    if (child->type != XML_ELEMENT_NODE || skip(child)) continue;
    const auto name = odfName(child);
    if (name == "office:annotation" || name == "text:note" || name.starts_with("draw:")) continue;
    const bool isSpace = name == "text:s" || name == "text:tab" || name == "text:line-break";
    text += isSpace ? " " : odfParagraphText(child, skip);
  }
  return text;
}

const xmlNode* findOdf(const xmlNode* root, std::string_view name) {
  if (root->type == XML_ELEMENT_NODE && odfName(root) == name) return root;
  for (const xmlNode* child = root->children; child; child = child->next)
    if (child->type == XML_ELEMENT_NODE)
      if (const xmlNode* found = findOdf(child, name)) return found;
  return nullptr;
}

bool hasChildElements(const xmlNode* element) {
  for (const xmlNode* child = element->children; child; child = child->next)
    if (child->type == XML_ELEMENT_NODE) return true;
  return false;
}

}  // namespace balalyk
