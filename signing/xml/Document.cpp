#include "signing/xml/Document.h"

#include <libxml/SAX2.h>
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

// What parsing keeps an eye on, so that a file that would take minutes or gigabytes is left at once.
struct Watch {
  const Limits& limits;
  std::size_t elements = 0;
  const char* refusal = nullptr;

  void refuse(xmlParserCtxt* parser, const char* code) {
    if (refusal == nullptr) refusal = code;
    xmlStopParser(parser);
  }
};

Watch& watchOf(void* parser) {
  return *static_cast<Watch*>(static_cast<xmlParserCtxt*>(parser)->_private);
}

void stopAtDoctype(void* parser, const xmlChar*, const xmlChar*, const xmlChar*) {
  watchOf(parser).refuse(static_cast<xmlParserCtxt*>(parser), "xmlDoctype");
}

void startElement(void* parser, const xmlChar* name, const xmlChar* prefix, const xmlChar* uri, int namespaces,
                  const xmlChar** declared, int attributes, int defaulted, const xmlChar** values) {
  auto* context = static_cast<xmlParserCtxt*>(parser);
  Watch& watch = watchOf(parser);
  constexpr int kMaxNamespaces = 256;  // in scope; libxml2 keeps two pointers for each and searches them all
  if (context->nameNr >= watch.limits.depth) return watch.refuse(context, "xmlTooDeep");
  if (++watch.elements > watch.limits.elements || context->nsNr > 2 * kMaxNamespaces) {
    return watch.refuse(context, "xmlTooLarge");
  }
  xmlSAX2StartElementNs(parser, name, prefix, uri, namespaces, declared, attributes, defaulted, values);
}

// libxml2 compares each attribute of an element with all before it. No attribute is without its sign, and no element
// goes on behind the next bracket.
bool hasTooManyAttributes(std::string_view bytes) {
  constexpr int kMaxAttributes = 1000;
  int count = 0;
  for (const char c : bytes) {
    if (c == '<') count = 0;
    if (c == '=' && ++count > kMaxAttributes) return true;
  }
  return false;
}

// UTF-8 whatever the file says of itself: in another encoding its bytes would mean other characters.
void checkBytes(std::string_view bytes, const Limits& limits) {
  if (bytes.size() > limits.bytes) throw XmlError("xmlTooLarge");
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  const bool asciiStart = bytes.starts_with('<') || bytes.starts_with(' ') || bytes.starts_with('\t') ||
                          bytes.starts_with('\r') || bytes.starts_with('\n');
  if (!asciiStart || bytes.find('\0') != std::string_view::npos) throw XmlError("xmlNotWellFormed");
  if (hasTooManyAttributes(bytes)) throw XmlError("xmlTooLarge");
}

bool isIdName(const xmlAttr* attribute) {
  const std::string_view name = view(attribute->name);
  return name.size() == 2 && (name[0] == 'I' || name[0] == 'i') && (name[1] == 'D' || name[1] == 'd');
}

// Every attribute that some reader could take for an identifier counts, whatever its case or namespace.
void checkIds(const xmlNode* root) {
  std::set<std::string> ids;
  for (const xmlNode* node = root; node != nullptr;) {
    if (node->type == XML_ELEMENT_NODE) {
      for (const xmlAttr* attr = node->properties; attr != nullptr; attr = attr->next) {
        if (isIdName(attr) && !ids.insert(text(reinterpret_cast<const xmlNode*>(attr))).second) {
          throw XmlError("xmlIdTwice");
        }
      }
    }
    if (node->type == XML_ELEMENT_NODE && node->children != nullptr) {
      node = node->children;
      continue;
    }
    while (node != root && node->next == nullptr) node = node->parent;
    node = node == root ? nullptr : node->next;
  }
}

struct Selection {
  const xmlNode* inside;   // null: everywhere
  const xmlNode* outside;  // null: nothing is left out
};

// libxml2 walks from a document's first child over all that follow, however little of it is asked for. So it gets a
// view of the document that begins with the element, which has no next for that while; parents stay as they are.
class Alone {
 public:
  explicit Alone(const xmlNode* element)
      : element_(const_cast<xmlNode*>(element)), next_(element == nullptr ? nullptr : element->next) {
    if (element_ != nullptr) element_->next = nullptr;
  }
  ~Alone() {
    if (element_ != nullptr) element_->next = next_;
  }
  Alone(const Alone&) = delete;
  Alone& operator=(const Alone&) = delete;

 private:
  xmlNode* element_;
  xmlNode* next_;
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
  checkBytes(bytes, limits);
  const ParserPtr parser{xmlNewParserCtxt()};
  if (!parser) throw XmlError("xmlNotWellFormed");
  Watch watch{limits};
  parser->_private = &watch;
  parser->sax->internalSubset = stopAtDoctype;
  parser->sax->startElementNs = startElement;
  constexpr int kOptions = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE |
                           XML_PARSE_COMPACT | XML_PARSE_IGNORE_ENC;
  Document document{XmlDocPtr{
      xmlCtxtReadMemory(parser.get(), bytes.data(), static_cast<int>(bytes.size()), nullptr, "UTF-8", kOptions)}};
  if (watch.refusal != nullptr) throw XmlError(watch.refusal);
  if (!document.handle_ || document.root() == nullptr) throw XmlError("xmlNotWellFormed");
  if (document.handle_->intSubset != nullptr || document.handle_->extSubset != nullptr) throw XmlError("xmlDoctype");
  checkIds(document.root());
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
  xmlDoc view = *document.handle();
  const Alone alone{element};
  if (element != nullptr) view.children = const_cast<xmlNode*>(element);
  if (!output || xmlC14NExecute(&view, isSelected, &selection, mode, nullptr, 0, output.get()) < 0) {
    throw XmlError("xmlNotWellFormed");
  }
  return {reinterpret_cast<const char*>(xmlOutputBufferGetContent(output.get())), xmlOutputBufferGetSize(output.get())};
}

}  // namespace balalyk::signing::xml
