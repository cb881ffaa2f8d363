#pragma once

namespace balalyk {

// Nights begun by hand are kept beside the scheduled ones, under the moment they ended: milliseconds since 1970 UTC.
constexpr const char* kByHandSchedule = "nightly by hand";

}  // namespace balalyk
