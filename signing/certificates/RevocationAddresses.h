#pragma once

#include <string>
#include <vector>

#include "signing/crypto/Certificate.h"

namespace balalyk::signing {

// Where a certificate says that its revocation is to be asked for; over HTTP only. For the library's own sources.
std::vector<std::string> ocspAddressesOf(const Certificate& certificate);
std::vector<std::string> listAddressesOf(const Certificate& certificate);

// A person's: not an authority's, and not one for time stamps.
bool isSignersCertificate(const Certificate& certificate);

}  // namespace balalyk::signing
