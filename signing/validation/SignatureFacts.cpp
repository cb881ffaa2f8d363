#include "signing/validation/SignatureFacts.h"

#include <utility>

#include "signing/crypto/Base64.h"
#include "signing/validation/EnclosedContent.h"
#include "signing/validation/SignedPropertiesFacts.h"
#include "signing/validation/UnsignedPropertiesFacts.h"
#include "signing/xml/Names.h"

namespace balalyk::signing {
namespace {

using xml::kDs;
using Node = const xmlNode*;

[[noreturn]] void refuse(const char* code, std::string element = {}) {
  if (element.empty()) throw FormatError(code);
  throw FormatError(code, {{"element", std::move(element)}});
}

std::string nameOf(Node node) {
  return reinterpret_cast<const char*>(node->name);
}

std::vector<Node> findAll(Node node, std::string_view nameSpace, std::string_view name) {
  if (xml::is(node, nameSpace, name)) return {node};  // what is nested in one belongs to it
  std::vector<Node> found;
  for (const Node child : xml::children(node)) {
    for (const Node deeper : findAll(child, nameSpace, name)) found.push_back(deeper);
  }
  return found;
}

// Walks the children of an element in the order its schema has, so that nothing is looked up twice or in the wrong
// place.
class Sequence {
 public:
  explicit Sequence(Node parent) : children_(xml::children(parent)) {}

  Node optional(std::string_view name) {
    if (next_ == children_.size() || !xml::is(children_[next_], kDs, name)) return nullptr;
    return children_[next_++];
  }

  Node required(std::string_view name) {
    const Node node = optional(name);
    if (node == nullptr) refuse("signatureElementMissing", std::string{name});
    return node;
  }

  void end() const {
    if (next_ != children_.size()) refuse("signatureElementRefused", nameOf(children_[next_]));
  }

 private:
  std::vector<Node> children_;
  std::size_t next_ = 0;
};

std::string bytesOf(Node node) {
  auto bytes = fromBase64(xml::text(node));
  if (!bytes || bytes->empty()) refuse("signatureTextRefused", nameOf(node));
  return *std::move(bytes);
}

std::string algorithmOf(Node node) {
  return xml::attribute(node, "Algorithm").value_or("");
}

ReferenceFacts readReference(Node node) {
  ReferenceFacts facts;
  facts.id = xml::attribute(node, "Id").value_or("");
  const auto uri = xml::attribute(node, "URI");
  if (!uri) refuse("referenceRefused");
  facts.uri = *uri;
  const std::string type = xml::attribute(node, "Type").value_or("");
  if (type == std::string{kDs} + "Manifest") refuse("manifestRefused");
  Sequence parts{node};
  if (const Node transforms = parts.optional("Transforms")) {
    Sequence list{transforms};
    while (const Node transform = list.optional("Transform")) {
      if (!xml::children(transform).empty()) refuse("transformRefused");
      facts.transforms.push_back(algorithmOf(transform));
    }
    list.end();
  }
  facts.digestMethod = algorithmOf(parts.required("DigestMethod"));
  facts.digestValue = bytesOf(parts.required("DigestValue"));
  parts.end();
  return facts;
}

void readSignedInfo(const xml::Document& document, Node node, SignatureFacts& facts) {
  Sequence parts{node};
  const Node c14n = parts.required("CanonicalizationMethod");
  const auto method = xml::canonicalisationFor(algorithmOf(c14n));
  if (!method || !xml::children(c14n).empty()) refuse("canonicalisationRefused");
  const Node signatureMethod = parts.required("SignatureMethod");
  facts.signatureMethod = algorithmOf(signatureMethod);
  if (!xml::children(signatureMethod).empty()) refuse("signatureElementRefused", nameOf(signatureMethod));
  bool hasProperties = false;
  constexpr std::size_t kMaxReferences = 1000;
  while (const Node reference = parts.optional("Reference")) {
    ReferenceFacts read = readReference(reference);
    if (xml::attribute(reference, "Type") != xml::kSignedPropertiesType) {
      facts.dataReferences.push_back(std::move(read));
      if (facts.dataReferences.size() > kMaxReferences) refuse("referenceRefused");
      continue;
    }
    if (std::exchange(hasProperties, true)) refuse("signatureElementTwice", "SignedProperties");
    facts.propertiesReference = std::move(read);
    facts.propertiesPosition = facts.dataReferences.size();
  }
  parts.end();
  if (!hasProperties) refuse("propertiesNotSigned");
  facts.signedInfo = xml::canonicalise(document, node, *method);
}

// Only certificates: a bare key, a key by name or one to be fetched is never used.
void readKeyInfo(Node node, SignatureFacts& facts) {
  for (const Node data : xml::children(node)) {
    if (!xml::is(data, kDs, "X509Data")) refuse("keyInfoRefused", nameOf(data));
    for (const Node item : xml::children(data)) {
      if (xml::is(item, kDs, "X509Certificate")) facts.certificates.push_back(bytesOf(item));
    }
  }
  constexpr std::size_t kMaxCertificates = 32;
  if (facts.certificates.empty() || facts.certificates.size() > kMaxCertificates) refuse("keyInfoRefused");
}

// The one reference over the SignedProperties must mean those of this very signature, canonicalised and no more.
void readSignedProperties(const xml::Document& document, Node node, SignatureFacts& facts) {
  const auto id = xml::attribute(node, "Id");
  const auto& reference = facts.propertiesReference;
  if (!id || id->empty() || reference.uri != "#" + *id) refuse("propertiesNotSigned");
  auto method = xml::Canonicalisation::inclusive10;  // XML-DSig's own when no transform is named
  if (reference.transforms.size() > 1) refuse("transformRefused");
  if (!reference.transforms.empty()) {
    const auto named = xml::canonicalisationFor(reference.transforms.front());
    if (!named) refuse("transformRefused");
    method = *named;
  }
  facts.signedProperties = xml::canonicalise(document, node, method);
  readPropertiesFacts(node, facts);
}

// The properties, or an object that a reference must then name.
void readObject(const xml::Document& document, Node object, SignatureFacts& facts, std::vector<Node>& others) {
  const auto content = xml::children(object);
  if (content.size() != 1 || !xml::is(content.front(), xml::kXades, "QualifyingProperties")) {
    others.push_back(object);
    return;
  }
  if (!facts.signedProperties.empty()) refuse("signatureElementTwice", "QualifyingProperties");
  if (xml::attribute(content.front(), "Target") != "#" + facts.id) refuse("propertiesNotSigned");
  const Node signedProperties = xml::child(content.front(), xml::kXades, "SignedProperties");
  if (signedProperties == nullptr) refuse("propertiesNotSigned");
  readSignedProperties(document, signedProperties, facts);
}

}  // namespace

std::vector<const xmlNode*> findSignatures(const xml::Document& document) {
  if (!xml::is(document.root(), xml::kAsic, "XAdESSignatures")) {
    std::vector<Node> found = findAll(document.root(), kDs, "Signature");
    if (found.size() != 1) refuse(found.empty() ? "signatureMissing" : "signatureElementTwice", "Signature");
    return found;
  }
  auto signatures = xml::children(document.root());
  for (const Node node : signatures) {
    if (!xml::is(node, kDs, "Signature")) refuse("signatureElementRefused", nameOf(node));
  }
  constexpr std::size_t kMaxSignatures = 64;
  if (signatures.empty() || signatures.size() > kMaxSignatures) refuse("signatureMissing");
  return signatures;
}

SignatureFacts extractFacts(const xml::Document& document, const xmlNode* signature) {
  SignatureFacts facts;
  facts.id = xml::attribute(signature, "Id").value_or("");
  Sequence parts{signature};
  readSignedInfo(document, parts.required("SignedInfo"), facts);
  facts.signatureValue = bytesOf(parts.required("SignatureValue"));
  readKeyInfo(parts.required("KeyInfo"), facts);
  constexpr std::size_t kMaxObjects = 1000;
  std::vector<Node> objects;
  while (const Node object = parts.optional("Object")) {
    readObject(document, object, facts, objects);
    if (objects.size() > kMaxObjects) refuse("signatureElementRefused", "Object");
  }
  parts.end();
  if (facts.signedProperties.empty()) refuse("propertiesNotSigned");
  const bool enveloped = document.root() != signature && !xml::is(document.root(), xml::kAsic, "XAdESSignatures");
  facts.enclosedParts = objects.size() + (enveloped ? 1 : 0);
  const SignaturePlace place{document, signature, objects};
  resolveEnclosed(place, facts);
  readUnsignedProperties(place, facts);
  return facts;
}

}  // namespace balalyk::signing
