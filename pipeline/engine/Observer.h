#pragma once

#include <chrono>
#include <cstdint>

#include "pipeline/document/Document.h"

namespace balalyk {

// Hears what the engine does: progress bars, logs, metrics and the night's report. Called from many threads at once;
// must be quick and must not throw.
class Observer {
 public:
  virtual ~Observer() = default;
  // The engine goes round: reported again and again while it runs, at the latest after one call to the database.
  virtual void pulse() {}
  virtual void started(const Document& /*document*/, Stage /*stage*/) {}
  virtual void done(const Document& /*document*/, Stage /*stage*/, std::chrono::microseconds /*took*/) {}
  virtual void failed(const Document& /*document*/, Stage /*stage*/, Disposition /*disposition*/,
                      const Problem& /*problem*/) {}
  virtual void leaseLost(const Document& /*document*/, Stage /*stage*/) {}
  // Sent documents that became authorised by a standing authorisation.
  virtual void authorised(int /*count*/) {}
  // Something outside of any document: the database did not answer, a key cannot be used …
  virtual void trouble(const Problem& /*problem*/) {}
};

}  // namespace balalyk
