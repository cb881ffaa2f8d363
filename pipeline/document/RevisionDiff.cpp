#include "pipeline/document/RevisionDiff.h"

#include <Poco/Dynamic/Var.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

#include <map>
#include <memory>

namespace balalyk {

namespace {

using Leaves = std::map<std::string, std::string>;  // path -> value

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
  bool hasElements = false;
  for (const xmlNode* child = element->children; child; child = child->next) {
    if (child->type != XML_ELEMENT_NODE) continue;
    hasElements = true;
    const auto name = text(child->name);
    const int number = ++seen[name];
    flatten(child, path + "/" + name + (number > 1 ? "[" + std::to_string(number) + "]" : ""), leaves);
  }
  if (hasElements) return;
  const std::unique_ptr<xmlChar, decltype(xmlFree)> content(xmlNodeGetContent(element), xmlFree);
  if (const auto value = text(content.get()); !value.empty()) leaves[path] = value;
}

Leaves leavesOf(const std::string& xml) {
  const std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> document(
      xmlReadMemory(xml.data(), static_cast<int>(xml.size()), "record.xml", nullptr,
                    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING),
      &xmlFreeDoc);
  if (!document) throw Error("recordXmlUnreadable", {{"detail", "not well-formed"}});
  Leaves leaves;
  const xmlNode* root = xmlDocGetRootElement(document.get());
  flatten(root, text(root->name), leaves);
  return leaves;
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

Leaves provenanceOf(const Document& document) {
  Leaves leaves;
  if (document.provenance.empty()) return leaves;
  try {
    flatten(*Poco::JSON::Parser().parse(document.provenance).extract<Poco::JSON::Object::Ptr>(), "", leaves);
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
