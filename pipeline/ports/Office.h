#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "pipeline/Error.h"
#include "pipeline/template/FieldValues.h"

namespace balalyk {

// One document to make from a template.
struct FillRequest {
  std::string documentId;    // for logs and quarantine only
  std::string kind;          // "voucher-approval": with `language` it names the template
  std::string language;      // "ky" or "ru"
  std::string commissionId;  // whose own template is taken, if it has one; empty: the country's
  const FieldValues* values = nullptr;
  std::string title;                   // becomes the PDF's title
  std::chrono::sys_seconds created{};  // the PDF's dates; from the record, so that equal input gives equal output
  bool interactive = false;            // a person waits: goes before nightly requests
  bool trial = false;                  // a template is tried: its faults do not keep it out, unless it is dangerous
};

// What made the PDF: stored with the revision, so that two revisions can be compared.
struct OfficeProvenance {
  std::string templateFile;    // "voucher-list.ky.odt"; a commission's own: "commissions/ID/voucher-list.ky.odt"
  std::string templateDigest;  // SHA-256, hex
  std::string officeVersion;   // "LibreOffice 7.4.7.2 …"
  std::string fontSetDigest;   // SHA-256, hex, over the digests of the fonts that the templates may use
};

// One run of a document in the office that came to nothing: what there is to see of it.
struct OfficeRun {
  std::string ending;  // "socket closed, signal 11", "no answer in time"
  std::chrono::milliseconds took{};
  int documentsBefore = 0;  // how many this process had made
  bool templateHeld = false;
  std::string output;  // the end of what the process wrote: may hold personal data, like the values
};

// All that the office knows of a document it could not make.
struct OfficeEvidence {
  std::shared_ptr<const std::string> templateBytes;  // null: there is none that may be used
  OfficeProvenance provenance;                       // an empty version: no process was ready
  std::map<std::string, std::string> limits;         // name -> value, as "deadline" -> "30000 ms"
  std::vector<OfficeRun> runs;
  std::string pdf;  // that was made and failed its check; empty: none was made
};

class OfficeError : public StageError {
 public:
  OfficeError(const StageError& error, OfficeEvidence evidence) : StageError(error), evidence_(std::move(evidence)) {}
  const OfficeEvidence& evidence() const { return evidence_; }

 private:
  OfficeEvidence evidence_;
};

struct FilledDocument {
  std::string pdf;  // PDF/A-2b bytes
  int pages = 0;
  OfficeProvenance provenance;
  std::optional<Problem> unusable;  // of a trial: the first fault for which other requests refuse the template
};

// Port: makes PDF/A from a template and values. Thread-safe: up to slots() calls run at once, more wait in order
// (interactive first). Every call ends within its deadline. The template has no error of `template check`. The PDF has
// been checked: each value that the template shows, and each that it must show, is in its text, each QR code that it
// must show can be read, all fonts are embedded and of the contract's families. A process that crashes or hangs over a
// document costs it nothing: it is made or checked once again at once, in a fresh one. Throws OfficeError:
//   retry       officeUnavailable{reason}, officeFailed{document, detail}, fileUnreadable{file}: the template, now;
//               officePdfUnknown{document, detail}: another LibreOffice than the one whose PDFs are known
//   wait        officeUnavailable, when no process has started for some time; officeDiskFull{document}
//   returned    valueRefused{field, characters}: no glyph for them; fields and characters separated by commas
//   quarantined officeCrashed{document, detail}, officeTimedOut{…}: the second time too; templateMissing{kind,
//               language, file}, templateRefused{…}, valueMissingInPdf{field}, codeMissingInPdf{image},
//               fontForeignInPdf{font}, fontNotEmbedded{font}, pdfUnreadable{…}
class Office {
 public:
  virtual ~Office() = default;
  virtual FilledDocument fill(const FillRequest& request) = 0;
  // All of one document, side by side where somebody waits for it: what it throws is of requests[inWork], and nothing
  // is kept of the others.
  virtual std::vector<FilledDocument> fillAll(std::span<const FillRequest> requests, std::size_t& inWork) {
    std::vector<FilledDocument> filled;
    for (inWork = 0; inWork < requests.size(); ++inWork) filled.push_back(fill(requests[inWork]));
    return filled;
  }
  virtual int slots() const = 0;

  struct Counters {
    std::uint64_t filled = 0, failed = 0, restarts = 0, recycles = 0;
    int slotsReady = 0;                         // now
    std::chrono::milliseconds longestOutage{};  // of a slot: from the end of its process to another being ready
  };
  virtual Counters counters() const = 0;
};

}  // namespace balalyk
