#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/document/FieldValues.h"

namespace balalyk {

// One document to make from a template.
struct FillRequest {
  std::string documentId;  // for logs and quarantine only
  std::string kind;        // "voucher-approval": with `language` it names the template
  std::string language;    // "ky" or "ru"
  const FieldValues* values = nullptr;
  std::string title;                   // becomes the PDF's title
  std::chrono::sys_seconds created{};  // the PDF's dates; from the record, so that equal input gives equal output
  bool interactive = false;            // a person waits: goes before nightly requests
};

// What made the PDF: stored with the revision, so that two revisions can be compared.
struct OfficeProvenance {
  std::string templateDigest;  // SHA-256, hex
  std::string officeVersion;   // "LibreOffice 7.4.7.2 …"
  std::string fontSetDigest;   // SHA-256, hex, over the digests of the fonts that the templates may use
};

struct FilledDocument {
  std::string pdf;  // PDF/A-2b bytes
  int pages = 0;
  OfficeProvenance provenance;
};

// Port: makes PDF/A from a template and values. Thread-safe: up to slots() calls run at once, more wait in order
// (interactive first). Every call ends within its deadline. The PDF has been checked: each value that the template
// shows is in its text, all fonts are embedded and of the contract's families. Throws StageError:
//   retry       officeCrashed, officeTimedOut, officeUnavailable, officeFailed
//   quarantined templateMissing{kind, language}, templateRefused{…}, valueRefused{field, codepoint} (no glyph for it),
//               valueMissingInPdf{field}, fontForeignInPdf{font}, fontNotEmbedded{font}; the first two of the line
//               above when the same document brings the office down a second time
class Office {
 public:
  virtual ~Office() = default;
  virtual FilledDocument fill(const FillRequest& request) = 0;
  virtual int slots() const = 0;

  struct Counters {
    std::uint64_t filled = 0, failed = 0, restarts = 0, recycles = 0;
  };
  virtual Counters counters() const = 0;
};

}  // namespace balalyk
