#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "signing/crypto/AlgorithmTable.h"
#include "signing/evidence/EvidenceRecord.h"
#include "signing/evidence/EvidenceValidation.h"

namespace balalyk::signing {

// Evidence records in ASiC-E (EN 319 162-1, 4.4.4.2): a manifest names the record and all files it covers, which are
// one data group; neither the manifest nor the record is among them, so that a record made before fits in later.
struct AsicPackage;

// What a record of this container covers: every file but `mimetype`, evidence records and their manifests.
std::vector<EvidenceObject> evidenceObjects(const AsicPackage& package);

// Their hashes, for a container as it is stored.
HashList evidenceHashes(std::string_view container, const DigestMethod& method);

// The same for a hash-tree renewal (RFC 4998, 5.2): each hash is joined with that of all chains so far.
HashList renewedHashes(std::string_view container, const DigestMethod& method,
                       std::span<const ArchiveTimeStampChain> chains);

// The container with a record over evidenceHashes() and its manifest. Throws ContainerError.
std::string addEvidenceRecord(std::string_view container, std::string_view record);

// One record of a container, judged with its manifest.
std::vector<EvidenceReport> validateEvidence(const AsicPackage& package, const TrustAnchors& anchors,
                                             const ValidationPolicy& policy, std::chrono::sys_seconds at);

}  // namespace balalyk::signing
