#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "jobs/output/ExitCode.h"
#include "jobs/wiring/Session.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// How long a stop may take before what runs is left: systemd and people wait for ten seconds.
inline constexpr std::chrono::seconds kPatience{7};

// Says that not everything was done, also to a program that waits for JSON, and ends the process at once.
[[noreturn]] void endUnfinished(Session& session, int code);

// For StopSignals: gives back what the worker holds and ends the process at once. What the office was making is lost
// and made again by whoever claims it next; no attempt is used up. Exit code is `asked` when a service manager asked
// for it, and that of unfinished work when a person did: a script must not continue as if all were done.
std::function<void(bool interrupted)> giveUp(Session& session, PortalDatabase& database, const std::string& worker,
                                             ExitCode asked);

}  // namespace balalyk
