#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jobs/config/Setting.h"

namespace balalyk {

// How each type is written. nullopt: not written like that.
std::optional<long long> parseInteger(std::string_view text);
std::optional<std::chrono::milliseconds> parseDuration(std::string_view text);  // "250ms", "30s", "5m", "2h", "1d"
std::optional<std::uint64_t> parseSize(std::string_view text);                  // bytes: "600M", "3G", "64K", "4096B"
std::optional<bool> parseBoolean(std::string_view text);                        // true, false, yes, no, on, off
std::vector<std::string> parseList(std::string_view text);                      // separated by commas; blanks dropped

// Whether the text has the form of the setting's type and lies in its range.
bool isValueOf(const Setting& setting, std::string_view text);

}  // namespace balalyk
