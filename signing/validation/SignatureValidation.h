#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>

#include "signing/container/AsicPackage.h"
#include "signing/container/DataFile.h"
#include "signing/validation/OpenedContainer.h"
#include "signing/validation/SignatureFacts.h"
#include "signing/validation/Validator.h"

namespace balalyk::signing {

// Digests of files, made once however many signatures cover them: by place, size and method.
using FileDigests = std::map<std::tuple<const char*, std::size_t, std::string_view>, std::string>;

// What a signature is judged by.
struct ValidationContext {
  const TrustAnchors& anchors;
  const ValidationPolicy& policy;
  std::chrono::sys_seconds at;
  const Certificate* pinnedSigner = nullptr;
  const AsicPackage* package = nullptr;  // the container around the signature
  std::span<const DataFile> files = {};  // or what lies beside a detached one
  // An evidence record that covers the signature file and all of its container's data, when there is one that holds.
  std::optional<TimeProof> evidence = {};
  FileDigests* digests = nullptr;                        // of those files, which outlive it
  const TrustAnchors* authorities = nullptr;             // of time stamps, when others than `anchors`
  ContainerProfile profile = ContainerProfile::foreign;  // by `own` nothing is tolerated
  OpenedContainer* opened = nullptr;                     // keeps what is read
  ContainerLimits limits = {};                           // of a container
};

// The second step after extractFacts(): facts and policy make a report (EN 319 102-1, 5.3: every check is made and
// reported; the verdict is the gravest, a definite failure before an open question).
SignatureReport validateSignature(const SignatureFacts& facts, const ValidationContext& context);

}  // namespace balalyk::signing
