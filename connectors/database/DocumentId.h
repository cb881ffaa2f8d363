#pragma once

#include <string>

#include "pipeline/document/Document.h"

namespace balalyk {

// A new identifier of a document: a UUID of version 7 (RFC 9562), the time and 74 random bits. Those of one night lie
// together in every index, however large the archive is: nothing is read from disk to add one, and little is logged.
std::string newDocumentId(Timestamp at);

}  // namespace balalyk
