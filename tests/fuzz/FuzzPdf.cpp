// Uploaded PDF files, as the helper reads them. qpdf itself is not instrumented.
#include <cstddef>
#include <string_view>

#include "connectors/pdf/helper/PdfExamination.h"
#include "connectors/pdf/helper/PdfPlain.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view file{reinterpret_cast<const char*>(data), size};
  const auto finding = balalyk::examineUploadedPdf(file);
  if (finding.problems.empty() && finding.pages <= 0) __builtin_trap();
  // What shows by its bytes alone that nothing is active must not be found active by who reads all objects.
  if (!finding.problems.empty() && finding.problems.front().code == "uploadActive" && balalyk::isPlainlyPassive(file))
    __builtin_trap();
  balalyk::examineMadePdf(file, {{"verifyQr", "x"}});
  return 0;
}
