#include "pipeline/problems/ProblemRows.h"

// The portal database.
namespace balalyk {

std::span<const ProblemKind> databaseProblems() {
  static constexpr ProblemKind kRows[] = {
      {"auditBroken", Part::database, Passing::no, "entry"},
      {"auditRewritten", Part::database, Passing::no, "entry file"},
      {"databaseCorrupt", Part::database, Passing::no, "detail"},
      {"databaseFull", Part::database, Passing::whenFixed, ""},
      {"databaseLocked", Part::database, Passing::soon, ""},
      {"databaseNotMigrated", Part::database, Passing::no, "found wanted"},
      {"databaseNotUtf8", Part::database, Passing::no, "encoding"},
      {"databasePooled", Part::database, Passing::whenFixed, ""},
      {"databaseRefused", Part::database, Passing::no, "detail"},
      {"databaseServerUntrusted", Part::database, Passing::whenFixed, "detail"},
      {"databaseSessionsUsedUp", Part::database, Passing::soon, "detail"},
      {"databaseTimeout", Part::database, Passing::soon, ""},
      {"databaseTooNew", Part::database, Passing::no, "found known"},
      {"databaseUnreachable", Part::database, Passing::soon, "detail"},
      {"databaseWithoutLog", Part::database, Passing::no, "mode"},
      {"migrationChanged", Part::database, Passing::no, "version"},
  };
  return kRows;
}

}  // namespace balalyk
