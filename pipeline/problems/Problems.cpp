#include "pipeline/problems/Problems.h"

#include <array>
#include <map>
#include <stdexcept>

#include "pipeline/problems/ProblemRows.h"

namespace balalyk {

namespace {

const std::map<std::string_view, ProblemKind>& table() {
  static const auto kTable = [] {
    std::map<std::string_view, ProblemKind> table;
    for (const auto& rows :
         {keyProblems(), timeStampProblems(), revocationProblems(), evidenceProblems(), databaseProblems(),
          storeProblems(), officeProblems(), judgeProblems(), authorisationProblems(), portalProblems(),
          templateProblems(), programProblems(), containerProblems(), recordProblems(), webProblems(),
          identityProblems(), mailProblems(), listProblems(), apiProblems()}) {
      for (const auto& row : rows) {
        if (!table.emplace(row.code, row).second) throw std::logic_error("two problems of one code");
      }
    }
    return table;
  }();
  return kTable;
}

}  // namespace

const char* toString(Part part) {
  static constexpr std::array kWords{"document", "key",      "timeStamp", "revocation", "evidence",
                                     "database", "store",    "office",    "judge",      "authorisation",
                                     "portal",   "identity", "mail"};
  return kWords.at(static_cast<std::size_t>(part));
}

const ProblemKind& problemKind(std::string_view code) {
  static constexpr ProblemKind kUnknown;
  const auto found = table().find(code);
  return found == table().end() ? kUnknown : found->second;
}

std::vector<ProblemKind> allProblems() {
  std::vector<ProblemKind> all;
  for (const auto& [code, kind] : table()) all.push_back(kind);
  return all;
}

}  // namespace balalyk
