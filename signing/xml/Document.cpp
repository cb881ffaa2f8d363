#include "signing/xml/Document.h"

#include <libxml/c14n.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>

#include <set>

#include "signing/xml/Names.h"

namespace balalyk::signing::xml {
namespace {

using ParserPtr = std::unique_ptr<xmlParserCtxt, Deleter<xmlFreeParserCtxt>>;
using OutputPtr = std::unique_ptr<xmlOutputBuffer, Deleter<xmlOutputBufferClose>>;

std::string_view view(const xmlChar* text) {
  return text == nullptr ? std::string_view{} : reinterpret_cast<const char*>(text);
}

void initialiseLibrary() {
  static const bool once = [] {
    xmlInitParser();
    return true;
  }();
  static_cast<void>(once);
}

// libxml2 writes what it dislikes to the standard error output unless the thread has a handler; the thread's own is put
// back.
class SilentErrors {
 public:
  SilentErrors() : handler_(xmlStructuredError), context_(xmlStructuredErrorContext) {
    xmlSetStructuredErrorFunc(nullptr, [](void*, xmlErrorPtr) {});
  }
  ~SilentErrors() { xmlSetStructuredErrorFunc(context_, handler_); }
  SilentErrors(const SilentErrors&) = delete;
  SilentErrors& operator=(const SilentErrors&) = delete;

 private:
  xmlStructuredErrorFunc handler_;
  void* context_;
};

void stopAtDoctype(void* parser, const xmlChar*, const xmlChar*, const xmlChar*) {
  auto* context = static_cast<xmlParserCtxt*>(parser);
  *static_cast<bool*>(context->_private) = true;
  xmlStopParser(context);
}

bool isIdName(const xmlAttr* attribute) {
  const std::string_view name = view(attribute->name);
  return name.size() == 2 && (name[0] == 'I' || name[0] == 'i') && (name[1] == 'D' || name[1] == 'd');
}

// Every attribute that some reader could take for an identifier counts, whatever its case or namespace.
void checkTree(const xmlNode* root, int maxDepth) {
  std::set<std::string> ids;
  int depth = 1;
  for (const xmlNode* node = root; node != nullptr;) {
    if (node->type == XML_ELEMENT_NODE) {
      for (const xmlAttr* attr = node->properties; attr != nullptr; attr = attr->next) {
        if (isIdName(attr) && !ids.insert(text(reinterpret_cast<const xmlNode*>(attr))).second) {
          throw XmlError("xmlIdTwice");
        }
      }
    }
    if (node->type == XML_ELEMENT_NODE && node->children != nullptr) {
      if (++depth > maxDepth) throw XmlError("xmlTooDeep");
      node = node->children;
      continue;
    }
    while (node != root && node->next == nullptr) {
      node = node->parent;
      --depth;
    }
    node = node == root ? nullptr : node->next;
  }
}

struct Selection {
  const xmlNode* inside;   // null: everywhere
  const xmlNode* outside;  // null: nothing is left out
};

int isSelected(void* selection, xmlNode* node, xmlNode* parent) {
  const auto& [inside, outside] = *static_cast<const Selection*>(selection);
  // Namespaces and attributes come with their element as the parent.
  const xmlNode* at = node->type == XML_NAMESPACE_DECL || node->type == XML_ATTRIBUTE_NODE ? parent : node;
  bool selected = inside == nullptr;
  for (; at != nullptr; at = at->parent) {
    if (at == outside) return 0;
    selected = selected || at == inside;
  }
  return selected ? 1 : 0;
}

}  // namespace

Document Document::parse(std::string_view bytes, const Limits& limits) {
  initialiseLibrary();
  const SilentErrors silent;
  if (bytes.size() > limits.bytes) throw XmlError("xmlTooLarge");
  const ParserPtr parser{xmlNewParserCtxt()};
  if (!parser) throw XmlError("xmlNotWellFormed");
  bool doctype = false;
  parser->_private = &doctype;
  parser->sax->internalSubset = stopAtDoctype;
  constexpr int kOptions =
      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE | XML_PARSE_COMPACT;
  Document document{XmlDocPtr{
      xmlCtxtReadMemory(parser.get(), bytes.data(), static_cast<int>(bytes.size()), nullptr, "UTF-8", kOptions)}};
  if (doctype) throw XmlError("xmlDoctype");
  if (!document.handle_ || document.root() == nullptr) throw XmlError("xmlNotWellFormed");
  if (document.handle_->intSubset != nullptr || document.handle_->extSubset != nullptr) throw XmlError("xmlDoctype");
  checkTree(document.root(), limits.depth);
  return document;
}

bool is(const xmlNode* node, std::string_view nameSpace, std::string_view name) {
  return node != nullptr && node->type == XML_ELEMENT_NODE && view(node->name) == name && node->ns != nullptr &&
         view(node->ns->href) == nameSpace;
}

std::vector<const xmlNode*> children(const xmlNode* node) {
  std::vector<const xmlNode*> elements;
  for (const xmlNode* next = node->children; next != nullptr; next = next->next) {
    if (next->type == XML_ELEMENT_NODE) elements.push_back(next);
  }
  return elements;
}

const xmlNode* child(const xmlNode* node, std::string_view nameSpace, std::string_view name) {
  for (const xmlNode* next = node->children; next != nullptr; next = next->next) {
    if (is(next, nameSpace, name)) return next;
  }
  return nullptr;
}

std::optional<std::string> attribute(const xmlNode* node, std::string_view name, std::string_view nameSpace) {
  if (node == nullptr || node->type != XML_ELEMENT_NODE) return std::nullopt;
  for (const xmlAttr* attr = node->properties; attr != nullptr; attr = attr->next) {
    const std::string_view space = attr->ns == nullptr ? std::string_view{} : view(attr->ns->href);
    if (view(attr->name) == name && space == nameSpace) return text(reinterpret_cast<const xmlNode*>(attr));
  }
  return std::nullopt;
}

std::string text(const xmlNode* node) {
  const std::unique_ptr<xmlChar, void (*)(void*)> content{xmlNodeGetContent(node), [](void* p) { xmlFree(p); }};
  return std::string{view(content.get())};
}

std::string trimmed(const xmlNode* node) {
  const std::string all = text(node);
  constexpr const char* kSpace = " \t\r\n";
  const auto first = all.find_first_not_of(kSpace);
  return first == std::string::npos ? std::string{} : all.substr(first, all.find_last_not_of(kSpace) - first + 1);
}

std::optional<Canonicalisation> canonicalisationFor(std::string_view uri) {
  if (uri == kExclusiveC14n) return Canonicalisation::exclusive10;
  if (uri == "http://www.w3.org/TR/2001/REC-xml-c14n-20010315") return Canonicalisation::inclusive10;
  if (uri == "http://www.w3.org/2006/12/xml-c14n11") return Canonicalisation::inclusive11;
  return std::nullopt;
}

std::string canonicalise(const Document& document, const xmlNode* element, Canonicalisation method) {
  return canonicaliseWithout(document, element, nullptr, method);
}

std::string canonicaliseWithout(const Document& document, const xmlNode* element, const xmlNode* left,
                                Canonicalisation method) {
  const SilentErrors silent;
  const OutputPtr output{xmlAllocOutputBuffer(nullptr)};
  const int mode = method == Canonicalisation::exclusive10   ? XML_C14N_EXCLUSIVE_1_0
                   : method == Canonicalisation::inclusive10 ? XML_C14N_1_0
                                                             : XML_C14N_1_1;
  Selection selection{element, left};
  if (!output || xmlC14NExecute(document.handle(), isSelected, &selection, mode, nullptr, 0, output.get()) < 0) {
    throw XmlError("xmlNotWellFormed");
  }
  return {reinterpret_cast<const char*>(xmlOutputBufferGetContent(output.get())), xmlOutputBufferGetSize(output.get())};
}

}  // namespace balalyk::signing::xml
