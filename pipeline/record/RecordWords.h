#pragma once

#include <string>

#include "pipeline/record/RecordTypes.h"

namespace balalyk {

// "chairperson", "both": the words of data, in the record's XML and in the portal's views.
const char* toString(CommissionRole role);
const char* toString(ProtocolLanguages languages);
CommissionRole commissionRoleFrom(const std::string& word);  // each throws Error unknownWord{type}
ProtocolLanguages protocolLanguagesFrom(const std::string& word);

}  // namespace balalyk
