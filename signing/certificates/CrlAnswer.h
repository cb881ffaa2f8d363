#pragma once

#include "signing/certificates/Revocation.h"

namespace balalyk::signing {

// For the library's own sources.
std::optional<RevocationAnswer> readCrl(const std::string& der, const Certificate& certificate,
                                        const Certificate& issuer);

}  // namespace balalyk::signing
