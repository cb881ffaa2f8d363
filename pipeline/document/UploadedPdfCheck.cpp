#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>

#define POINTERHOLDER_TRANSITION 4  // qpdf wants to hear that no old pointers are used
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFExc.hh>
#include <qpdf/QPDFObjectHandle.hh>

#include "pipeline/document/PdfCheck.h"

namespace balalyk {

namespace {

constexpr rlim_t kMemory = rlim_t(1) << 30;
constexpr rlim_t kProcessorSeconds = 10;
constexpr std::chrono::seconds kPatience(20);

enum class Verdict : std::uint8_t { fine, damaged, encrypted, script, launch, attachment, media };

struct Finding {
  Verdict verdict = Verdict::damaged;
  std::int32_t pages = 0;
};

Verdict actionVerdict(const std::string& action) {
  if (action == "/JavaScript") return Verdict::script;
  if (action == "/Launch" || action == "/ImportData" || action == "/SubmitForm") return Verdict::launch;
  if (action == "/GoToE") return Verdict::attachment;
  if (action == "/Rendition" || action == "/Movie" || action == "/Sound" || action == "/RichMediaExecute") {
    return Verdict::media;
  }
  return Verdict::fine;
}

Verdict dictionaryVerdict(QPDFObjectHandle dictionary) {
  if (dictionary.hasKey("/JS") || dictionary.hasKey("/JavaScript") || dictionary.hasKey("/XFA")) {
    return Verdict::script;
  }
  if (dictionary.hasKey("/EmbeddedFiles") || dictionary.hasKey("/EF")) return Verdict::attachment;
  if (dictionary.hasKey("/RichMediaContent")) return Verdict::media;
  auto action = dictionary.getKey("/S");
  return action.isName() ? actionVerdict(action.getName()) : Verdict::fine;
}

// The first forbidden thing in an object and the direct objects inside it; those it refers to come by themselves.
Verdict objectVerdict(const QPDFObjectHandle& object) {
  std::vector<QPDFObjectHandle> open{object};
  while (!open.empty()) {
    auto next = open.back();
    open.pop_back();
    if (next.isStream()) next = next.getDict();
    if (next.isArray()) {
      for (auto& item : next.getArrayAsVector()) {
        if (!item.isIndirect()) open.push_back(item);
      }
    } else if (next.isDictionary()) {
      if (const auto verdict = dictionaryVerdict(next); verdict != Verdict::fine) return verdict;
      for (auto& [key, value] : next.getDictAsMap()) {
        if (!value.isIndirect()) open.push_back(value);
      }
    }
  }
  return Verdict::fine;
}

Finding examine(std::string_view file) {
  Finding finding;
  try {
    QPDF pdf;
    pdf.setSuppressWarnings(true);
    pdf.setAttemptRecovery(false);
    pdf.processMemoryFile("upload", file.data(), file.size());
    if (pdf.isEncrypted()) return {Verdict::encrypted};
    finding.pages = static_cast<std::int32_t>(pdf.getAllPages().size());
    for (const auto& object : pdf.getAllObjects()) {
      finding.verdict = objectVerdict(object);
      if (finding.verdict != Verdict::fine) return finding;
    }
    finding.verdict = finding.pages > 0 ? Verdict::fine : Verdict::damaged;
  } catch (const QPDFExc& e) {
    finding.verdict = e.getErrorCode() == qpdf_e_password ? Verdict::encrypted : Verdict::damaged;
  } catch (const std::exception&) {
    finding.verdict = Verdict::damaged;
  }
  return finding;
}

[[noreturn]] void examineInChild(std::string_view file, int out) {
  const rlimit memory{kMemory, kMemory}, time{kProcessorSeconds, kProcessorSeconds}, none{0, 0};
  ::setrlimit(RLIMIT_AS, &memory);
  ::setrlimit(RLIMIT_CPU, &time);
  ::setrlimit(RLIMIT_CORE, &none);
  const Finding finding = examine(file);
  const bool written = ::write(out, &finding, sizeof finding) == sizeof finding;
  ::_exit(written ? 0 : 1);
}

// A hostile PDF can be small and unpack to gigabytes, or crash its reader: it may do so elsewhere.
Finding examineApart(std::string_view file) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw StageError(Disposition::retry, {"uploadCheckFailed", {}});
  const pid_t pid = ::fork();
  if (pid == 0) examineInChild(file, ends[1]);
  ::close(ends[1]);
  Finding finding;
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

Problem problemOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::encrypted:
      return {"uploadEncrypted", {}};
    case Verdict::script:
      return {"uploadActive", {{"what", "script"}}};
    case Verdict::launch:
      return {"uploadActive", {{"what", "launch"}}};
    case Verdict::attachment:
      return {"uploadActive", {{"what", "attachment"}}};
    case Verdict::media:
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
  if (finding.verdict != Verdict::fine) check.problems.push_back(problemOf(finding.verdict));
  return check;
}

}  // namespace balalyk
