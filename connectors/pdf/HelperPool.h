#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <semaphore>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/pdf/PdfHelper.h"
#include "connectors/process/Sandbox.h"
#include "pipeline/ports/Office.h"

namespace balalyk {

struct HelperSettings {
  std::filesystem::path shim, helper;                  // the programs
  SandboxPolicy sandbox = SandboxPolicy::required;     // required, and there is none: Error officeSandboxMissing
  int most = 2;                                        // processes at once; more questions wait
  std::chrono::milliseconds startDeadline{60'000};     // until a process is ready
  std::chrono::milliseconds documentDeadline{30'000};  // one question, then SIGKILL
  std::chrono::milliseconds queueDeadline{300'000};    // waiting for a process
  enum class Kept {
    forQuestions,    // a process answers one question after another
    forOneQuestion,  // what one question did to it is nothing to the next
    forOneTry,       // and nobody asks a second time: of files that anybody may send
  };
  Kept kept = Kept::forQuestions;
  std::size_t memoryMegabytes = 1024;  // of a process: more, and it ends
  bool ahead = false;                  // the first starts with the pool, so that the first question finds it
};

// Helpers in their own processes, started as they are needed and kept, if they are to be. A question that brings its
// process down, hangs or ends in an invalid answer is asked once more, in a fresh process. Thread-safe.
class HelperPool {
 public:
  struct Unavailable {
    std::string reason;
  };

  // Throws Error officeMissing{file}, officeSandboxMissing.
  explicit HelperPool(HelperSettings settings);

  // Hands the body of the answer to `take`, which throws frames::Malformed for an invalid one. Of each run that came to
  // nothing something is added to `runs`. Throws Unavailable; ProcessFailure the second time.
  void ask(const std::string& question, std::size_t longestAnswer, std::vector<OfficeRun>& runs,
           const std::function<void(std::string_view)>& take);

 private:
  std::unique_ptr<PdfHelper> idle();
  std::unique_ptr<PdfHelper> start() const;
  void keep(std::unique_ptr<PdfHelper> helper);

  const HelperSettings settings_;
  const Launch launch_;
  std::counting_semaphore<> places_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<PdfHelper>> idle_;  // the last one used is the last
  std::shared_future<void> ahead_;                // the start of the first; ends before the others do
};

}  // namespace balalyk
