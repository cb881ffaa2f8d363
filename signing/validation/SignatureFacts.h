#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "signing/SigningError.h"
#include "signing/validation/Existence.h"
#include "signing/validation/Revocation.h"
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

// A time stamp and the bytes it must be of. For an archive time stamp those are the tail: what the references mean
// comes first (EN 319 132-1, 5.5.2.2).
struct TimeStampFacts {
  std::string token;  // DER
  std::string stamped;
  Covered covered;  // of an archive time stamp
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
  std::size_t propertiesPosition = 0;               // of their reference among all
  std::map<std::string, std::string> mediaTypes;    // by the Id of the reference
  std::map<std::string, std::string> descriptions;  // the same
  std::vector<TimeStampFacts> signatureTimeStamps;
  std::vector<TimeStampFacts> archiveTimeStamps;  // in the order they were made
  std::vector<std::string> certificateValues;     // DER, to help
  RevocationData revocation;
  std::size_t enclosedParts = 0;  // ds:Objects beside the properties, and the document around the signature
};

// All signatures of one XML file: an asic:XAdESSignatures, a ds:Signature, or another document with one ds:Signature in
// it (enveloped). Throws FormatError.
std::vector<const xmlNode*> findSignatures(const xml::Document& document);
SignatureFacts extractFacts(const xml::Document& document, const xmlNode* signature);

}  // namespace balalyk::signing
