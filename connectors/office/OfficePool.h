#pragma once

#include <memory>

#include "connectors/office/OfficeSettings.h"
#include "pipeline/ports/Office.h"
#include "pipeline/ports/PdfService.h"

namespace balalyk {

// An office that keeps `slots` soffice processes, restarts what crashes or hangs, and replaces what grows. Returns at
// once; the processes start in the background. Ends them all, also when this program is killed.
// Throws Error officeMissing{file}, officeSandboxMissing, contractUnreadable, fontMissing{font}.
std::unique_ptr<Office> makeOfficePool(const OfficeSettings& settings);

// What reads uploaded PDFs, in helpers confined as the office's are. Throws Error officeMissing{file},
// officeSandboxMissing.
std::unique_ptr<PdfService> makePdfService(const OfficeSettings& settings);

// Whether a pool with these settings confines soffice.
bool canSandbox(const OfficeSettings& settings);

}  // namespace balalyk
