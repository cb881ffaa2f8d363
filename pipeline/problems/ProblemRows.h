#pragma once

#include <span>

#include "pipeline/problems/Problems.h"

// The rows of the one table, by what they are about. Rows are sorted by code.
namespace balalyk {

std::span<const ProblemKind> keyProblems();
std::span<const ProblemKind> timeStampProblems();
std::span<const ProblemKind> revocationProblems();
std::span<const ProblemKind> evidenceProblems();
std::span<const ProblemKind> databaseProblems();
std::span<const ProblemKind> storeProblems();
std::span<const ProblemKind> officeProblems();
std::span<const ProblemKind> judgeProblems();
std::span<const ProblemKind> authorisationProblems();
std::span<const ProblemKind> portalProblems();
std::span<const ProblemKind> webProblems();
std::span<const ProblemKind> templateProblems();
std::span<const ProblemKind> programProblems();
std::span<const ProblemKind> containerProblems();
std::span<const ProblemKind> recordProblems();
std::span<const ProblemKind> identityProblems();
std::span<const ProblemKind> listProblems();
std::span<const ProblemKind> mailProblems();
std::span<const ProblemKind> apiProblems();

}  // namespace balalyk
