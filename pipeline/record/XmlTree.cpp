#include "pipeline/record/XmlTree.h"

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "pipeline/Error.h"

namespace balalyk {
namespace {

constexpr std::size_t kLimit = 32U << 20U;

struct FreeContext {
  void operator()(xmlParserCtxt* context) const { xmlFreeParserCtxt(context); }
};
struct FreeString {
  void operator()(xmlChar* text) const { xmlFree(text); }
};
using XmlString = std::unique_ptr<xmlChar, FreeString>;

[[noreturn]] void refuse(std::string detail) {
  throw Error("recordXmlUnreadable", {{"detail", std::move(detail)}});
}

const xmlChar* xmlName(const char* name) {
  return reinterpret_cast<const xmlChar*>(name);
}
std::string bytes(const xmlChar* text) {
  return text ? reinterpret_cast<const char*>(text) : "";
}

}  // namespace

XmlTree::XmlTree(std::string_view xml) {
  static const bool initialised = (xmlInitParser(), true);
  static_cast<void>(initialised);
  if (xml.size() > kLimit) refuse("larger than 32 MiB");
  // Seen before the parser sees it: everything that makes XML dangerous begins like this.
  if (xml.find("<!") != std::string_view::npos) refuse("DOCTYPE, comment or CDATA section");
  if (xml.find("<?") != std::string_view::npos) refuse("processing instruction");
  const std::unique_ptr<xmlParserCtxt, FreeContext> context(xmlNewParserCtxt());
  if (!context) throw std::bad_alloc();
  document_.reset(xmlCtxtReadMemory(context.get(), xml.data(), static_cast<int>(xml.size()), nullptr, "UTF-8",
                                    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING));
  if (!document_ || !xmlDocGetRootElement(document_.get()))
    refuse("not well-formed, line " + std::to_string(context->lastError.line));
}

XmlElement XmlTree::root() const {
  return XmlElement(xmlDocGetRootElement(document_.get()));
}

void XmlTree::Free::operator()(_xmlDoc* document) const {
  xmlFreeDoc(document);
}

std::string XmlElement::name() const {
  return bytes(node_->name);
}

std::optional<std::string> XmlElement::maybeAttribute(const char* name) const {
  const XmlString value(xmlGetNoNsProp(node_, xmlName(name)));
  return value ? std::optional(bytes(value.get())) : std::nullopt;
}

std::string XmlElement::attribute(const char* name) const {
  auto value = maybeAttribute(name);
  if (!value) refuse(this->name() + " without " + name);
  return std::move(*value);
}

std::optional<XmlElement> XmlElement::maybeChild(const char* name) const {
  for (auto* node = node_->children; node; node = node->next)
    if (node->type == XML_ELEMENT_NODE && xmlStrEqual(node->name, xmlName(name))) return XmlElement(node);
  return std::nullopt;
}

XmlElement XmlElement::child(const char* name) const {
  const auto found = maybeChild(name);
  if (!found) refuse(this->name() + " without " + name);
  return *found;
}

std::vector<XmlElement> XmlElement::children() const {
  std::vector<XmlElement> elements;
  for (auto* node = node_->children; node; node = node->next)
    if (node->type == XML_ELEMENT_NODE) elements.emplace_back(node);
  return elements;
}

std::string XmlElement::text() const {
  const XmlString content(xmlNodeGetContent(node_));
  return bytes(content.get());
}

}  // namespace balalyk
