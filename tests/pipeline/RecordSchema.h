#pragma once

#include <string>

namespace balalyk {

// The XML schema of frozen records, from the description of their fields (RecordFields.h): the file record.xsd.
std::string recordSchema();

}  // namespace balalyk
