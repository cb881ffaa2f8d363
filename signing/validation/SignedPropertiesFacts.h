#pragma once

#include "signing/validation/SignatureFacts.h"

namespace balalyk::signing {

// What xades:SignedProperties says. What cannot be read is left out, with a deviation.
void readPropertiesFacts(const xmlNode* signedProperties, SignatureFacts& facts);

}  // namespace balalyk::signing
