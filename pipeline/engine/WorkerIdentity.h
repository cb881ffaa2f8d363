#pragma once

#include <string>

namespace balalyk {

class DocumentQueue;

// Who holds a lease: "worker-<pid>-<random>-<host>-<start>", new for each process start. <host> stands for the running
// kernel and the namespaces in which <pid> and <start>, the process's start time, mean something; where /proc does not
// show this process, both are missing.
std::string newWorkerName();

// Whether that worker surely is dead: its process was on this very host, in these namespaces, and is gone, or its
// number belongs to another process by now. False for all that cannot be known: other hosts, containers, the host
// before its restart; their leases run out.
bool isDeadHere(const std::string& worker);

// What dead workers of this host hold is due at once, as if its lease had run out; returns how many of them there were.
int releaseTheDead(DocumentQueue& queue);

}  // namespace balalyk
