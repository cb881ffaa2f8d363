#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pipeline/Error.h"

namespace balalyk {

// What was found of a PDF. None of the problems: fine.
struct PdfFinding {
  std::vector<Problem> problems;
  int pages = 0;
};

// Which pages of a PDF are wanted as pictures.
struct PageImages {
  int dotsPerInch = 100;
  int first = 0;  // 0: the first page
  int most = 1;
};

// Port: reads PDFs that others made, which may be hostile, in a process that has no keys, no network and no database.
// Thread-safe; every call ends within its deadline.
class PdfService {
 public:
  virtual ~PdfService() = default;

  // Whether an uploaded file is a PDF that can be signed and kept: uploadNotPdf, uploadDamaged, uploadEncrypted,
  // uploadRestricted, uploadActive{what} (scripts, launch actions, embedded files, media). Throws StageError retry
  // uploadCheckFailed{detail}: no answer is the machine's trouble, never the file's.
  virtual PdfFinding examine(std::string_view pdf) = 0;

  // Pictures of its pages (PNG), in their order; fewer than `most` where the PDF ends. Throws Error
  // pageImagesFailed{detail}: it cannot be drawn, or there is no answer.
  virtual std::vector<std::string> pageImages(std::string_view pdf, const PageImages& wanted) = 0;
};

}  // namespace balalyk
