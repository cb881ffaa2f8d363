#pragma once

#include "pipeline/Error.h"

namespace balalyk {

// As reports and metrics name what became of a failed attempt: "retry", "returned", "quarantined", "withdrawn", "sent",
// "wait".
const char* toString(Disposition disposition);

}  // namespace balalyk
