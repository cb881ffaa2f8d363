#pragma once

#include <memory>
#include <string>

#include "pipeline/record/Record.h"

namespace balalyk {

// As fromXml(): what it read lately is at hand, for the stages that a document passes one after another with the same
// record. Thread-safe.
std::shared_ptr<const Record> recentRecord(const std::string& xml);

}  // namespace balalyk
