#include "signing/validation/UnsignedPropertiesFacts.h"

#include "signing/crypto/Base64.h"
#include "signing/xml/Names.h"

namespace balalyk::signing {
namespace {

using xml::kDs, xml::kXades, xml::kXades141;
using Node = const xmlNode*;

constexpr std::size_t kMaxTimeStamps = 16, kMaxValues = 256;

std::string nameOf(Node node) {
  return reinterpret_cast<const char*>(node->name);
}

std::string bytesOf(Node node) {
  auto bytes = fromBase64(xml::text(node));
  if (!bytes || bytes->empty()) throw FormatError("signatureTextRefused", {{"element", nameOf(node)}});
  return *std::move(bytes);
}

void keep(std::vector<std::string>& values, Node node) {
  if (values.size() == kMaxValues) throw FormatError("signatureElementRefused", {{"element", nameOf(node)}});
  values.push_back(bytesOf(node));
}

// CertificateValues, RevocationValues and those of time stamps nest in several ways; what counts is what they carry.
void readValues(Node node, SignatureFacts& facts) {
  for (const Node part : xml::children(node)) {
    if (xml::is(part, kXades, "EncapsulatedX509Certificate")) {
      keep(facts.certificateValues, part);
    } else if (xml::is(part, kXades, "EncapsulatedOCSPValue")) {
      keep(facts.revocation.ocsp, part);
    } else if (xml::is(part, kXades, "EncapsulatedCRLValue")) {
      keep(facts.revocation.crls, part);
    } else {
      readValues(part, facts);
    }
  }
}

xml::Canonicalisation methodOf(Node timeStamp) {
  const Node node = xml::child(timeStamp, kDs, "CanonicalizationMethod");
  if (node == nullptr) return xml::Canonicalisation::inclusive10;
  const auto method = xml::canonicalisationFor(xml::attribute(node, "Algorithm").value_or(""));
  if (!method) throw FormatError("canonicalisationRefused");
  return *method;
}

Covered coveredSoFar(const SignatureFacts& facts) {
  return {facts.certificateValues.size(), facts.revocation.ocsp.size(), facts.revocation.crls.size(),
          facts.signatureTimeStamps.size()};
}

std::string tokenOf(Node timeStamp) {
  const Node token = xml::child(timeStamp, kXades, "EncapsulatedTimeStamp");
  if (token == nullptr) throw FormatError("signatureElementMissing", {{"element", "EncapsulatedTimeStamp"}});
  return bytesOf(token);
}

}  // namespace

std::vector<const xmlNode*> unsignedProperties(const xmlNode* signature) {
  for (const Node object : xml::children(signature)) {
    const Node qualifying = xml::child(object, kXades, "QualifyingProperties");
    const Node all = qualifying == nullptr ? nullptr : xml::child(qualifying, kXades, "UnsignedProperties");
    const Node own = all == nullptr ? nullptr : xml::child(all, kXades, "UnsignedSignatureProperties");
    if (xml::is(object, kDs, "Object") && own != nullptr) return xml::children(own);
  }
  return {};
}

std::string archiveTail(const SignaturePlace& place, std::span<const xmlNode* const> propertiesBefore,
                        xml::Canonicalisation method) {
  std::string tail;
  for (const char* name : {"SignedInfo", "SignatureValue", "KeyInfo"}) {
    const Node part = xml::child(place.signature, kDs, name);
    if (part != nullptr) tail += xml::canonicalise(place.document, part, method);
  }
  for (const Node property : propertiesBefore) tail += xml::canonicalise(place.document, property, method);
  for (const Node object : place.objects) tail += xml::canonicalise(place.document, object, method);
  return tail;
}

void readUnsignedProperties(const SignaturePlace& place, SignatureFacts& facts) {
  const auto properties = unsignedProperties(place.signature);
  for (std::size_t i = 0; i < properties.size(); ++i) {
    const Node property = properties[i];
    if (xml::is(property, kXades, "SignatureTimeStamp")) {
      const Node value = xml::child(place.signature, kDs, "SignatureValue");
      facts.signatureTimeStamps.push_back(
          {tokenOf(property), xml::canonicalise(place.document, value, methodOf(property)), {}});
    } else if (xml::is(property, kXades141, "ArchiveTimeStamp")) {
      const std::span before{properties.data(), i};
      facts.archiveTimeStamps.push_back(
          {tokenOf(property), archiveTail(place, before, methodOf(property)), coveredSoFar(facts)});
    } else {
      readValues(property, facts);
    }
    if (facts.signatureTimeStamps.size() + facts.archiveTimeStamps.size() > kMaxTimeStamps) {
      throw FormatError("signatureElementRefused", {{"element", nameOf(property)}});
    }
  }
}

}  // namespace balalyk::signing
