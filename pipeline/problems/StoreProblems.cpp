#include "pipeline/problems/ProblemRows.h"

// The document store.
namespace balalyk {

std::span<const ProblemKind> storeProblems() {
  static constexpr ProblemKind kRows[] = {
      {"storeBucketMissing", Part::store, Passing::whenFixed, "bucket"},
      {"storeClockWrong", Part::store, Passing::whenFixed, "host"},
      {"storeCredentialsExposed", Part::store, Passing::whenFixed, "file"},
      {"storeCredentialsUnreadable", Part::store, Passing::whenFixed, "file"},
      {"storeDamaged", Part::store, Passing::no, "digest"},
      {"storeFileMissing", Part::store, Passing::whenFixed, "digest owner"},
      {"storeFull", Part::store, Passing::whenFixed, ""},
      {"storeLocationUnreadable", Part::store, Passing::whenFixed, "detail"},
      {"storeRefused", Part::store, Passing::whenFixed, "host reason"},
      {"storeRegionWrong", Part::store, Passing::whenFixed, "host region wanted"},
      {"storeServerUntrusted", Part::store, Passing::whenFixed, "host"},
      {"storeTooLarge", Part::store, Passing::no, ""},
      {"storeUnreachable", Part::store, Passing::whenFixed, "host reason"},
      {"storeUnreadable", Part::store, Passing::whenFixed, "detail"},
      {"storeUnwritable", Part::store, Passing::whenFixed, "detail"},
  };
  return kRows;
}

}  // namespace balalyk
