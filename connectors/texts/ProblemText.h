#pragma once

#include <string>

#include "pipeline/Error.h"

namespace balalyk {

class Messages;

// What is wrong, why, and what to do, in the reader's language.
struct ProblemText {
  std::string what;
  std::string why;     // may be empty
  std::string remedy;  // may be empty
};

// The words of the domain among the parameters (a kind, a state, a field) are given in the reader's language too. A
// code that the catalogue lacks is shown as it is.
ProblemText describe(const Messages& messages, const Problem& problem);

// The same on a page, where nobody has a command line: `problem.CODE.remedy.page` where there is one. What else names a
// command or a setting is the operator's to do, and that is what the page says.
ProblemText describeOnPage(const Messages& messages, const Problem& problem);

// What becomes of the document by itself, as a sentence after what to do: it is tried again (retry, wait), or somebody
// has to ask for that (quarantined). Nothing of what is back with the secretary or the chairperson, or withdrawn.
std::string whatThen(const Messages& messages, Disposition disposition, const std::string& documentId);

// The three as lines: "what" first, the others indented below it, each after its heading.
std::string writeProblem(const Messages& messages, const Problem& problem);

// What an exception says, whatever its family: this project's, signing's, or the library's.
Problem problemOf(const std::exception& error);

}  // namespace balalyk
