#pragma once

#include <functional>
#include <memory>
#include <string>

#include "pipeline/engine/StageRunner.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// What a person puts into the queue again once its cause is corrected. A signed document is published if its container
// can be; if not, it is signed again with the key as it is now, and the container is kept as evidence: what was
// made with a certificate that nobody can verify leads nowhere. A container that the two judges disagree about stays,
// and is judged again.
class Retry {
 public:
  enum class Outcome {
    queued,
    signAgain,
    toChairperson,  // no authorisation in force covers it: sent
    refused,        // unknown, in a worker's hands, or nothing of it stopped
  };

  // `publish`: the stage that judges containers; made when there is one to judge.
  Retry(PortalDatabase& database, std::function<std::shared_ptr<StageRunner>()> publish)
      : database_(database), publish_(std::move(publish)) {}

  Outcome run(const std::string& documentId, const std::string& actor);

 private:
  bool canNeverBePublished(const Document& document);

  PortalDatabase& database_;
  const std::function<std::shared_ptr<StageRunner>()> publish_;
  std::shared_ptr<StageRunner> judge_;
};

}  // namespace balalyk
