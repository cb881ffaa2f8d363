#include "signing/xades/SignatureXml.h"

#include <initializer_list>

#include "signing/Time.h"
#include "signing/container/EntryName.h"
#include "signing/crypto/AlgorithmTable.h"
#include "signing/crypto/Base64.h"
#include "signing/xml/CanonicalText.h"
#include "signing/xml/Names.h"

namespace balalyk::signing {
namespace {

constexpr std::string_view kDsDeclaration = R"( xmlns:ds="http://www.w3.org/2000/09/xmldsig#")";
constexpr std::string_view kXadesDeclaration = R"( xmlns:xades="http://uri.etsi.org/01903/v1.3.2#")";

void append(std::string& xml, std::initializer_list<std::string_view> parts) {
  for (const auto part : parts) xml += part;
}

std::string_view commitmentUri(Commitment commitment) {
  switch (commitment) {
    case Commitment::proofOfApproval:
      return "http://uri.etsi.org/01903/v1.2.2#ProofOfApproval";
    case Commitment::proofOfCreation:
      return "http://uri.etsi.org/01903/v1.2.2#ProofOfCreation";
    case Commitment::proofOfOrigin:
      break;
  }
  return "http://uri.etsi.org/01903/v1.2.2#ProofOfOrigin";
}

// `declaration` is the namespace declaration the canonical form puts here when no parent in the digested part has it.
void appendDigest(std::string& xml, const Digest& digest, std::string_view declaration) {
  append(xml, {"<ds:DigestMethod", declaration, " Algorithm=\"", kSha256Uri, "\"></ds:DigestMethod><ds:DigestValue",
               declaration, ">", toBase64(bytesOf(digest)), "</ds:DigestValue>"});
}

void appendPlace(std::string& xml, const SignatureParameters& parameters) {
  if (parameters.city.empty() && parameters.countryCode.empty()) return;
  xml += "<xades:SignatureProductionPlaceV2>";
  if (!parameters.city.empty()) {
    xml += "<xades:City>";
    appendText(xml, parameters.city);
    xml += "</xades:City>";
  }
  if (!parameters.countryCode.empty()) {
    xml += "<xades:CountryName>";
    appendText(xml, parameters.countryCode);
    xml += "</xades:CountryName>";
  }
  xml += "</xades:SignatureProductionPlaceV2>";
}

void appendRole(std::string& xml, const std::string& role) {
  if (role.empty()) return;
  xml += "<xades:SignerRoleV2><xades:ClaimedRoles><xades:ClaimedRole>";
  appendText(xml, role);
  xml += "</xades:ClaimedRole></xades:ClaimedRoles></xades:SignerRoleV2>";
}

void appendFormat(std::string& xml, std::size_t index, const PreparedSignature::File& file) {
  append(xml, {"<xades:DataObjectFormat ObjectReference=\"#S0-R", std::to_string(index), "\">"});
  xml += "<xades:MimeType>";
  appendText(xml, file.mediaType);
  xml += "</xades:MimeType></xades:DataObjectFormat>";
}

void appendKeyInfo(std::string& xml, const std::vector<std::string>& certificates) {
  xml += "<ds:KeyInfo><ds:X509Data>";
  for (const auto& der : certificates) append(xml, {"<ds:X509Certificate>", toBase64(der), "</ds:X509Certificate>"});
  xml += "</ds:X509Data></ds:KeyInfo>";
}

void appendSignature(std::string& xml, const PreparedSignature& prepared, std::string_view signatureValue) {
  append(xml, {"<ds:Signature", kDsDeclaration, " Id=\"S0\">", prepared.signedInfo,
               "<ds:SignatureValue Id=\"S0-SignatureValue\">", toBase64(signatureValue), "</ds:SignatureValue>"});
  appendKeyInfo(xml, prepared.certificates);
  append(xml, {"<ds:Object><xades:QualifyingProperties", kXadesDeclaration, " Target=\"#S0\">",
               prepared.signedProperties, "</xades:QualifyingProperties></ds:Object>"});
  xml += "</ds:Signature>";
}

}  // namespace

std::string buildSignedProperties(std::span<const PreparedSignature::File> files, const Certificate& signer,
                                  const SignatureParameters& parameters) {
  std::string xml;
  xml.reserve(2048);
  append(xml, {"<xades:SignedProperties", kXadesDeclaration,
               " Id=\"S0-SignedProperties\"><xades:SignedSignatureProperties><xades:SigningTime>",
               toIso(parameters.signingTime), "</xades:SigningTime><xades:SigningCertificateV2><xades:Cert>",
               "<xades:CertDigest>"});
  appendDigest(xml, signer.fingerprint(), kDsDeclaration);
  xml += "</xades:CertDigest></xades:Cert></xades:SigningCertificateV2>";
  appendPlace(xml, parameters);
  appendRole(xml, parameters.role);
  xml += "</xades:SignedSignatureProperties><xades:SignedDataObjectProperties>";
  for (std::size_t i = 0; i < files.size(); ++i) appendFormat(xml, i, files[i]);
  append(xml, {"<xades:CommitmentTypeIndication><xades:CommitmentTypeId><xades:Identifier>",
               commitmentUri(parameters.commitment),
               "</xades:Identifier></xades:CommitmentTypeId><xades:AllSignedDataObjects></xades:AllSignedDataObjects>",
               "</xades:CommitmentTypeIndication></xades:SignedDataObjectProperties></xades:SignedProperties>"});
  return xml;
}

std::string buildSignedInfo(std::span<const PreparedSignature::File> files, SignatureAlgorithm algorithm,
                            std::string_view signedProperties) {
  std::string xml;
  xml.reserve(1024 + 256 * files.size());
  append(xml, {"<ds:SignedInfo", kDsDeclaration, "><ds:CanonicalizationMethod Algorithm=\"", xml::kExclusiveC14n,
               "\"></ds:CanonicalizationMethod><ds:SignatureMethod Algorithm=\"", uriOf(algorithm),
               "\"></ds:SignatureMethod>"});
  for (std::size_t i = 0; i < files.size(); ++i) {
    append(xml, {"<ds:Reference Id=\"S0-R", std::to_string(i), "\" URI=\"", entryNameToUri(files[i].name), "\">"});
    appendDigest(xml, files[i].digest, {});
    xml += "</ds:Reference>";
  }
  append(xml, {"<ds:Reference Type=\"", xml::kSignedPropertiesType,
               "\" URI=\"#S0-SignedProperties\"><ds:Transforms><ds:Transform Algorithm=\"", xml::kExclusiveC14n,
               "\"></ds:Transform></ds:Transforms>"});
  appendDigest(xml, sha256(signedProperties), {});
  xml += "</ds:Reference></ds:SignedInfo>";
  return xml;
}

std::string buildSignatureDocument(const PreparedSignature& prepared, std::string_view signatureValue) {
  std::string xml;
  xml.reserve(8192);
  append(xml, {"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<asic:XAdESSignatures xmlns:asic=\"", xml::kAsic, "\">"});
  appendSignature(xml, prepared, signatureValue);
  return xml += "</asic:XAdESSignatures>\n";
}

std::string buildManifest(std::span<const PreparedSignature::File> files) {
  std::string xml;
  append(xml, {"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest:manifest xmlns:manifest=\"", xml::kManifest,
               "\" manifest:version=\"1.2\">\n<manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"",
               kAsicEMediaType, "\"/>\n"});
  for (const auto& file : files) {
    xml += "<manifest:file-entry manifest:full-path=\"";
    appendAttributeValue(xml, file.name);
    xml += "\" manifest:media-type=\"";
    appendAttributeValue(xml, file.mediaType);
    xml += "\"/>\n";
  }
  return xml += "</manifest:manifest>\n";
}

}  // namespace balalyk::signing
