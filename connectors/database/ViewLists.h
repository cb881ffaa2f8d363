#pragma once

#include <vector>

#include "connectors/database/ViewRow.h"

// The JSON columns of the portal's views. Every documented key must be there: a mistyped one would lose what it says
// without a word. An entry that cannot be read is a problem of the record, never left out.
namespace balalyk {

std::vector<Member> membersFrom(const ViewRow& row, std::string_view column);
std::vector<BenefitCategory> benefitsFrom(const ViewRow& row, std::string_view column);
std::vector<LocalizedText> documentsFrom(const ViewRow& row, std::string_view column);
// One object, not a list; a member without an id when the column is NULL.
Member memberFrom(const ViewRow& row, std::string_view column);

}  // namespace balalyk
