#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "pipeline/document/Document.h"

namespace balalyk {

class Messages;

// How far a run is: a document is done when nothing is left to do for it now (published, waiting for a person,
// returned, quarantined). A value; how it is counted is ProgressReporter's.
struct Progress {
  std::int64_t total = 0;
  std::int64_t done = 0;
  std::int64_t failed = 0;  // of those done: returned or quarantined
  std::map<State, std::int64_t> reached;
  std::chrono::milliseconds elapsed{0};

  double perSecond() const;
  // nullopt-like: negative when nothing can be said yet.
  std::chrono::seconds remaining() const;
};

// "3 min 20 s", "45 s", "1 h 05 min".
std::string writeDuration(const Messages& messages, std::chrono::milliseconds duration);

// "████████░░░░  340/1,200  24.3/s  35 s left · drafted 12 · published 328", as wide as asked for or shorter.
std::string progressBar(const Progress& progress, const Messages& messages, std::size_t width);
// "340 of 1,200 documents, 24.3 a second, 35 s left".
std::string progressLine(const Progress& progress, const Messages& messages);

}  // namespace balalyk
