#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>

#include "pipeline/document/PdfCheck.h"
#include "pipeline/document/UploadedPdfExamination.h"

namespace balalyk {

namespace {

constexpr rlim_t kMemory = rlim_t(1) << 30;
constexpr rlim_t kProcessorSeconds = 10;
constexpr std::chrono::seconds kPatience(20);

[[noreturn]] void examineInChild(std::string_view file, int out) {
  const rlimit memory{kMemory, kMemory}, time{kProcessorSeconds, kProcessorSeconds}, none{0, 0};
  ::setrlimit(RLIMIT_AS, &memory);
  ::setrlimit(RLIMIT_CPU, &time);
  ::setrlimit(RLIMIT_CORE, &none);
  const auto finding = examineUploadedPdf(file);
  const bool written = ::write(out, &finding, sizeof finding) == sizeof finding;
  ::_exit(written ? 0 : 1);
}

// A hostile PDF can be small and unpack to gigabytes, or crash its reader: it may do so elsewhere.
UploadedPdfFinding examineApart(std::string_view file) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw StageError(Disposition::retry, {"uploadCheckFailed", {}});
  const pid_t pid = ::fork();
  if (pid == 0) examineInChild(file, ends[1]);
  ::close(ends[1]);
  UploadedPdfFinding finding;
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  pollfd poll{ends[0], POLLIN, 0};
  int ready = 0;
  do {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    ready = ::poll(&poll, 1, static_cast<int>(std::max<long long>(left.count(), 0)));
  } while (ready < 0 && errno == EINTR);
  if (ready <= 0 || ::read(ends[0], &finding, sizeof finding) != sizeof finding) finding = {};
  ::close(ends[0]);
  if (pid > 0) {
    ::kill(pid, SIGKILL);
    while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  if (pid < 0) throw StageError(Disposition::retry, {"uploadCheckFailed", {}});
  return finding;
}

Problem problemOf(UploadedPdfVerdict verdict) {
  switch (verdict) {
    case UploadedPdfVerdict::encrypted:
      return {"uploadEncrypted", {}};
    case UploadedPdfVerdict::script:
      return {"uploadActive", {{"what", "script"}}};
    case UploadedPdfVerdict::launch:
      return {"uploadActive", {{"what", "launch"}}};
    case UploadedPdfVerdict::attachment:
      return {"uploadActive", {{"what", "attachment"}}};
    case UploadedPdfVerdict::media:
      return {"uploadActive", {{"what", "media"}}};
    default:
      return {"uploadDamaged", {}};
  }
}

}  // namespace

PdfCheck checkUploadedPdf(std::string_view file) {
  PdfCheck check;
  // The manual for readers of PDF: the header may stand anywhere in the first 1,024 bytes (ISO 32000-1, Annex H).
  if (file.substr(0, 1024).find("%PDF-") == std::string_view::npos) {
    check.problems.push_back({"uploadNotPdf", {}});
    return check;
  }
  const auto finding = examineApart(file);
  check.pages = finding.pages;
  if (finding.verdict != UploadedPdfVerdict::fine) check.problems.push_back(problemOf(finding.verdict));
  return check;
}

}  // namespace balalyk
