#pragma once

#include "connectors/database/session/SqlSession.h"
#include "connectors/database/session/SqlTime.h"
#include "pipeline/document/Document.h"

namespace balalyk {

// A row of the part «document columns» of sql/documents.sql.
Document documentFrom(const SqlRow& row);
std::int64_t tokenOf(const SqlRow& row);
std::int64_t sequenceOf(const SqlRow& row);

}  // namespace balalyk
