#pragma once

#include <chrono>
#include <functional>
#include <stop_token>

#include "pipeline/document/Document.h"
#include "pipeline/ports/DocumentStore.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// Removes documents' PDFs from the store some time after they were published: by then both judges had read the
// container back from there, with these very files in it, and the database has durably said so. The time lets a backup
// be whole whose database was copied before the publication and whose store after it. Goes through what was published
// in order, from where the last run stopped; runs at once on several hosts do no harm.
class DraftRemoval {
 public:
  DraftRemoval(PortalDatabase& database, DocumentStore& store) : database_(database), store_(store) {}

  // Of what was published or superseded longer than `keep` ago; how many documents were gone through. Throws what the
  // database and the store throw. `onBatch`: after each few documents.
  int run(
      std::chrono::milliseconds keep, std::stop_token stop, const std::function<void()>& onBatch = [] {});

 private:
  bool batch(State state, Timestamp until, int& seen);
  void remove(const std::string& documentId);

  PortalDatabase& database_;
  DocumentStore& store_;
};

}  // namespace balalyk
