#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/process/Frames.h"
#include "signing/report/VerificationReport.h"

// What the program and the confined verifier say to each other: one question, one report.
namespace balalyk::verifier {

inline constexpr std::size_t kLongestReport = 8u << 20;
inline constexpr std::size_t kMostFileBytes = 32u << 20;  // of what is judged
// What is inside of a container of that size: a hundred times its size is none that an honest hand packed.
inline constexpr std::size_t kMostEntryBytes = 64u << 20, kMostBytesInside = 96u << 20, kMostEntries = 200;

struct Question {
  std::string file;
  // DER; what helps to build a chain is trusted no more than what the file brings along.
  std::vector<std::string> anchors, intermediates;
  std::vector<std::string> authorityAnchors, authorityIntermediates;  // of time stamps
  std::string policy;                                                 // XML; empty: the program's own
  std::chrono::sys_seconds at{};
};

std::string encodeQuestion(const Question& question);
Question decodeQuestion(std::string_view body);

std::string encodeReport(const signing::VerificationReport& report);
// A file may have taken the verifier over: only what a report can be is taken for one. Throws frames::Malformed.
signing::VerificationReport decodeReport(std::string_view body);

}  // namespace balalyk::verifier
