#pragma once

#include "signing/validation/EnclosedContent.h"

namespace balalyk::signing {

// Time stamps and validation data that were added after signing. What cannot be read is left out, with a deviation.
void readUnsignedProperties(const SignaturePlace& place, SignatureFacts& facts);

// The properties that were added, in their order.
std::vector<const xmlNode*> unsignedProperties(const xmlNode* signature);

// What an archive time stamp over everything so far is of, after what the references mean.
std::string archiveTail(const SignaturePlace& place, std::span<const xmlNode* const> propertiesBefore,
                        const xml::CanonicalForm& form);

}  // namespace balalyk::signing
