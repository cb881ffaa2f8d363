#pragma once

#include <openssl/ocsp.h>

#include "signing/Handles.h"
#include "signing/validation/Revocation.h"

namespace balalyk::signing {

// For the library's own sources.
using OcspBasicPtr = std::unique_ptr<OCSP_BASICRESP, Deleter<OCSP_BASICRESP_free>>;
OcspBasicPtr parseOcsp(const std::string& der);  // null when it is none, or says that there is no answer

std::optional<RevocationAnswer> readOcsp(const std::string& der, const Certificate& certificate,
                                         const Certificate& issuer, std::span<const Certificate> known);

}  // namespace balalyk::signing
