#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "signing/SigningError.h"

namespace balalyk::signing {

// Bytes that are not an acceptable RFC 4998 record. Code: evidenceRecordUnreadable (params: reason).
class EvidenceError : public SigningError {
 public:
  using SigningError::SigningError;
};

using HashList = std::vector<std::string>;

// RFC 4998, 4.1.
struct ArchiveTimeStamp {
  std::string digestAlgorithm;            // "SHA-256"; empty: that of the time stamp
  std::vector<HashList> reducedHashTree;  // empty: the time stamp is of the one hash itself
  std::string timeStamp;                  // an RFC 3161 token, DER
};

// The time stamps of one hash algorithm, each of the one before.
struct ArchiveTimeStampChain {
  std::vector<ArchiveTimeStamp> timeStamps;
  std::string der;  // as it was read; empty in one that is being built
};

// RFC 4998, 3.1. What it says, before anything of it is believed.
struct EvidenceRecord {
  std::vector<std::string> digestAlgorithms;
  std::vector<std::string> cryptoInfos;  // OIDs: unprotected help of any kind, of which nothing is believed
  bool encrypted = false;                // the data were hashed in an encrypted form
  std::vector<ArchiveTimeStampChain> chains;
};

// Throws EvidenceError. What it returns has at least one chain, none of them empty, and comes from strict DER; hashes
// have no length yet that anybody vouches for.
EvidenceRecord parseEvidenceRecord(std::string_view der);

std::string encodeEvidenceRecord(const EvidenceRecord& record);
// Of a record's first chains: what a hash-tree renewal hashes (RFC 4998, 5.2).
std::string encodeChains(std::span<const ArchiveTimeStampChain> chains);

}  // namespace balalyk::signing
