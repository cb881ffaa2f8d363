#pragma once

#include <string>

#include "pipeline/document/Document.h"

namespace balalyk {

// What became of a document that a chairperson authorised in a batch.
enum class ReceiptOutcome { signed_, failed, skipped, waiting };
const char* toString(ReceiptOutcome outcome);  // "signed" …
// Throws Error unknownWord{type}.
ReceiptOutcome receiptOutcomeFrom(const std::string& word);

// `reviewed`: the digest of what the chairperson saw; `covered`: the batch's authorisation let just that through.
ReceiptOutcome outcomeOf(const Document& document, const std::string& reviewed, bool covered);

}  // namespace balalyk
