#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// How long a stop may take before what runs is left: systemd and people wait for ten seconds.
inline constexpr std::chrono::seconds kPatience{7};

// For StopSignals: gives back what the worker holds and ends the process at once. What the office was making is lost
// and made again by whoever claims it next; no attempt is used up.
std::function<void()> giveUp(PortalDatabase& database, const std::string& worker);

}  // namespace balalyk
