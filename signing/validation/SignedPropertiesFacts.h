#pragma once

#include "signing/validation/SignatureFacts.h"

namespace balalyk::signing {

// What xades:SignedProperties says; throws FormatError.
void readPropertiesFacts(const xmlNode* signedProperties, SignatureFacts& facts);

}  // namespace balalyk::signing
