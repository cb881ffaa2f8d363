#pragma once

#include <openssl/x509.h>

#include <chrono>
#include <optional>
#include <span>

#include "signing/certificates/Revocation.h"
#include "signing/crypto/Asn1Time.h"

namespace balalyk::signing {

// What reading OCSP responses and reading lists have in common. For the library's own sources.
bool isUnknownCritical(const X509_EXTENSION* extension, std::span<const int> understood);
void keepNewest(std::optional<RevocationAnswer>& best, const std::optional<RevocationAnswer>& answer);

}  // namespace balalyk::signing
