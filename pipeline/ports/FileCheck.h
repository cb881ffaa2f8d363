#pragma once

#include <string_view>
#include <vector>

#include "pipeline/ports/PdfService.h"
#include "pipeline/ports/SecondJudge.h"

namespace balalyk {

// What both judges say of a file, as `balalyk verify` does.
struct CheckedFile {
  signing::VerificationReport first;
  std::vector<SecondVerdict> second;  // one for each of its signatures
};

// Port: looks at files that anybody may send, each in its own processes, which have no keys, no network, no database
// and no other file, and that end with the answer: what a file takes over judges nobody else's. Thread-safe; every
// call ends within its deadline. Throws Error fileCheckBusy: others are being looked at; fileCheckFailed: the process
// that read it died, hung or lied; fileCheckUnavailable{reason}: no such process can be started.
class FileCheck {
 public:
  virtual ~FileCheck() = default;

  // A container, a XAdES file, or what is none of it.
  virtual CheckedFile judge(std::string_view file) = 0;
  // As PdfService::examine().
  virtual PdfFinding examine(std::string_view pdf) = 0;
};

}  // namespace balalyk
