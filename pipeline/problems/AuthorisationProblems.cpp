#include "pipeline/problems/ProblemRows.h"

// What a chairperson authorised.
namespace balalyk {

std::span<const ProblemKind> authorisationProblems() {
  static constexpr ProblemKind kRows[] = {
      {"authorisationMissing", Part::authorisation, Passing::no, "authorisation"},
      {"authorisationNotFound", Part::authorisation, Passing::no, "id"},
      {"authorisationNotInForce", Part::authorisation, Passing::no, "authorisation from to"},
      {"authorisationNotInTrail", Part::authorisation, Passing::no, "authorisation"},
      {"authorisationRevoked", Part::authorisation, Passing::no, "id"},
      {"authorisationTakenBack", Part::authorisation, Passing::no, "authorisation"},
      {"authorisedUnsent", Part::authorisation, Passing::no, "document"},
      {"documentNotInStatement", Part::authorisation, Passing::no, "authorisation document"},
      {"documentRejected", Part::authorisation, Passing::no, "authorisation document"},
      {"documentSignedAfterRevocation", Part::authorisation, Passing::no, "authorisation document"},
      {"documentSignedUnauthorised", Part::authorisation, Passing::no, "document"},
      {"notAuthorised", Part::authorisation, Passing::no, ""},
      {"revocationCleared", Part::authorisation, Passing::no, "authorisation"},
      {"statementDiffers", Part::authorisation, Passing::no, "authorisation detail"},
      {"statementMissing", Part::authorisation, Passing::no, "authorisation"},
      {"statementNotValid", Part::authorisation, Passing::no, "authorisation reason"},
      {"statementOfAnotherPerson", Part::authorisation, Passing::no, "authorisation"},
      {"statementSignerUnknown", Part::authorisation, Passing::no, "authorisation"},
      {"statementUnreadable", Part::authorisation, Passing::no, "id"},
  };
  return kRows;
}

}  // namespace balalyk
