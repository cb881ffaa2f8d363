#pragma once

#include <cstdint>

#include "pipeline/domain/Date.h"

// Times in columns: milliseconds since 1970 UTC.
namespace balalyk {

inline std::int64_t toMilliseconds(Timestamp time) {
  return time.time_since_epoch().count();
}
inline Timestamp toTimestamp(std::int64_t milliseconds) {
  return Timestamp(std::chrono::milliseconds(milliseconds));
}

}  // namespace balalyk
