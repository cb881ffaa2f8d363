#include "signing/xades/Upgrade.h"

#include <set>

#include "signing/SigningError.h"
#include "signing/container/AsicPackage.h"
#include "signing/container/EntryName.h"
#include "signing/container/StoredZipWriter.h"
#include "signing/crypto/Base64.h"
#include "signing/time/TimeStampToken.h"
#include "signing/validation/DataValidation.h"
#include "signing/validation/SignerValidation.h"
#include "signing/validation/UnsignedPropertiesFacts.h"
#include "signing/xml/Names.h"

namespace balalyk::signing {
namespace {

constexpr std::string_view kOpen = "<xades:UnsignedProperties><xades:UnsignedSignatureProperties>";
constexpr std::string_view kClose = "</xades:UnsignedSignatureProperties></xades:UnsignedProperties>";
constexpr std::string_view kEnd = "</xades:QualifyingProperties>";

[[noreturn]] void refuse(std::string reason) {
  throw SigningError("upgradeRefused", {{"reason", std::move(reason)}});
}

// The one signature of a container of ours.
struct Ours {
  const AsicPackage& package;
  std::string_view xml;
  const xml::Document& document;
  const xmlNode* signature;
  const SignatureFacts& facts;
};

Ours signatureOf(const OpenedContainer& container) {
  if (container.files.size() != 1 || container.files[0].name != kSignatureName) refuse("notOurs");
  if (!container.package.evidenceRecords.empty()) refuse("hasEvidence");  // it covers the signature as it is
  const auto& [name, xml, document, signatures] = container.files[0];
  if (signatures.size() != 1) refuse("notOurs");
  const auto& [node, facts] = signatures[0];
  if (!facts.unsupported.empty() || !facts.deviations.empty()) refuse("notOurs");
  return {container.package, xml, document, node, facts};
}

// The properties are put where they belong as text, so that nothing signed is written again.
std::string withProperties(const Ours& opened, const std::string& properties) {
  std::string xml(opened.xml);
  auto at = xml.find(kClose);
  if (at == std::string::npos) {
    at = xml.find(kEnd);
    if (at == std::string::npos || xml.find(kEnd, at + 1) != std::string::npos) refuse("notOurs");
    xml.insert(at, std::string{kOpen} + properties + std::string{kClose});
  } else {
    if (xml.find(kClose, at + 1) != std::string::npos) refuse("notOurs");
    xml.insert(at, properties);
  }
  StoredZipWriter writer{opened.xml.size() + properties.size() + 65536};
  for (const ZipEntry& entry : opened.package.archive.entries()) {
    writer.add(entry.name, entry.name == kSignatureName ? std::string_view{xml} : entry.content);
  }
  return writer.finish();
}

std::string encapsulated(std::string_view element, std::string_view der) {
  const std::string name{element};
  return "<xades:" + name + ">" + toBase64(der) + "</xades:" + name + ">";
}

std::string method() {
  return "<ds:CanonicalizationMethod Algorithm=\"" + std::string{xml::kExclusiveC14n} +
         "\"></ds:CanonicalizationMethod>";
}

std::string certificateValues(const std::vector<Certificate>& certificates) {
  std::string xml = "<xades:CertificateValues>";
  std::set<Digest> written;
  for (const auto& certificate : certificates) {
    if (written.insert(certificate.fingerprint()).second) {
      xml += encapsulated("EncapsulatedX509Certificate", certificate.der());
    }
  }
  return xml + "</xades:CertificateValues>";
}

std::string revocationValues(const RevocationData& data) {
  std::string xml = "<xades:RevocationValues>";
  if (!data.crls.empty()) {
    xml += "<xades:CRLValues>";
    for (const auto& crl : data.crls) xml += encapsulated("EncapsulatedCRLValue", crl);
    xml += "</xades:CRLValues>";
  }
  if (!data.ocsp.empty()) {
    xml += "<xades:OCSPValues>";
    for (const auto& answer : data.ocsp) xml += encapsulated("EncapsulatedOCSPValue", answer);
    xml += "</xades:OCSPValues>";
  }
  return xml + "</xades:RevocationValues>";
}

std::vector<Certificate> requireChain(const ChainResult& result) {
  if (!result.valid) refuse(result.reason);
  return result.chain;
}

// EN 319 132-1, 5.5.1: what a time stamp needs is kept by itself.
std::string timeStampValidationData(const std::string& of, const std::vector<Certificate>& chain,
                                    std::chrono::sys_seconds time, RevocationSource& source) {
  return "<xades141:TimeStampValidationData xmlns:xades141=\"" + std::string{xml::kXades141} + "\" URI=\"#" + of +
         "\">" + certificateValues(chain) + revocationValues(source.collect(chain, time)) +
         "</xades141:TimeStampValidationData>";
}

const xmlNode* signatureValue(const Ours& opened) {
  return xml::child(opened.signature, xml::kDs, "SignatureValue");
}

}  // namespace

std::string addSignatureTimeStamp(const OpenedContainer& container, TimeStampSource& source) {
  const Ours opened = signatureOf(container);
  if (!opened.facts.signatureTimeStamps.empty()) refuse("hasTimeStamp");
  const Digest imprint =
      sha256(xml::canonicalise(opened.document, signatureValue(opened), xml::Canonicalisation::exclusive10));
  return withProperties(opened, "<xades:SignatureTimeStamp Id=\"S0-T0\">" + method() +
                                    encapsulated("EncapsulatedTimeStamp", source.stamp(imprint)) +
                                    "</xades:SignatureTimeStamp>");
}

std::string addValidationData(const OpenedContainer& container, const LongTermContext& context,
                              RevocationSource& source) {
  const Ours opened = signatureOf(container);
  if (opened.facts.signatureTimeStamps.size() != 1) refuse("hasNoTimeStamp");
  if (!opened.facts.certificateValues.empty()) refuse("hasValidationData");
  const SignatureCertificates known = identifySigner(opened.facts);
  if (!known.signer) refuse("hasNoSigner");
  const auto token = TimeStampToken::read(opened.facts.signatureTimeStamps[0].token, known.others);
  const auto signerChain = requireChain(checkChain(*known.signer, known.others, context.signers, token.time));
  const auto authorityChain = requireChain(checkAuthority(token, known.others, context.authorities, context.at));
  return withProperties(opened, certificateValues(signerChain) +
                                    revocationValues(source.collect(signerChain, token.time)) +
                                    timeStampValidationData("S0-T0", authorityChain, token.time, source));
}

std::string addArchiveValidationData(const OpenedContainer& container, const LongTermContext& context,
                                     RevocationSource& source) {
  const Ours opened = signatureOf(container);
  const auto& stamps = opened.facts.archiveTimeStamps;
  if (stamps.empty()) refuse("hasNoTimeStamp");
  const std::string id = "S0-A" + std::to_string(stamps.size() - 1);
  if (opened.xml.find("URI=\"#" + id + "\"") != std::string::npos) refuse("hasValidationData");
  const auto known = identifySigner(opened.facts).others;
  const auto token = TimeStampToken::read(stamps.back().token, known);
  const auto chain = requireChain(checkAuthority(token, known, context.authorities, context.at));
  return withProperties(opened, timeStampValidationData(id, chain, token.time, source));
}

std::string addArchiveTimeStamp(const OpenedContainer& container, TimeStampSource& source) {
  const Ours opened = signatureOf(container);
  if (opened.facts.certificateValues.empty()) refuse("hasNoValidationData");
  const std::string id = "S0-A" + std::to_string(opened.facts.archiveTimeStamps.size());
  // A container of ours has no ds:Object but that of the properties.
  if (opened.facts.enclosedParts != 0) refuse("notOurs");
  const std::vector<const xmlNode*> objects;
  const auto before = unsignedProperties(opened.signature);
  const std::string stamped =
      referencedBytes(opened.facts, opened.package) +
      archiveTail({opened.document, opened.signature, objects}, before, xml::Canonicalisation::exclusive10);
  return withProperties(opened, "<xades141:ArchiveTimeStamp xmlns:xades141=\"" + std::string{xml::kXades141} +
                                    "\" Id=\"" + id + "\">" + method() +
                                    encapsulated("EncapsulatedTimeStamp", source.stamp(sha256(stamped))) +
                                    "</xades141:ArchiveTimeStamp>");
}

}  // namespace balalyk::signing
