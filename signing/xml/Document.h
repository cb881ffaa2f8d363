#pragma once

#include <libxml/tree.h>

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "signing/Deleter.h"
#include "signing/SigningError.h"

namespace balalyk::signing::xml {

using XmlDocPtr = std::unique_ptr<xmlDoc, Deleter<xmlFreeDoc>>;

// XML that is refused. Codes: xmlNotWellFormed, xmlDoctype, xmlIdTwice.
class XmlError : public SigningError {
 public:
  using SigningError::SigningError;
};

// XML that may be right, but is not read here. Codes: xmlTooLarge, xmlTooDeep, xmlEncodingUnsupported,
// xmlNamespaceRelative.
class XmlUnsupported : public XmlError {
 public:
  using XmlError::XmlError;
};

struct Limits {
  std::size_t bytes = std::size_t{4} << 20;
  int depth = 32;
  std::size_t elements = 200'000;
  // Whether an Id may occur twice where no signature is: in a document of others those are values like any.
  bool foreignIds = false;
};

// A document from outside: no DOCTYPE, so no entities and nothing fetched; in UTF-8, or in an encoding of one byte a
// character that begins with ASCII and that the document states; no Id used twice.
class Document {
 public:
  static Document parse(std::string_view bytes, const Limits& limits = {});
  const xmlNode* root() const { return xmlDocGetRootElement(handle_.get()); }
  xmlDoc* handle() const { return handle_.get(); }

  // The one element with this identifier, null when there is none. Throws XmlError xmlIdTwice when it is not the one.
  const xmlNode* elementById(std::string_view id) const;

 private:
  explicit Document(XmlDocPtr handle) : handle_(std::move(handle)) {}
  void readIds(bool foreignIds);

  XmlDocPtr handle_;
  std::map<std::string, const xmlNode*, std::less<>> elements_;  // null: of several
};

bool is(const xmlNode* node, std::string_view nameSpace, std::string_view name);
std::vector<const xmlNode*> children(const xmlNode* node);                                     // elements only
const xmlNode* child(const xmlNode* node, std::string_view nameSpace, std::string_view name);  // the first, or null
std::optional<std::string> attribute(const xmlNode* node, std::string_view name, std::string_view nameSpace = {});
// The prefixes that mean this namespace at an element.
std::vector<std::string> prefixesOf(const xmlNode* node, std::string_view nameSpace);
std::string text(const xmlNode* node);     // all of it, comments left out
std::string trimmed(const xmlNode* node);  // without white space around

enum class Canonicalisation { inclusive10, exclusive10, inclusive11 };

struct CanonicalForm {
  Canonicalisation method = Canonicalisation::inclusive10;
  bool comments = false;
  std::vector<std::string> prefixes = {};  // of namespaces that exclusive canonicalisation treats inclusively

  CanonicalForm(Canonicalisation method, bool comments = false) : method(method), comments(comments) {}
};

// What a ds:CanonicalizationMethod or ds:Transform asks for; none when it is something else.
std::optional<CanonicalForm> canonicalForm(const xmlNode* node);

// The canonical form of one element and what it holds.
std::string canonicalise(const Document& document, const xmlNode* element, const CanonicalForm& form);

// The same of the whole document (null) or of one element, without some elements and what those hold. None of them
// holds another.
std::string canonicaliseWithout(const Document& document, const xmlNode* element, std::span<const xmlNode* const> left,
                                const CanonicalForm& form);

}  // namespace balalyk::signing::xml
