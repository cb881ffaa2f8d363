#pragma once

#include <string>
#include <string_view>

#include "signing/crypto/Certificate.h"
#include "signing/crypto/Digest.h"
#include "signing/crypto/SignatureAlgorithm.h"

namespace balalyk::signing {

// Whether the XML-DSig signature value is one over this digest by the certificate's key.
bool signatureFits(const Certificate& certificate, SignatureAlgorithm algorithm, const Digest& digest,
                   std::string_view value);

// An ECDSA value as devices and services give it, in DER, as XML-DSig has it; empty when it is no DER.
std::string ecdsaValueFromDer(std::string_view der, const Certificate& certificate);

}  // namespace balalyk::signing
