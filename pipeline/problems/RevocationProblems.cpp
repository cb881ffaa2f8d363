#include "pipeline/problems/ProblemRows.h"

// What authorities say of revocation.
namespace balalyk {

std::span<const ProblemKind> revocationProblems() {
  static constexpr ProblemKind kRows[] = {
      {"revocationAddressUnusable", Part::revocation, Passing::no, "setting value"},
      {"revocationNoAddress", Part::revocation, Passing::no, "issuer"},
      {"revocationNotAsked", Part::revocation, Passing::no, ""},
      {"revocationOverdue", Part::revocation, Passing::no, "level"},
      {"revocationPathMissing", Part::revocation, Passing::no, "reason"},
      {"revocationRefused", Part::revocation, Passing::no, "failure issuer service"},
      {"revocationUnreachable", Part::revocation, Passing::no, "failure issuer service"},
  };
  return kRows;
}

}  // namespace balalyk
