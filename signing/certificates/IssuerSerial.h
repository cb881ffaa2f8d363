#pragma once

#include <string_view>

#include "signing/crypto/Certificate.h"

namespace balalyk::signing {

// Whether a DER IssuerSerial (RFC 5035, section 5) names this certificate.
bool issuerSerialMatches(std::string_view der, const Certificate& certificate);

}  // namespace balalyk::signing
