#pragma once

#include "connectors/texts/ProblemText.h"

namespace balalyk {

// As describeOnPage(), for a program, which has neither a form nor a browser: `problem.CODE.what.program`,
// `….why.program`, `….remedy.program` where there are such.
ProblemText describeForProgram(const Messages& messages, const Problem& problem);

}  // namespace balalyk
