#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace balalyk {

// One thing that is wrong, as a code of the message catalogue (`problem.<code>.what|why|remedy`) and its parameters.
// Parameters hold identifiers, field names and counts, never a value from a record: problems are logged.
struct Problem {
  std::string code;
  std::map<std::string, std::string> params;

  bool operator==(const Problem&) const = default;
};

// "code(key=value, …)": for logs and exceptions; people get the catalogue's text.
std::string toString(const Problem& problem);

// The family of this project's exceptions.
class Error : public std::runtime_error {
 public:
  explicit Error(Problem problem);
  Error(std::string code, std::map<std::string, std::string> params = {});
  const Problem& problem() const { return problem_; }

 private:
  Problem problem_;
};

// What to do with a document whose stage failed.
enum class Disposition {
  retry,        // may pass next time: backs off, quarantined after the last attempt
  returned,     // the record is wrong: back to the secretary
  quarantined,  // will never pass as it is: kept with all it takes to reproduce
  withdrawn,    // the portal no longer shows the record as decided
  drafted,      // not authorised after all, or not any more: waits for the chairperson again
  wait,         // nothing is wrong with the document (no key, no authorisation): due again later, no attempt used
};

// A stage could not be done for one document.
class StageError : public Error {
 public:
  StageError(Disposition disposition, Problem problem) : Error(std::move(problem)), disposition_(disposition) {}
  Disposition disposition() const { return disposition_; }

 private:
  Disposition disposition_;
};

}  // namespace balalyk
