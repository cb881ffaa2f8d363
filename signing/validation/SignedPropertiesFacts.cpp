#include "signing/validation/SignedPropertiesFacts.h"

#include "signing/Time.h"
#include "signing/crypto/Base64.h"
#include "signing/xml/Names.h"

namespace balalyk::signing {
namespace {

using xml::kDs, xml::kXades;
using Node = const xmlNode*;

[[noreturn]] void refuseText(const char* element) {
  throw FormatError("signatureTextRefused", {{"element", element}});
}

Node required(Node parent, std::string_view nameSpace, std::string_view name) {
  const Node node = xml::child(parent, nameSpace, name);
  if (node == nullptr) throw FormatError("signatureElementMissing", {{"element", std::string{name}}});
  return node;
}

CertificateDigestFacts readCertificate(Node cert) {
  CertificateDigestFacts facts;
  const Node digest = required(cert, kXades, "CertDigest");
  facts.digestMethod = xml::attribute(required(digest, kDs, "DigestMethod"), "Algorithm").value_or("");
  const auto value = fromBase64(xml::text(required(digest, kDs, "DigestValue")));
  if (!value || value->empty()) refuseText("DigestValue");
  facts.digestValue = *value;
  if (const Node issuer = xml::child(cert, kXades, "IssuerSerialV2")) {
    const auto der = fromBase64(xml::text(issuer));
    if (!der || der->empty()) refuseText("IssuerSerialV2");
    facts.issuerSerial = *der;
  }
  return facts;
}

void readSignatureProperties(Node properties, SignatureFacts& facts) {
  if (const Node time = xml::child(properties, kXades, "SigningTime")) {
    facts.signingTime = fromIso(xml::trimmed(time));
    if (!facts.signingTime) refuseText("SigningTime");
  }
  if (const Node certificates = xml::child(properties, kXades, "SigningCertificateV2")) {
    for (const Node cert : xml::children(certificates)) facts.signingCertificate.push_back(readCertificate(cert));
  }
  const Node role = xml::child(properties, kXades, "SignerRoleV2");
  const Node claimed = role == nullptr ? nullptr : xml::child(role, kXades, "ClaimedRoles");
  const Node first = claimed == nullptr ? nullptr : xml::child(claimed, kXades, "ClaimedRole");
  if (first != nullptr) facts.role = xml::trimmed(first);
}

void readDataProperties(Node properties, SignatureFacts& facts) {
  for (const Node format : xml::children(properties)) {
    if (!xml::is(format, kXades, "DataObjectFormat")) continue;
    const std::string target = xml::attribute(format, "ObjectReference").value_or("");
    if (!target.starts_with('#')) refuseText("DataObjectFormat");
    const std::string id = target.substr(1);
    if (facts.mediaTypes.contains(id)) throw FormatError("signatureElementTwice", {{"element", "DataObjectFormat"}});
    const Node type = xml::child(format, kXades, "MimeType");
    facts.mediaTypes[id] = type == nullptr ? std::string{} : xml::trimmed(type);
    if (const Node name = xml::child(format, kXades, "Description")) facts.descriptions[id] = xml::trimmed(name);
  }
}

}  // namespace

void readPropertiesFacts(const xmlNode* signedProperties, SignatureFacts& facts) {
  for (const Node part : xml::children(signedProperties)) {
    if (xml::is(part, kXades, "SignedSignatureProperties")) readSignatureProperties(part, facts);
    if (xml::is(part, kXades, "SignedDataObjectProperties")) readDataProperties(part, facts);
  }
}

}  // namespace balalyk::signing
