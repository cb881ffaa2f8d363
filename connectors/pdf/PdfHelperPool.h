#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/pdf/HelperPool.h"
#include "connectors/pdf/helper/PdfCheck.h"
#include "pipeline/ports/PdfService.h"

namespace balalyk {

struct FinishedPdf {
  std::string pdf;
  PdfFinding finding;
};

// Finishes what soffice made, reads what people upload, and draws pages of both. Thread-safe. What the chairperson
// looks at before signing is drawn by a process that has read nothing else: an upload may have taken over any other.
class PdfHelperPool final : public PdfService {
 public:
  // Throws Error officeMissing{file}, officeSandboxMissing.
  explicit PdfHelperPool(const HelperSettings& settings);

  PdfFinding examine(std::string_view pdf) override;
  std::vector<std::string> pageImages(std::string_view pdf, const PageImages& wanted) override;

  // Of each run that came to nothing something is added to `runs`. Throws StageError: quarantined
  // pdfUnreadable{document, detail}, the second time; retry officePdfUnknown{document, detail}: it is not as soffice
  // writes it; officeUnavailable{document, reason}: no process starts or none is free in time.
  FinishedPdf finish(const std::string& document, std::string_view pdf, std::chrono::sys_seconds created,
                     const PdfExpectation& expected, std::vector<OfficeRun>& runs);

 private:
  HelperPool helpers_, painters_;
};

}  // namespace balalyk
