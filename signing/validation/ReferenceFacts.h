#pragma once

#include <optional>
#include <string>
#include <vector>

#include "signing/SigningError.h"
#include "signing/xml/Document.h"

namespace balalyk::signing {

// A signature file that breaks a rule of its format. Codes: xml… of xml::XmlError, signatureMissing,
// signatureElementRefused, signatureElementMissing, signatureElementTwice, signatureTextRefused.
class FormatError : public SigningError {
 public:
  using SigningError::SigningError;
};

// One that may be right, but is not judged here. Codes: signatureBeyondLimits.
class FormatUnsupported : public FormatError {
 public:
  using FormatError::FormatError;
};

// What a ds:Transform does, as far as it is understood. XPath is never evaluated: the expressions by which others leave
// out signatures are known by their text.
struct TransformFacts {
  enum class Kind { canonical, withoutThisSignature, withoutSignatures, base64 };
  Kind kind = Kind::canonical;
  xml::CanonicalForm form{xml::Canonicalisation::inclusive10};  // of a canonical one
};

// What a reference means when that lies in the same XML.
enum class ReferenceTarget { none, document, object, keyInfo, counterSigned };

struct ReferenceFacts {
  std::string id;
  std::optional<std::string> uri;
  std::vector<TransformFacts> transforms;
  std::string unsupportedTransform;     // its algorithm, when one of them is not understood
  std::vector<std::string> algorithms;  // of all transforms, as they are named
  bool isManifest = false;              // of further references, by its type
  std::string digestMethod;
  std::string digestValue;  // bytes
  ReferenceTarget target = ReferenceTarget::none;
  const xmlNode* part = nullptr;        // the element meant, or the root for the whole document
  std::optional<std::string> enclosed;  // its bytes, when it could be found and transformed

  bool isEnclosed() const { return uri && (uri->empty() || uri->starts_with('#')); }
};

// Throws FormatError.
ReferenceFacts readReference(const xmlNode* reference);

// Walks the children of an element in the order its schema has, so that nothing is looked up twice or in the wrong
// place. Throws FormatError.
class Sequence {
 public:
  explicit Sequence(const xmlNode* parent) : children_(xml::children(parent)) {}
  const xmlNode* optional(std::string_view name);  // a ds: element
  const xmlNode* required(std::string_view name);
  void end() const;

 private:
  std::vector<const xmlNode*> children_;
  std::size_t next_ = 0;
};

// The text of an element as bytes. Throws FormatError signatureTextRefused.
std::string bytesOf(const xmlNode* element);
std::string nameOf(const xmlNode* element);

}  // namespace balalyk::signing
