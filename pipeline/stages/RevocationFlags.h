#pragma once

#include "pipeline/document/Document.h"

namespace balalyk {

// A document that was signed or published although nobody answered about a certificate's revocation carries that as a
// flag, until it is answered. These are its flags with what is known now in place of what was known before.
std::vector<Flag> withRevocationFlag(const Document& document, const std::optional<Problem>& unanswered);

}  // namespace balalyk
