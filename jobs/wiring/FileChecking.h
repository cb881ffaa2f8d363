#pragma once

#include <memory>

#include "connectors/pdf/ConfinedFileCheck.h"

namespace balalyk {

class Settings;

// Opened with the first file: a portal whose anchors are not there yet, or whose machine confines nothing, serves all
// the rest. Until then each file is answered by Error fileCheckUnavailable{reason}.
std::unique_ptr<FileCheck> fileCheckWhenAsked(const Settings& settings);

}  // namespace balalyk
