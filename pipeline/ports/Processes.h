#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/domain/Date.h"
#include "pipeline/problems/Problems.h"

namespace balalyk {

// What a long-running process of this program says of itself from time to time, for the operator. No personal data.
struct ProcessReport {
  std::string name;     // its own, never another's
  std::string host;     // of the machine
  std::string command;  // "worker", "portal"
  std::string version;
  std::vector<std::string> stages;  // of a worker
  int slots = 0;                    // how many documents, or requests, it works on at once; 0: none
  // What it ran into within the last day, by code: the last time, and how often.
  struct Trouble {
    std::string code;
    std::int64_t count = 0;
    Timestamp lastAt{};
    bool operator==(const Trouble&) const = default;
  };
  std::vector<Trouble> troubles;
  // Where it writes: "store", "uploads", "database".
  struct Disk {
    std::string what;
    std::uint64_t free = 0, size = 0;  // bytes
    bool operator==(const Disk&) const = default;
  };
  std::vector<Disk> disks;
  // By the database's clock; not given to report().
  Timestamp begunAt{}, seenAt{};
};

// Port, part of the portal database: which processes work on it, on whatever host.
class Processes {
 public:
  virtual ~Processes() = default;
  // In place of what it said before. What was not heard of for a day is forgotten.
  virtual void report(const ProcessReport& report) = 0;
  virtual void forget(const std::string& name) = 0;  // it ended as it should
  virtual std::vector<ProcessReport> list() = 0;     // by host, command and name
};

}  // namespace balalyk
