#pragma once

#include <map>

#include "pipeline/document/Document.h"

namespace balalyk {

// For how many years a kind is kept after its sitting. A kind that is not there is kept for ever.
using RetentionYears = std::map<Kind, int>;

}  // namespace balalyk
