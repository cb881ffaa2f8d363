#include "signing/xml/Document.h"

#include <libxml/SAX2.h>
#include <libxml/c14n.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/uri.h>
#include <libxml/xmlerror.h>

#include <memory>
#include <set>

#include "signing/Effort.h"
#include "signing/xml/AttributeCount.h"
#include "signing/xml/CanonicalCost.h"
#include "signing/xml/Names.h"

namespace balalyk::signing::xml {
namespace {

using ParserPtr = std::unique_ptr<xmlParserCtxt, Deleter<xmlFreeParserCtxt>>;
using EncodingPtr = std::unique_ptr<xmlCharEncodingHandler, Deleter<xmlCharEncCloseFunc>>;
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

constexpr const char* kDoctype = "xmlDoctype";

// What parsing keeps an eye on, so that a file that would take minutes or gigabytes is left at once.
struct ParseLimits {
  const Limits& limits;
  std::size_t elements = 0;
  const char* refusal = nullptr;

  void refuse(xmlParserCtxt* parser, const char* code) {
    if (refusal == nullptr) refusal = code;
    xmlStopParser(parser);
  }
};

ParseLimits& watchOf(void* parser) {
  return *static_cast<ParseLimits*>(static_cast<xmlParserCtxt*>(parser)->_private);
}

void stopAtDoctype(void* parser, const xmlChar*, const xmlChar*, const xmlChar*) {
  watchOf(parser).refuse(static_cast<xmlParserCtxt*>(parser), kDoctype);
}

void startElement(void* parser, const xmlChar* name, const xmlChar* prefix, const xmlChar* uri, int namespaces,
                  const xmlChar** declared, int attributes, int defaulted, const xmlChar** values) {
  auto* context = static_cast<xmlParserCtxt*>(parser);
  ParseLimits& watch = watchOf(parser);
  constexpr int kMaxNamespaces = 256;  // in scope; libxml2 keeps two pointers for each and searches them all
  if (context->nameNr >= watch.limits.depth) return watch.refuse(context, "xmlTooDeep");
  if (++watch.elements > watch.limits.elements || context->nsNr > 2 * kMaxNamespaces) {
    return watch.refuse(context, "xmlTooLarge");
  }
  xmlSAX2StartElementNs(parser, name, prefix, uri, namespaces, declared, attributes, defaulted, values);
}

std::string printableName(std::string_view name) {
  constexpr std::size_t kMaxLength = 40;
  std::string printable{name.substr(0, kMaxLength)};
  for (char& c : printable) c = c > ' ' && c <= '~' ? c : '?';
  return printable;
}

// What an XML declaration names as the encoding; UTF-8 when there is none. It is ASCII up to there in all that are
// read.
std::string statedEncoding(std::string_view bytes) {
  std::string encoding = "UTF-8";
  if (!bytes.starts_with("<?xml")) return encoding;
  const std::string_view declaration = bytes.substr(0, bytes.find('>'));
  const auto at = declaration.find("encoding");
  const auto open = at == std::string_view::npos ? at : declaration.find_first_of("'\"", at);
  const auto close = open == std::string_view::npos ? open : declaration.find(declaration[open], open + 1);
  if (close == std::string_view::npos) return encoding;
  encoding = declaration.substr(open + 1, close - open - 1);
  for (char& c : encoding) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return encoding;
}

// In these a byte below 128 is the ASCII character, so that no reader takes other bytes for brackets.
bool isReadable(std::string_view encoding) {
  for (const std::string_view start : {"ISO-8859-", "WINDOWS-125", "KOI8-"}) {
    if (encoding.starts_with(start) && encoding.size() <= start.size() + 2) return true;
  }
  return encoding == "UTF-8" || encoding == "US-ASCII" || encoding == "ASCII";
}

// Returns the encoding.
std::string checkBytes(std::string_view bytes, const Limits& limits) {
  if (bytes.size() > limits.bytes) throw XmlUnsupported("xmlTooLarge");
  if (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff") || bytes.starts_with(std::string_view{"\0<", 2}) ||
      bytes.starts_with(std::string_view{"<\0", 2})) {
    throw XmlUnsupported("xmlEncodingUnsupported", {{"encoding", "UTF-16"}});
  }
  const bool marked = bytes.starts_with("\xef\xbb\xbf");
  if (marked) bytes.remove_prefix(3);
  const bool asciiStart = bytes.starts_with('<') || bytes.starts_with(' ') || bytes.starts_with('\t') ||
                          bytes.starts_with('\r') || bytes.starts_with('\n');
  if (!asciiStart || bytes.find('\0') != std::string_view::npos) throw XmlError("xmlNotWellFormed");
  if (hasTooManyAttributes(bytes)) throw XmlUnsupported("xmlTooLarge");
  std::string encoding = statedEncoding(bytes);
  if (!isReadable(encoding) || !EncodingPtr{xmlFindCharEncodingHandler(encoding.c_str())})
    throw XmlUnsupported("xmlEncodingUnsupported", {{"encoding", printableName(encoding)}});
  if (marked && encoding != "UTF-8") throw XmlError("xmlNotWellFormed");
  return encoding;
}

bool isIdName(const xmlAttr* attribute) {
  const std::string_view name = view(attribute->name);
  return name.size() == 2 && (name[0] == 'I' || name[0] == 'i') && (name[1] == 'D' || name[1] == 'd');
}

bool isWithinSignature(const xmlNode* node) {
  for (; node != nullptr; node = node->parent) {
    if (is(node, kDs, "Signature")) return true;
  }
  return false;
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> found;
  constexpr std::string_view kSpace = " \t\r\n";
  for (auto start = text.find_first_not_of(kSpace); start != std::string_view::npos;
       start = text.find_first_not_of(kSpace, start)) {
    const auto end = std::min(text.find_first_of(kSpace, start), text.size());
    found.emplace_back(text.substr(start, end - start));
    start = end;
  }
  return found;
}

// The element after this one in the document's order, when the tree ends at `root`.
const xmlNode* following(const xmlNode* node, const xmlNode* root) {
  if (node->children != nullptr) return node->children;
  while (node != root && node->next == nullptr) node = node->parent;
  return node == root ? nullptr : node->next;
}

// libxml2 walks from a document's first child over all that follow, however little of it is asked for. So it gets a
// view of the document that begins with the element, which has no next for that while; parents stay as they are.
class DetachedSubtree {
 public:
  explicit DetachedSubtree(const xmlNode* element)
      : element_(const_cast<xmlNode*>(element)), next_(element == nullptr ? nullptr : element->next) {
    if (element_ != nullptr) element_->next = nullptr;
  }
  ~DetachedSubtree() {
    if (element_ != nullptr) element_->next = next_;
  }
  DetachedSubtree(const DetachedSubtree&) = delete;
  DetachedSubtree& operator=(const DetachedSubtree&) = delete;

 private:
  xmlNode* element_;
  xmlNode* next_;
};

// Elements that libxml2 does not come to for a while: it walks from each node to its first child and its next.
class HiddenElements {
 public:
  explicit HiddenElements(std::span<const xmlNode* const> elements) {
    for (const xmlNode* each : elements) {
      auto* element = const_cast<xmlNode*>(each);
      elements_.push_back(element);
      before(element) = element->next;
      if (element->next != nullptr) element->next->prev = element->prev;
    }
  }
  ~HiddenElements() {
    for (auto at = elements_.rbegin(); at != elements_.rend(); ++at) {
      before(*at) = *at;
      if ((*at)->next != nullptr) (*at)->next->prev = *at;
    }
  }
  HiddenElements(const HiddenElements&) = delete;
  HiddenElements& operator=(const HiddenElements&) = delete;

 private:
  static xmlNode*& before(xmlNode* element) {
    return element->prev != nullptr ? element->prev->next : element->parent->children;
  }

  std::vector<xmlNode*> elements_;
};

// All that libxml2 comes to is asked for, but for the elements around it, about which it asks too.
int isSelected(void* around, xmlNode* node, xmlNode* parent) {
  const xmlNode* element = node->type == XML_NAMESPACE_DECL || node->type == XML_ATTRIBUTE_NODE ? parent : node;
  const auto& outside = *static_cast<const std::set<const xmlNode*>*>(around);
  return outside.contains(element) ? 0 : 1;
}

// Canonical XML is not defined where a namespace is named by a relative URI (W3C Canonical XML 1.0, 1.3): other
// programs stop there, wherever in the file it is.
void requireAbsoluteNamespaces(const xmlNode* root) {
  for (const xmlNode* node = root; node != nullptr; node = following(node, root)) {
    if (node->type != XML_ELEMENT_NODE) continue;
    for (const xmlNs* declared = node->nsDef; declared != nullptr; declared = declared->next) {
      if (declared->href == nullptr || *declared->href == 0) continue;
      const std::unique_ptr<xmlURI, void (*)(xmlURI*)> uri(xmlParseURI(reinterpret_cast<const char*>(declared->href)),
                                                           xmlFreeURI);
      if (!uri || uri->scheme == nullptr) throw XmlUnsupported("xmlNamespaceRelative");
    }
  }
}

}  // namespace

Document Document::parse(std::string_view bytes, const Limits& limits) {
  initialiseLibrary();
  const SilentErrors silent;
  constexpr std::uint64_t kForEachByte = 15;
  Effort::spend(bytes.size() * kForEachByte);
  const std::string encoding = checkBytes(bytes, limits);
  const ParserPtr parser{xmlNewParserCtxt()};
  if (!parser) throw XmlError("xmlNotWellFormed");
  ParseLimits watch{limits};
  parser->_private = &watch;
  parser->sax->internalSubset = stopAtDoctype;
  parser->sax->startElementNs = startElement;
  constexpr int kOptions = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE |
                           XML_PARSE_COMPACT | XML_PARSE_IGNORE_ENC;
  Document document{XmlDocPtr{xmlCtxtReadMemory(parser.get(), bytes.data(), static_cast<int>(bytes.size()), nullptr,
                                                encoding.c_str(), kOptions)}};
  if (watch.refusal != nullptr) {
    if (watch.refusal == kDoctype) throw XmlError("xmlDoctype");
    throw XmlUnsupported(watch.refusal);
  }
  if (!document.handle_ || document.root() == nullptr) throw XmlError("xmlNotWellFormed");
  if (document.handle_->intSubset != nullptr || document.handle_->extSubset != nullptr) throw XmlError("xmlDoctype");
  requireAbsoluteNamespaces(document.root());
  document.readIds(limits.foreignIds);
  return document;
}

// Every attribute that some reader could take for an identifier counts, whatever its case or namespace. In and around
// signatures none may come twice.
void Document::readIds(bool foreignIds) {
  constexpr std::uint64_t kForEachId = 1000;
  for (const xmlNode* node = root(); node != nullptr; node = following(node, root())) {
    if (node->type != XML_ELEMENT_NODE) continue;
    for (const xmlAttr* attr = node->properties; attr != nullptr; attr = attr->next) {
      if (!isIdName(attr)) continue;
      Effort::spend(kForEachId);
      const auto [known, isNew] = elements_.try_emplace(text(reinterpret_cast<const xmlNode*>(attr)), node);
      if (isNew) continue;
      if (!foreignIds || isWithinSignature(node) || isWithinSignature(known->second)) throw XmlError("xmlIdTwice");
      known->second = nullptr;
    }
  }
}

const xmlNode* Document::elementById(std::string_view id) const {
  const auto found = elements_.find(id);
  if (found == elements_.end()) return nullptr;
  if (found->second == nullptr) throw XmlError("xmlIdTwice");
  return found->second;
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

std::vector<std::string> prefixesOf(const xmlNode* node, std::string_view nameSpace) {
  std::vector<std::string> found;
  std::set<std::string_view> known;  // the nearest declaration of a prefix counts
  for (; node != nullptr && node->type == XML_ELEMENT_NODE; node = node->parent) {
    for (const xmlNs* declared = node->nsDef; declared != nullptr; declared = declared->next) {
      if (declared->prefix == nullptr || !known.insert(view(declared->prefix)).second) continue;
      if (view(declared->href) == nameSpace) found.emplace_back(view(declared->prefix));
    }
  }
  return found;
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

std::optional<CanonicalForm> canonicalForm(const xmlNode* node) {
  std::string uri = attribute(node, "Algorithm").value_or("");
  constexpr std::string_view kWithComments = "WithComments";
  const bool comments = uri.ends_with("#WithComments");
  if (comments) uri.resize(uri.size() - kWithComments.size());
  if (comments && uri != kExclusiveC14n) uri.pop_back();
  const auto parts = children(node);
  if (uri == kExclusiveC14n) {
    CanonicalForm form{Canonicalisation::exclusive10, comments};
    const bool plain = parts.empty() || (parts.size() == 1 && is(parts[0], kExclusiveC14n, "InclusiveNamespaces"));
    if (!plain) return std::nullopt;
    if (!parts.empty()) form.prefixes = words(attribute(parts[0], "PrefixList").value_or(""));
    return form;
  }
  if (!parts.empty()) return std::nullopt;
  if (uri == kInclusiveC14n) return CanonicalForm{Canonicalisation::inclusive10, comments};
  if (uri == kInclusiveC14n11) return CanonicalForm{Canonicalisation::inclusive11, comments};
  return std::nullopt;
}

std::string canonicalise(const Document& document, const xmlNode* element, const CanonicalForm& form) {
  return canonicaliseWithout(document, element, {}, form);
}

std::string canonicaliseWithout(const Document& document, const xmlNode* element, std::span<const xmlNode* const> left,
                                const CanonicalForm& form) {
  spendOnCanonical(document, element, form);
  const SilentErrors silent;
  const OutputPtr output{xmlAllocOutputBuffer(nullptr)};
  const int mode = form.method == Canonicalisation::exclusive10   ? XML_C14N_EXCLUSIVE_1_0
                   : form.method == Canonicalisation::inclusive10 ? XML_C14N_1_0
                                                                  : XML_C14N_1_1;
  std::set<const xmlNode*> around;
  if (element != nullptr) {
    for (const xmlNode* parent = element->parent; parent != nullptr; parent = parent->parent) around.insert(parent);
  }
  std::vector<xmlChar*> prefixes;
  for (const auto& prefix : form.prefixes) {
    prefixes.push_back(const_cast<xmlChar*>(reinterpret_cast<const xmlChar*>(prefix.c_str())));
  }
  prefixes.push_back(nullptr);
  xmlDoc view = *document.handle();
  const HiddenElements hidden{left};
  const DetachedSubtree alone{element};
  if (element != nullptr) view.children = const_cast<xmlNode*>(element);
  // What does not fit into libxml2's buffer is left out without a word, but for the mark in the buffer.
  if (!output ||
      xmlC14NExecute(&view, isSelected, &around, mode, prefixes.data(), form.comments ? 1 : 0, output.get()) < 0 ||
      output->error != 0) {
    throw XmlError("xmlNotWellFormed");
  }
  return {reinterpret_cast<const char*>(xmlOutputBufferGetContent(output.get())), xmlOutputBufferGetSize(output.get())};
}

}  // namespace balalyk::signing::xml
