#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct _xmlNode;

namespace balalyk::signing::xml {
class Document;
}

// A small, read-only way into the XML of records, which may be hostile.
namespace balalyk {

// An element of a tree that outlives it. Missing parts throw Error recordXmlUnreadable{detail}.
class XmlElement {
 public:
  explicit XmlElement(const _xmlNode* node) : node_(node) {}
  std::string name() const;
  std::string attribute(const char* name) const;
  std::optional<std::string> maybeAttribute(const char* name) const;
  XmlElement child(const char* name) const;
  std::optional<XmlElement> maybeChild(const char* name) const;
  std::vector<XmlElement> children() const;
  std::string text() const;

 private:
  const _xmlNode* node_;
};

class XmlTree {
 public:
  // No DOCTYPE, comment, CDATA section or processing instruction; no network, no entities; UTF-8 only.
  explicit XmlTree(std::string_view xml);
  ~XmlTree();
  XmlElement root() const;

 private:
  const std::unique_ptr<const signing::xml::Document> document_;
};

}  // namespace balalyk
