#include "connectors/process/Processors.h"

#include <sched.h>

#include <algorithm>
#include <thread>

namespace balalyk {

int usableProcessors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  // A machine with more processors than the set holds refuses it.
  if (sched_getaffinity(0, sizeof set, &set) == 0) return std::max(1, CPU_COUNT(&set));
  return static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
}

}  // namespace balalyk
