#pragma once

#include <chrono>

#include "connectors/pdf/finishing/PdfTable.h"

namespace balalyk {

// Sets the date of making in the colour profile that PDF/A carries: soffice makes the profile again for each document.
// Throws StageError (retry) officeFailed when there is no such profile.
void dateColourProfile(PdfTable& table, std::chrono::sys_seconds created);

}  // namespace balalyk
