#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace balalyk::signing {

// ETSI EN 319 102-1, 5.1.3.
enum class Indication { totalPassed, totalFailed, indeterminate };
enum class SubIndication {
  none,
  formatFailure,
  hashFailure,
  sigCryptoFailure,
  revoked,
  expired,
  notYetValid,
  sigConstraintsFailure,
  chainConstraintsFailure,
  certificateChainGeneralFailure,
  cryptoConstraintsFailure,
  signedDataNotFound,
  noSigningCertificateFound,
  noCertificateChainFound,
  outOfBoundsNoPoe,
  revokedNoPoe,
  cryptoConstraintsFailureNoPoe,
  noPoe,
  tryLater,
  timestampOrderFailure,
  generic,
};

std::string_view toString(Indication indication);        // "TOTAL-PASSED"
std::string_view toString(SubIndication subIndication);  // "HASH_FAILURE", empty for none

enum class SignatureLevel { none, basicB, basicT, basicLT, basicLTA };
std::string_view toString(SignatureLevel level);  // "B-B"; "none" when it is no XAdES baseline signature

// One thing that was looked at: a code of the catalogue (`check.<code>`), its result and parameters.
struct Check {
  std::string code;
  bool passed = false;
  std::map<std::string, std::string> params;
  bool tolerated = false;  // it does not hold, which is not held against the signature
};

struct CoveredFile {
  std::string name;
  std::string mediaType;  // as the signer said it
  std::uint64_t size = 0;
  std::string digestAlgorithm;  // "SHA-256"
  std::string digest;           // hexadecimal
};

struct Signer {
  std::string subject;
  std::string commonName;
  std::string serialNumber;  // of the subject
  std::string role;          // claimed
  std::string certificateSha256;
};

// Something that proves that the signature existed at a time.
struct TimeProof {
  std::string kind;  // "signatureTimeStamp", "archiveTimeStamp" or "evidenceRecord"
  std::chrono::sys_seconds time;
  std::string authority;  // subject of its certificate
};

// One time stamp, whether it holds or not (EN 319 102-1, 5.4). What it lacks does not count against the signature.
struct TimeStampReport {
  std::string kind;                              // "signatureTimeStamp" or "archiveTimeStamp"
  std::optional<std::chrono::sys_seconds> time;  // what it says; nothing when it cannot be read
  std::string authority;
  Indication indication = Indication::indeterminate;
  SubIndication subIndication = SubIndication::generic;
};

// One reference of SignedInfo and what it was found to mean, for another judge of the same bytes to compare.
struct ResolvedReference {
  enum class Target { nothing, file, properties, enclosed };
  std::string uri;
  Target target = Target::nothing;
  std::string file;                     // its name in the container
  std::vector<std::string> algorithms;  // identifiers of its transforms and its digest
};

struct SignatureReport {
  std::string file;  // the entry of the container that holds it
  std::string id;
  Indication indication = Indication::indeterminate;
  SubIndication subIndication = SubIndication::generic;
  SignatureLevel level = SignatureLevel::none;
  std::optional<std::string> counterSigned;  // the Id of the signature whose value this one signs
  bool evidenceRecord = false;               // one that holds covers the signature and all that it signs
  std::string algorithm;
  std::optional<Signer> signer;
  std::optional<std::chrono::sys_seconds> claimedSigningTime;
  std::optional<std::chrono::sys_seconds> provedTime;  // the signature is not younger
  std::vector<TimeProof> timeProofs;                   // those that hold
  std::vector<TimeStampReport> timeStamps;             // all that are there
  std::vector<CoveredFile> files;
  std::vector<Check> checks;  // a failed one counts unless it is a time stamp's
  // Not part of the written report.
  std::string signerCertificate;              // DER
  std::vector<ResolvedReference> references;  // in the order of SignedInfo
  std::vector<std::string> algorithms;        // identifiers of SignedInfo's canonical form and of the signature
};

// What an RFC 4998 record, or an RFC 3161 token in a container, proves: that the files it covers existed at the time of
// its first time stamp.
struct EvidenceReport {
  std::string file;  // the entry of the container that holds it
  Indication indication = Indication::indeterminate;
  SubIndication subIndication = SubIndication::generic;
  std::optional<std::chrono::sys_seconds> provedTime;  // only when all of it holds
  std::vector<TimeProof> timeProofs;                   // its time stamps, the first one first
  std::vector<std::string> files;                      // covered
  std::string digestAlgorithm;                         // of its first tree, "SHA-256"; empty when it cannot be read
  std::vector<Check> checks;
};

struct VerificationReport {
  Indication indication = Indication::indeterminate;  // the worst of what follows
  SubIndication subIndication = SubIndication::generic;
  std::chrono::sys_seconds validationTime{};
  std::string format;         // "ASiC-E", "XAdES" or "unknown"
  std::vector<Check> checks;  // of the container
  std::vector<SignatureReport> signatures;
  std::vector<EvidenceReport> evidenceRecords;
  std::vector<EvidenceReport> timeStamps;  // of the container's files

  bool passed() const { return indication == Indication::totalPassed; }
};

std::string toJson(const VerificationReport& report);

}  // namespace balalyk::signing
