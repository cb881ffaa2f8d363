#pragma once

#include "signing/xml/Document.h"

namespace balalyk::signing::xml {

// Spends what the canonical form of an element (null: of the document) will cost (Effort.h), before it is made.
void spendOnCanonical(const Document& document, const xmlNode* element, const CanonicalForm& form);

}  // namespace balalyk::signing::xml
