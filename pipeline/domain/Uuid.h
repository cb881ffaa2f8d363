#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace balalyk {

// A UUID of version 7 (RFC 9562): the time, a counter within the millisecond and 62 random bits. What one program makes
// sorts in the order it was made, and those of one night lie together in every index, however large the archive is:
// nothing is read from disk to add one, and little is logged. Throws Error randomUnavailable.
std::string newUuid(std::chrono::system_clock::time_point at);

// A UUID of version 8: the first bits of the name's SHA-256. What is made again for the same reason gets the same one,
// and so is there already.
std::string uuidOf(std::string_view name);

}  // namespace balalyk
