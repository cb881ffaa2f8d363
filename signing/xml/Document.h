#pragma once

#include <libxml/tree.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "signing/Handles.h"
#include "signing/SigningError.h"

namespace balalyk::signing::xml {

// XML that is refused. Codes: xmlNotWellFormed, xmlDoctype, xmlTooLarge, xmlTooDeep, xmlIdTwice.
class XmlError : public SigningError {
 public:
  using SigningError::SigningError;
};

struct Limits {
  std::size_t bytes = std::size_t{4} << 20;
  int depth = 32;
  std::size_t elements = 200'000;
};

// A document from outside: UTF-8 only, no DOCTYPE, so no entities and nothing fetched; no Id used twice.
class Document {
 public:
  static Document parse(std::string_view bytes, const Limits& limits = {});
  const xmlNode* root() const { return xmlDocGetRootElement(handle_.get()); }
  xmlDoc* handle() const { return handle_.get(); }

 private:
  explicit Document(XmlDocPtr handle) : handle_(std::move(handle)) {}
  XmlDocPtr handle_;
};

bool is(const xmlNode* node, std::string_view nameSpace, std::string_view name);
std::vector<const xmlNode*> children(const xmlNode* node);                                     // elements only
const xmlNode* child(const xmlNode* node, std::string_view nameSpace, std::string_view name);  // the first, or null
std::optional<std::string> attribute(const xmlNode* node, std::string_view name, std::string_view nameSpace = {});
std::string text(const xmlNode* node);     // all of it, comments left out
std::string trimmed(const xmlNode* node);  // without white space around

enum class Canonicalisation { inclusive10, exclusive10, inclusive11 };
std::optional<Canonicalisation> canonicalisationFor(std::string_view uri);  // with comments: none

// The canonical form of one element and what it holds.
std::string canonicalise(const Document& document, const xmlNode* element, Canonicalisation method);

// The same of the whole document (null) or of one element, without one element and what that holds.
std::string canonicaliseWithout(const Document& document, const xmlNode* element, const xmlNode* left,
                                Canonicalisation method);

}  // namespace balalyk::signing::xml
