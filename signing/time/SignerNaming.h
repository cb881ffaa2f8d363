#pragma once

#include <openssl/cms.h>

#include <optional>
#include <string>

namespace balalyk::signing {

// RFC 3161, 2.4.1: a token's signature must name the certificate it is made with, as the first one of
// SigningCertificate or SigningCertificateV2 (RFC 5035, 3 and 4). Returns the digest by which SigningCertificateV2 says
// to name it; empty when it does not say, and for the older attribute, whose SHA-1 has no alternative. Nothing when
// another or no certificate is named.
std::optional<std::string> digestNamingSigner(CMS_SignerInfo* signer, X509* certificate);

}  // namespace balalyk::signing
