#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace balalyk::signing {

// Where «now» comes from, for those who have better than this machine's clock.
using Clock = std::function<std::chrono::sys_seconds()>;
std::chrono::sys_seconds systemTime();

std::string toIso(std::chrono::sys_seconds time);  // "2025-05-15T18:00:00Z"

// xs:dateTime with a time zone (fractions of a second are dropped).
std::optional<std::chrono::sys_seconds> fromIso(std::string_view text);

}  // namespace balalyk::signing
