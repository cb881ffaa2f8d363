#pragma once

#include <openssl/ocsp.h>

#include "signing/Handles.h"
#include "signing/certificates/Revocation.h"

namespace balalyk::signing {

// For the library's own sources.
using OcspBasicPtr = std::unique_ptr<OCSP_BASICRESP, Deleter<OCSP_BASICRESP_free>>;
OcspBasicPtr parseOcsp(const std::string& der);  // null when it is none, or says that there is no answer
// Why a responder says that it has no answer (RFC 6960, 4.2.1), as "trylater"; empty when it does not say so.
std::string ocspRefusal(const std::string& der);

std::optional<RevocationAnswer> readOcsp(const std::string& der, const Certificate& certificate,
                                         const Certificate& issuer, std::span<const Certificate> known);

}  // namespace balalyk::signing
