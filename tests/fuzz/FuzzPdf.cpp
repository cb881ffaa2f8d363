// Uploaded PDF files, as the process apart reads them. qpdf itself is not instrumented.
#include <cstddef>
#include <string_view>

#include "pipeline/document/UploadedPdfExamination.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto finding = balalyk::examineUploadedPdf({reinterpret_cast<const char*>(data), size});
  if (finding.verdict == balalyk::UploadedPdfVerdict::fine && finding.pages <= 0) __builtin_trap();
  return 0;
}
