#pragma once

#include <string>

#include "pipeline/document/Document.h"

namespace balalyk {

class Messages;

// A name that people understand and every system takes, without personal data: "12-34 2025-05-15 voucher approval",
// with the revision when it is not the first.
std::string fileStem(const Document& document, const Messages& messages);

// Path separators, control characters and what Windows refuses become «-»; at most `maxBytes` long, whole characters.
std::string safeFileName(const std::string& text, std::size_t maxBytes = 200);

}  // namespace balalyk
