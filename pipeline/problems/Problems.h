#pragma once

#include <string_view>
#include <vector>

#include "pipeline/Error.h"

// All problems, in one table: what each is about, whether it passes, which parameters it has. Alarms, retries and waits
// are read from it, never guessed from how a code is spelled. Its texts are in the catalogues (`problem.<code>.…`).
namespace balalyk {

// What has to be looked after when a problem of it shows up. Of metrics and alarms.
enum class Part {
  document,  // the record, the template, the container: that one document
  key,
  timeStamp,
  revocation,
  evidence,
  database,
  store,
  office,
  judge,
  authorisation,
  portal,    // its views
  identity,  // accounts and signing in
  mail,
};
const char* toString(Part part);  // "timeStamp"

// Of the surroundings' problems: nothing of the document's attempts is used up.
enum class Passing {
  no,         // the document's own problem
  soon,       // a database that is locked or restarted is back in seconds
  whenFixed,  // a full disk, a view that was changed: a person is needed
};

struct ProblemKind {
  std::string_view code;
  Part part = Part::document;
  Passing passing = Passing::no;
  std::string_view parameters;  // names, with a space between: all that its texts may use
};

// Of a code that is not in the table (of an older or newer program's row): about the document, does not pass.
const ProblemKind& problemKind(std::string_view code);
std::vector<ProblemKind> allProblems();

}  // namespace balalyk
