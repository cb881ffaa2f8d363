#include "signing/validation/SignatureFacts.h"

#include <algorithm>
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

constexpr std::size_t kMaxSignatures = 64, kMaxReferences = 1000, kMaxObjects = 1000, kMaxCertificates = 64;

[[noreturn]] void refuse(const char* code, std::string element) {
  throw FormatError(code, {{"element", std::move(element)}});
}

[[noreturn]] void beyondLimits() {
  throw FormatUnsupported("signatureBeyondLimits");
}

std::vector<Node> findAll(Node node, std::string_view nameSpace, std::string_view name) {
  if (xml::is(node, nameSpace, name)) return {node};  // what is nested in one belongs to it
  std::vector<Node> found;
  for (const Node child : xml::children(node)) {
    for (const Node deeper : findAll(child, nameSpace, name)) found.push_back(deeper);
  }
  return found;
}

std::string algorithmOf(Node node) {
  return xml::attribute(node, "Algorithm").value_or("");
}

void readSignedInfo(const xml::Document& document, Node node, SignatureFacts& facts) {
  Sequence parts{node};
  const Node c14n = parts.required("CanonicalizationMethod");
  facts.canonicalisation = algorithmOf(c14n);
  if (const auto form = xml::canonicalForm(c14n)) {
    facts.signedInfo = xml::canonicalise(document, node, *form);
  } else {
    facts.unsupported.push_back({"canonicalisationSupported", {{"algorithm", algorithmOf(c14n)}}});
  }
  const Node signatureMethod = parts.required("SignatureMethod");
  facts.signatureMethod = algorithmOf(signatureMethod);
  for (const Node parameter : xml::children(signatureMethod)) {
    facts.unsupported.push_back({"signatureParametersSupported", {{"element", nameOf(parameter)}}});
  }
  while (const Node reference = parts.optional("Reference")) {
    ReferenceFacts read = readReference(reference);
    if (xml::attribute(reference, "Type") != xml::kSignedPropertiesType) {
      facts.dataReferences.push_back(std::move(read));
      if (facts.dataReferences.size() > kMaxReferences) beyondLimits();
      continue;
    }
    if (facts.propertiesReference) refuse("signatureElementTwice", "SignedProperties");
    facts.propertiesReference = std::move(read);
    facts.propertiesPosition = facts.dataReferences.size();
  }
  parts.end();
}

// Only certificates are used: a bare key, a key by name or one to be fetched never is.
void readKeyInfo(Node node, SignatureFacts& facts) {
  for (const Node data : xml::children(node)) {
    if (!xml::is(data, kDs, "X509Data")) {
      facts.deviations.push_back({"keyInfoOnlyCertificates", {{"element", nameOf(data)}}});
      continue;
    }
    for (const Node item : xml::children(data)) {
      if (!xml::is(item, kDs, "X509Certificate")) continue;
      if (facts.certificates.size() == kMaxCertificates) beyondLimits();
      auto der = fromBase64(xml::text(item));
      if (der && !der->empty()) {
        facts.certificates.push_back(*std::move(der));
      } else {
        facts.deviations.push_back({"certificateReadable"});
      }
    }
  }
}

// The one reference over the SignedProperties must mean those of this very signature, canonicalised and no more.
void readSignedProperties(const xml::Document& document, Node node, SignatureFacts& facts) {
  auto& reference = facts.propertiesReference;
  const auto id = xml::attribute(node, "Id");
  if (!reference) return;
  if (!id || id->empty() || reference->uri != "#" + *id) return reference.reset();
  const auto isCanonical = [](const TransformFacts& it) { return it.kind == TransformFacts::Kind::canonical; };
  if (!reference->unsupportedTransform.empty() || reference->transforms.size() > 1 ||
      !std::ranges::all_of(reference->transforms, isCanonical)) {
    facts.unsupported.push_back({"transformSupported", {{"algorithm", reference->unsupportedTransform}}});
    return;
  }
  xml::CanonicalForm form{xml::Canonicalisation::inclusive10};  // XML-DSig's own when no transform is named
  if (!reference->transforms.empty()) form = reference->transforms.front().form;
  form.comments = false;  // «#id» leaves them out
  facts.signedProperties = xml::canonicalise(document, node, form);
  readPropertiesFacts(node, facts);
}

// The properties, or an object that a reference must then name.
void readObject(Node object, std::vector<Node>& properties, std::vector<Node>& others) {
  const auto content = xml::children(object);
  const bool holdsProperties = content.size() == 1 && xml::is(content.front(), xml::kXades, "QualifyingProperties");
  if (holdsProperties && !properties.empty()) refuse("signatureElementTwice", "QualifyingProperties");
  (holdsProperties ? properties : others).push_back(object);
}

void readQualifyingProperties(const xml::Document& document, const std::vector<Node>& properties,
                              const std::vector<Node>& others, SignatureFacts& facts) {
  for (const Node object : others) {  // of other versions of XAdES
    for (const Node part : xml::children(object)) {
      if (nameOf(part).starts_with("QualifyingProperties") && !xml::is(part, kDs, nameOf(part))) {
        facts.unsupported.push_back({"propertiesSupported", {{"element", nameOf(part)}}});
      }
    }
  }
  if (properties.empty()) return facts.propertiesReference.reset();
  const Node qualifying = xml::children(properties.front()).front();
  const Node own = xml::child(qualifying, xml::kXades, "SignedProperties");
  if (own == nullptr || facts.id.empty() || xml::attribute(qualifying, "Target") != "#" + facts.id) {
    return facts.propertiesReference.reset();
  }
  readSignedProperties(document, own, facts);
}

void addWithCounterSignatures(Node signature, std::vector<Node>& found) {
  found.push_back(signature);
  if (found.size() > kMaxSignatures) beyondLimits();
  for (const Node property : unsignedProperties(signature)) {
    if (!xml::is(property, xml::kXades, "CounterSignature")) continue;
    for (const Node counter : xml::children(property)) {
      if (xml::is(counter, kDs, "Signature")) addWithCounterSignatures(counter, found);
    }
  }
}

}  // namespace

std::vector<const xmlNode*> findSignatures(const xml::Document& document) {
  std::vector<Node> outermost, found;
  if (xml::is(document.root(), xml::kAsic, "XAdESSignatures")) {
    outermost = xml::children(document.root());
    for (const Node node : outermost) {
      if (!xml::is(node, kDs, "Signature")) refuse("signatureElementRefused", nameOf(node));
    }
  } else {
    outermost = findAll(document.root(), kDs, "Signature");
  }
  if (outermost.empty() && xml::is(document.root(), xml::kXmlEvidence, "EvidenceRecord")) {
    throw FormatUnsupported("evidenceXmlUnsupported");  // RFC 6283
  }
  if (outermost.empty()) throw FormatError("signatureMissing");
  for (const Node signature : outermost) addWithCounterSignatures(signature, found);
  return found;
}

SignatureFacts extractFacts(const xml::Document& document, const xmlNode* signature) {
  SignatureFacts facts;
  facts.id = xml::attribute(signature, "Id").value_or("");
  Sequence parts{signature};
  readSignedInfo(document, parts.required("SignedInfo"), facts);
  facts.signatureValue = bytesOf(parts.required("SignatureValue"));
  if (const Node keyInfo = parts.optional("KeyInfo")) readKeyInfo(keyInfo, facts);
  std::vector<Node> properties, objects;
  while (const Node object = parts.optional("Object")) {
    readObject(object, properties, objects);
    if (objects.size() > kMaxObjects) beyondLimits();
  }
  parts.end();
  readQualifyingProperties(document, properties, objects, facts);
  const SignaturePlace place{document, signature, objects};
  resolveEnclosed(place, facts);
  readUnsignedProperties(place, facts);
  return facts;
}

}  // namespace balalyk::signing
