#include "pipeline/record/XmlTree.h"

#include "pipeline/Error.h"
#include "signing/xml/Document.h"

namespace balalyk {

namespace xml = signing::xml;

namespace {

// A list of vouchers is the longest record.
constexpr xml::Limits kLimits{.bytes = std::size_t{32} << 20, .elements = 4'000'000, .foreignIds = true};

[[noreturn]] void refuse(std::string detail) {
  throw Error("recordXmlUnreadable", {{"detail", std::move(detail)}});
}

xml::Document parsed(std::string_view text) {
  // Seen before the parser sees it: everything that makes XML dangerous begins like this.
  if (text.find("<!") != std::string_view::npos) refuse("DOCTYPE, comment or CDATA section");
  if (text.find("<?") != std::string_view::npos) refuse("processing instruction");
  try {
    return xml::Document::parse(text, kLimits);
  } catch (const xml::XmlError& error) {
    refuse(error.code());
  }
}

bool hasName(const xmlNode* node, std::string_view name) {
  return reinterpret_cast<const char*>(node->name) == name;
}

}  // namespace

XmlTree::XmlTree(std::string_view text) : document_(std::make_unique<const xml::Document>(parsed(text))) {}

XmlTree::~XmlTree() = default;

XmlElement XmlTree::root() const {
  return XmlElement(document_->root());
}

std::string XmlElement::name() const {
  return reinterpret_cast<const char*>(node_->name);
}

std::optional<std::string> XmlElement::maybeAttribute(const char* name) const {
  return xml::attribute(node_, name);
}

std::string XmlElement::attribute(const char* name) const {
  auto value = maybeAttribute(name);
  if (!value) refuse(this->name() + " without " + name);
  return std::move(*value);
}

std::optional<XmlElement> XmlElement::maybeChild(const char* name) const {
  for (const auto* node : xml::children(node_))
    if (hasName(node, name)) return XmlElement(node);
  return std::nullopt;
}

XmlElement XmlElement::child(const char* name) const {
  const auto found = maybeChild(name);
  if (!found) refuse(this->name() + " without " + name);
  return *found;
}

std::vector<XmlElement> XmlElement::children() const {
  std::vector<XmlElement> elements;
  for (const auto* node : xml::children(node_)) elements.emplace_back(node);
  return elements;
}

std::string XmlElement::text() const {
  return xml::text(node_);
}

}  // namespace balalyk
