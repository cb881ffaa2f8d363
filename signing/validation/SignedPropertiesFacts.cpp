#include "signing/validation/SignedPropertiesFacts.h"

#include "signing/Time.h"
#include "signing/crypto/Base64.h"
#include "signing/xml/Names.h"

namespace balalyk::signing {
namespace {

using xml::kDs, xml::kXades;
using Node = const xmlNode*;

// What cannot be read is left out: the checks that need it say so.
void leaveOut(SignatureFacts& facts, const char* element) {
  facts.deviations.push_back({"signedPropertyReadable", {{"element", element}}});
}

std::optional<std::string> bytesIn(Node parent, std::string_view nameSpace, std::string_view name) {
  const Node node = parent == nullptr ? nullptr : xml::child(parent, nameSpace, name);
  auto bytes = node == nullptr ? std::nullopt : fromBase64(xml::text(node));
  return bytes && !bytes->empty() ? bytes : std::nullopt;
}

// Of SigningCertificateV2, or of its older form, whose issuer is a text; the digest alone says which certificate it is.
void readCertificate(Node cert, SignatureFacts& facts) {
  CertificateDigestFacts read;
  const Node digest = xml::child(cert, kXades, "CertDigest");
  const Node method = digest == nullptr ? nullptr : xml::child(digest, kDs, "DigestMethod");
  const auto value = bytesIn(digest, kDs, "DigestValue");
  if (method == nullptr || !value) return leaveOut(facts, "CertDigest");
  read.digestMethod = xml::attribute(method, "Algorithm").value_or("");
  read.digestValue = *value;
  if (xml::child(cert, kXades, "IssuerSerialV2") != nullptr) {
    const auto der = bytesIn(cert, kXades, "IssuerSerialV2");
    if (!der) leaveOut(facts, "IssuerSerialV2");
    read.issuerSerial = der.value_or("");
  }
  facts.signingCertificate.push_back(std::move(read));
}

void readSignatureProperties(Node properties, SignatureFacts& facts) {
  if (const Node time = xml::child(properties, kXades, "SigningTime")) {
    facts.signingTime = fromIso(xml::trimmed(time));
    if (!facts.signingTime) leaveOut(facts, "SigningTime");
  }
  const Node second = xml::child(properties, kXades, "SigningCertificateV2");
  const Node first = xml::child(properties, kXades, "SigningCertificate");
  if (second == nullptr && first != nullptr) facts.deviations.push_back({"signingCertificateV2"});
  if (const Node certificates = second != nullptr ? second : first) {
    for (const Node cert : xml::children(certificates)) readCertificate(cert, facts);
  }
  Node role = xml::child(properties, kXades, "SignerRoleV2");
  if (role == nullptr) role = xml::child(properties, kXades, "SignerRole");
  const Node claimed = role == nullptr ? nullptr : xml::child(role, kXades, "ClaimedRoles");
  const Node claim = claimed == nullptr ? nullptr : xml::child(claimed, kXades, "ClaimedRole");
  if (claim != nullptr) facts.role = xml::trimmed(claim);
}

// EN 319 132-1, 5.2.8.2.
void readContentTimeStamp(Node property, SignatureFacts& facts) {
  constexpr std::size_t kMaxTimeStamps = 16;
  for (const Node part : xml::children(property)) {
    if (!xml::is(part, kXades, "EncapsulatedTimeStamp")) continue;
    auto token = fromBase64(xml::text(part));
    if (!token || token->empty() || facts.contentTimeStamps.size() == kMaxTimeStamps) {
      return leaveOut(facts, "AllDataObjectsTimeStamp");
    }
    facts.contentTimeStamps.push_back(*std::move(token));
  }
}

void readDataProperties(Node properties, SignatureFacts& facts) {
  for (const Node format : xml::children(properties)) {
    if (xml::is(format, kXades, "AllDataObjectsTimeStamp")) readContentTimeStamp(format, facts);
    if (!xml::is(format, kXades, "DataObjectFormat")) continue;
    const std::string target = xml::attribute(format, "ObjectReference").value_or("");
    const std::string id = target.starts_with('#') ? target.substr(1) : std::string{};
    if (id.empty() || facts.mediaTypes.contains(id)) {
      leaveOut(facts, "DataObjectFormat");
      continue;
    }
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
