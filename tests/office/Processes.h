#pragma once

#include <cstdint>
#include <vector>

// A look at the processes of this machine, as the kernel reports them.
namespace processes {

struct Process {
  int pid = 0, parent = 0;
  char state = '?';           // 'Z': a zombie
  std::uint64_t started = 0;  // with the pid: which process it is, for ever
  std::uint64_t ticks = 0;    // of processor time
};

std::vector<Process> all();
// Below `root`, in any depth, zombies too.
std::vector<Process> descendants(int root);
// Whether this very process is still there, be it as a zombie.
bool exists(const Process& process);
std::uint64_t ticksOf(int pid);

}  // namespace processes
