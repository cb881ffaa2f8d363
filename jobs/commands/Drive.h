#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/Error.h"
#include "pipeline/engine/StageRunner.h"

namespace balalyk {

struct Session;

// Moves just these documents through the stages, while a person waits, with progress shown; ends early when asked to
// stop: false when that left work. What went wrong with a document is in its row.
bool drive(Session& session, const std::vector<std::string>& documentIds,
           std::vector<std::shared_ptr<StageRunner>> stages);

}  // namespace balalyk
