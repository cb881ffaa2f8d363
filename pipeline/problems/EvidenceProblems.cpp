#include "pipeline/problems/ProblemRows.h"

// Evidence records.
namespace balalyk {

std::span<const ProblemKind> evidenceProblems() {
  static constexpr ProblemKind kRows[] = {
      {"auditAnchorUnproved", Part::evidence, Passing::no, "evidence file"},
      {"containerNotRehashed", Part::evidence, Passing::no, "digest"},
      {"documentNotSealed", Part::evidence, Passing::no, "document"},
      {"evidenceAlgorithmEnds", Part::evidence, Passing::no, "algorithm"},
      {"evidenceAlgorithmUnknown", Part::evidence, Passing::no, "algorithm"},
      {"evidenceBusy", Part::evidence, Passing::no, ""},
      {"evidenceChangedMeanwhile", Part::evidence, Passing::no, ""},
      {"evidenceFileMissing", Part::evidence, Passing::no, "digest"},
      {"evidenceLeafWrong", Part::evidence, Passing::no, "digest"},
      {"evidenceManifestUnreadable", Part::evidence, Passing::no, ""},
      {"evidenceMissing", Part::evidence, Passing::no, "document"},
      {"evidenceNeedsContent", Part::evidence, Passing::no, "file"},
      {"evidenceRecordNotEncoded", Part::evidence, Passing::no, ""},
      {"evidenceRecordUnreadable", Part::evidence, Passing::no, ""},
      {"evidenceXmlUnsupported", Part::evidence, Passing::no, ""},
      {"hashTreeRefused", Part::evidence, Passing::no, ""},
      {"hashTreeUnreadable", Part::evidence, Passing::no, ""},
  };
  return kRows;
}

}  // namespace balalyk
