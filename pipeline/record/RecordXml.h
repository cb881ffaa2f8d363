#pragma once

#include <string>
#include <string_view>

#include "pipeline/record/Record.h"

// The frozen record: the XML that a document was made from, kept beside it and signed with it (record.xsd).
namespace balalyk {

inline constexpr const char* kRecordNamespace = "https://balalyk.edu.gov.kg/ns/record/1";

// Canonical: equal records give equal bytes, which are their own Canonical XML 1.0. Left out: origin.changedAt, since a
// touched but unchanged record makes no new document, and the PINs of members, which no document shows; only the
// chairperson's is kept, as the certificate in the same container has it: who signs is checked against it. Characters
// that XML cannot hold become U+FFFD (a returned record is stored whatever it holds).
std::string toXml(const Record& record);

// Strict: accepts only what toXml() writes. No DOCTYPE, entities, comments or processing instructions; at most
// 32 MiB. Throws Error recordXmlUnreadable{detail}.
Record fromXml(std::string_view xml);

// SHA-256, hex.
std::string recordDigest(std::string_view xml);

}  // namespace balalyk
