#pragma once

namespace balalyk {

// How many processors this process may use, at least 1: those of a service with AllowedCPUs= or of a container with its
// own set, not those of the machine, which the standard library counts.
int usableProcessors();

}  // namespace balalyk
