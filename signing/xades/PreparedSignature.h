#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "signing/container/DataFile.h"
#include "signing/crypto/Certificate.h"
#include "signing/crypto/Digest.h"
#include "signing/crypto/SignatureAlgorithm.h"
#include "signing/xades/DigestedFiles.h"

namespace balalyk::signing {

// What the signer commits to (ETSI EN 319 132-1, 5.2.3).
enum class Commitment { proofOfApproval, proofOfCreation, proofOfOrigin };

struct SignatureParameters {
  std::chrono::sys_seconds signingTime{};  // claimed by the signer
  std::string role;                        // SignerRoleV2, as written in the document's language; none when empty
  Commitment commitment = Commitment::proofOfApproval;
  std::string city;         // SignatureProductionPlaceV2, none when both are empty
  std::string countryCode;  // ISO 3166-1, as "KG"
};

// An interrupted signature: everything but the signature value. It holds the digests of the files, not the files.
struct PreparedSignature {
  struct File {
    std::string name;
    std::string mediaType;
    Digest digest{};
    bool operator==(const File&) const = default;
  };
  SignatureAlgorithm algorithm = SignatureAlgorithm::rsaSha256;
  std::vector<File> files;
  std::vector<std::string> certificates;  // DER: the signer's, then the intermediates
  std::string signedInfo;                 // canonical XML
  std::string signedProperties;           // canonical XML

  bool operator==(const PreparedSignature&) const = default;
};

// XAdES B-B over the files of one ASiC-E container. Throws SignatureInputError, KeyError keyUnsupported.
PreparedSignature prepare(const DigestedFiles& files, const Certificate& certificate,
                          std::span<const Certificate> chain, const SignatureParameters& parameters);

// What the key signs.
Digest digestToSign(const PreparedSignature& prepared);

// Whether a key's value is of this signature and of the certificate it names.
bool signatureValueMatches(const PreparedSignature& prepared, std::string_view signatureValue);

// The finished container. The same arguments give the same bytes. The signature value is checked with the certificate
// and the files with their digests: throws SignatureInputError fileChanged, filesMissing, signatureValueWrong.
std::string finish(const PreparedSignature& prepared, const DigestedFiles& files, std::string_view signatureValue);

// The container with zeros in place of a value: it proves nothing and never passes. For TrialSignature.h.
std::string finishUnsigned(const PreparedSignature& prepared, const DigestedFiles& files);

}  // namespace balalyk::signing
