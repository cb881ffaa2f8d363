#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "signing/Deviation.h"
#include "signing/certificates/Revocation.h"
#include "signing/policy/Existence.h"
#include "signing/report/VerificationReport.h"
#include "signing/validation/ReferenceFacts.h"
#include "signing/xml/Document.h"

namespace balalyk::signing {

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
  std::string canonicalisation;  // of SignedInfo, as it is named
  std::string signatureMethod;
  std::optional<std::string> signedInfo;  // canonical; none when that form is not supported
  std::string signatureValue;
  std::vector<ReferenceFacts> dataReferences;
  std::vector<ReferenceFacts> manifestReferences;     // of ds:Manifests that the others mean
  std::optional<ReferenceFacts> propertiesReference;  // to this signature's own properties
  std::string signedProperties;                       // canonical, empty when they cannot be judged
  std::vector<std::string> certificates;              // DER, as KeyInfo has them
  std::vector<CertificateDigestFacts> signingCertificate;
  std::optional<std::chrono::sys_seconds> signingTime;
  std::string role;
  std::size_t propertiesPosition = 0;               // of their reference among all
  std::map<std::string, std::string> mediaTypes;    // by the Id of the reference
  std::map<std::string, std::string> descriptions;  // the same
  std::vector<std::string> contentTimeStamps;  // DER, of what all references mean: signed, so older than the signature
  std::vector<TimeStampFacts> signatureTimeStamps;
  std::vector<TimeStampFacts> archiveTimeStamps;  // in the order they were made
  std::vector<std::string> certificateValues;     // DER, to help
  RevocationData revocation;
  std::size_t enclosedParts = 0;             // ds:Objects beside the properties, and the document around the signature
  bool enclosedCovered = true;               // each of them is meant by a reference
  std::optional<std::string> counterSigned;  // the Id of the signature whose value this one signs
  bool counterSignedFound = true;

  std::vector<Deviation> unsupported;                      // what is not judged here
  std::vector<Deviation> deviations;                       // what others write and does no harm
  SignatureLevel highestLevel = SignatureLevel::basicLTA;  // with what was left out
};

// All signatures of one XML file: an asic:XAdESSignatures, a ds:Signature, or another document with signatures in it
// (enveloped), each with those that sign its value. Throws FormatError.
std::vector<const xmlNode*> findSignatures(const xml::Document& document);
SignatureFacts extractFacts(const xml::Document& document, const xmlNode* signature);

}  // namespace balalyk::signing
