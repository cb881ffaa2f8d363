#pragma once

#include <string>

#include "pipeline/night/Night.h"

namespace balalyk {

class Messages;

// What a night did, for people and for programs.
std::string nightSummary(const NightReport& report, const Messages& messages, std::size_t width);
std::string nightJson(const NightReport& report, const Messages& messages);

}  // namespace balalyk
