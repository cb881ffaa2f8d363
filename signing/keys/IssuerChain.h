#pragma once

#include <span>
#include <vector>

#include "signing/crypto/Certificate.h"

namespace balalyk::signing {

// Those of the certificates that lead from the signer upwards, its issuer first. A self-signed root is left out: it
// adds nothing to a signature.
std::vector<Certificate> issuersOf(const Certificate& signer, std::span<const Certificate> among);

}  // namespace balalyk::signing
