#pragma once

#include <vector>

#include "signing/validation/SignatureFacts.h"

namespace balalyk::signing {

struct SignaturePlace {
  const xml::Document& document;
  const xmlNode* signature;
  const std::vector<const xmlNode*>& objects;  // of this signature, without the one of its properties
};

// The signature whose value this one signs: null when it is not within a xades:CounterSignature.
const xmlNode* counterSignedBy(const xmlNode* signature);

// Gives references that stay within the XML their content: a ds:Object of this very signature or a part of it, its
// ds:KeyInfo, the document around it or a part of that, or the value it signs as a counter-signature. A reference that
// means anything else gets none. Sees whether all that the signature encloses, or is enclosed by, is meant by one.
// Throws FormatError, xml::XmlError.
void resolveEnclosed(const SignaturePlace& place, SignatureFacts& facts);

}  // namespace balalyk::signing
