#pragma once

#include <string>
#include <string_view>

namespace balalyk {

// A protocol's number as typed, for a document, for uniqueness and for `find`: one line without the «№» that documents
// write before it.
std::string normaliseProtocolNumber(std::string_view number);

}  // namespace balalyk
