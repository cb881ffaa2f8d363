#pragma once

#include <functional>
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
  retry,        // may pass next time: backs off; the engine quarantines it after the last attempt
  returned,     // the record is wrong: back to the secretary
  quarantined,  // will never pass as it is: kept with all it takes to reproduce
  withdrawn,    // the portal no longer shows the record as decided
  sent,         // not authorised after all, or not any more: waits for the chairperson again
  wait,         // nothing is wrong with the document (no key, no authorisation): due again later, no attempt used
};

// Keeps what it takes to find out why a document failed; returns the digest of what is in the store. The engine asks
// for it when it quarantines the document.
using Evidence = std::function<std::string(const Problem& problem, int attempt)>;

// A stage could not be done for one document.
class StageError : public Error {
 public:
  StageError(Disposition disposition, Problem problem, Evidence evidence = {})
      : Error(std::move(problem)), disposition_(disposition), evidence_(std::move(evidence)) {}
  Disposition disposition() const { return disposition_; }
  const Evidence& evidence() const { return evidence_; }

 private:
  Disposition disposition_;
  Evidence evidence_;
};

}  // namespace balalyk
