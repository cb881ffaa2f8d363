#pragma once

#include <chrono>
#include <string>

namespace balalyk {

// A UUID of version 7 (RFC 9562), the time and 74 random bits. Those of one night lie together in every index, however
// large the archive is: nothing is read from disk to add one, and little is logged. Throws Error randomUnavailable.
std::string newUuid(std::chrono::system_clock::time_point at);

}  // namespace balalyk
