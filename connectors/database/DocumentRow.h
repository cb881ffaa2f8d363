#pragma once

#include "connectors/database/SqlSession.h"
#include "pipeline/document/Document.h"

namespace balalyk {

// A row of the part «document columns» of sql/documents.sql.
Document documentFrom(const SqlRow& row);
std::int64_t tokenOf(const SqlRow& row);
std::int64_t sequenceOf(const SqlRow& row);

inline std::int64_t toMilliseconds(Timestamp time) {
  return time.time_since_epoch().count();
}
inline Timestamp toTimestamp(std::int64_t milliseconds) {
  return Timestamp(std::chrono::milliseconds(milliseconds));
}

}  // namespace balalyk
