#pragma once

#include <vector>

#include "signing/validation/SignatureFacts.h"

namespace balalyk::signing {

struct SignaturePlace {
  const xml::Document& document;
  const xmlNode* signature;
  const std::vector<const xmlNode*>& objects;  // of this signature, without the one of its properties
};

// Gives references that stay within the XML their content: a ds:Object of this very signature, or the document around
// it with the signature cut out. A reference that means anything else gets none. Throws FormatError.
void resolveEnclosed(const SignaturePlace& place, SignatureFacts& facts);

}  // namespace balalyk::signing
