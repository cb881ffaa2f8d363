#include "pipeline/document/RevisionDiff.h"

#include <Poco/Dynamic/Var.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <map>
#include <memory>

#include "signing/xml/Document.h"

namespace balalyk {

namespace {

namespace xml = signing::xml;
using Leaves = std::map<std::string, std::string>;  // path -> value

constexpr std::size_t kLargestRecord = 32U << 20U;  // as XmlTree reads it

std::string text(const xmlChar* value) {
  return value ? reinterpret_cast<const char*>(value) : "";
}

void flatten(const xmlNode* element, const std::string& path, Leaves& leaves) {
  for (const xmlAttr* attribute = element->properties; attribute; attribute = attribute->next) {
    const std::unique_ptr<xmlChar, decltype(xmlFree)> value(xmlNodeListGetString(element->doc, attribute->children, 1),
                                                            xmlFree);
    leaves[path + "/@" + text(attribute->name)] = text(value.get());
  }
  std::map<std::string, int> seen;
  const auto children = xml::children(element);
  for (const xmlNode* child : children) {
    const auto name = text(child->name);
    const int number = ++seen[name];
    flatten(child, path + "/" + name + (number > 1 ? "[" + std::to_string(number) + "]" : ""), leaves);
  }
  if (!children.empty()) return;
  if (auto value = xml::text(element); !value.empty()) leaves[path] = std::move(value);
}

Leaves leavesOf(const std::string& record) {
  try {
    const auto document = xml::Document::parse(record, {.bytes = kLargestRecord, .foreignIds = true});
    Leaves leaves;
    flatten(document.root(), text(document.root()->name), leaves);
    return leaves;
  } catch (const xml::XmlError& error) {
    throw Error("recordXmlUnreadable", {{"detail", error.code()}});
  }
}

void flatten(const Poco::JSON::Object& object, const std::string& path, Leaves& leaves) {
  for (const auto& [name, value] : object) {
    const auto here = path.empty() ? name : path + "/" + name;
    if (value.type() == typeid(Poco::JSON::Object::Ptr)) {
      flatten(*value.extract<Poco::JSON::Object::Ptr>(), here, leaves);
    } else {
      leaves[here] = value.toString();
    }
  }
}

// Older provenance has one template for each language, the only one of that kind and language that there was.
void nameTemplates(const Document& document, Poco::JSON::Object& templates) {
  const std::string kind = toString(document.kind);
  Poco::JSON::Object::Ptr ofKind = new Poco::JSON::Object;
  for (const auto& language : templates.getNames()) {
    if (templates.isObject(language)) continue;
    Poco::JSON::Object::Ptr one = new Poco::JSON::Object;
    one->set("file", kind + "." + language + ".odt");
    one->set("sha256", templates.get(language));
    ofKind->set(language, one);
    templates.remove(language);
  }
  if (ofKind->size() > 0) templates.set(kind, ofKind);
}

Leaves provenanceOf(const Document& document) {
  Leaves leaves;
  if (document.provenance.empty()) return leaves;
  try {
    const auto provenance = Poco::JSON::Parser().parse(document.provenance).extract<Poco::JSON::Object::Ptr>();
    if (auto templates = provenance->getObject("templates")) nameTemplates(document, *templates);
    flatten(*provenance, "", leaves);
  } catch (const Poco::Exception&) {
    throw Error("provenanceUnreadable", {{"document", document.id}});
  }
  return leaves;
}

void compare(Difference::In in, const Leaves& before, const Leaves& after, std::vector<Difference>& found) {
  for (const auto& [path, value] : before) {
    const auto other = after.find(path);
    if (other == after.end() || other->second != value) {
      found.push_back({in, path, value, other == after.end() ? "" : other->second});
    }
  }
  for (const auto& [path, value] : after) {
    if (!before.contains(path)) found.push_back({in, path, "", value});
  }
}

}  // namespace

std::vector<Difference> differences(const Document& before, const std::string& beforeXml, const Document& after,
                                    const std::string& afterXml) {
  std::vector<Difference> found;
  compare(Difference::In::record, leavesOf(beforeXml), leavesOf(afterXml), found);
  compare(Difference::In::document,
          {{"id", before.id}, {"kind", toString(before.kind)}, {"revision", std::to_string(before.revision)}},
          {{"id", after.id}, {"kind", toString(after.kind)}, {"revision", std::to_string(after.revision)}}, found);
  compare(Difference::In::office, provenanceOf(before), provenanceOf(after), found);
  return found;
}

}  // namespace balalyk
