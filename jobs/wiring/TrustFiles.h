#pragma once

#include <filesystem>

#include "signing/certificates/TrustAnchors.h"
#include "signing/policy/ValidationPolicy.h"

namespace balalyk {

class Settings;

// Throw Error trustAnchorsUnreadable{file}, trustAnchorsWrong{file}, fileUnreadable{file}; signing::SigningError for
// what is in a policy. Anchors are certificates in PEM, or one in DER.
signing::TrustAnchors readAnchors(const std::filesystem::path& file);
signing::TrustAnchors signerAnchors(const Settings& settings);
signing::TrustAnchors authorityAnchors(const Settings& settings);  // of time stamps; the signers' unless set
signing::TrustAnchors checkAnchors(const Settings& settings);      // of the portal's check page
signing::TrustAnchors checkAuthorityAnchors(const Settings& settings);
signing::ValidationPolicy readPolicy(const std::filesystem::path& file);  // empty: the program's own

}  // namespace balalyk
