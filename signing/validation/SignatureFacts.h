#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "signing/SigningError.h"
#include "signing/xml/Document.h"

namespace balalyk::signing {

// A signature file that breaks a rule of its format. Codes: xml… of xml::XmlError, signatureMissing,
// signatureElementRefused, signatureElementMissing, signatureElementTwice, signatureTextRefused, keyInfoRefused,
// referenceRefused, manifestRefused, transformRefused, propertiesNotSigned, canonicalisationRefused.
class FormatError : public SigningError {
 public:
  using SigningError::SigningError;
};

struct ReferenceFacts {
  std::string id;
  std::string uri;
  std::vector<std::string> transforms;
  std::string digestMethod;
  std::string digestValue;  // bytes
  // What it means when that lies in the same XML: a ds:Object of the signature, or the document around it.
  std::optional<std::string> enclosed;
};

struct CertificateDigestFacts {
  std::string digestMethod;
  std::string digestValue;   // bytes
  std::string issuerSerial;  // DER, empty when absent
};

// What one ds:Signature says, before anything of it is believed.
struct SignatureFacts {
  std::string id;
  std::string signatureMethod;
  std::string signedInfo;  // canonical
  std::string signatureValue;
  std::vector<ReferenceFacts> dataReferences;
  ReferenceFacts propertiesReference;
  std::string signedProperties;           // canonical
  std::vector<std::string> certificates;  // DER, as KeyInfo has them
  std::vector<CertificateDigestFacts> signingCertificate;
  std::optional<std::chrono::sys_seconds> signingTime;
  std::string role;
  std::map<std::string, std::string> mediaTypes;    // by the Id of the reference
  std::map<std::string, std::string> descriptions;  // the same
  std::size_t enclosedParts = 0;  // ds:Objects beside the properties, and the document around the signature
};

// All signatures of one XML file: an asic:XAdESSignatures, a ds:Signature, or another document with one ds:Signature in
// it (enveloped). Throws FormatError.
std::vector<const xmlNode*> findSignatures(const xml::Document& document);
SignatureFacts extractFacts(const xml::Document& document, const xmlNode* signature);

}  // namespace balalyk::signing
