#pragma once

#include <memory>
#include <mutex>
#include <semaphore>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/office/Checker.h"
#include "connectors/office/OfficeSettings.h"
#include "pipeline/document/PdfCheck.h"
#include "pipeline/ports/Office.h"

namespace balalyk {

// Checks what soffice made in processes of their own, started as they are needed and kept. Thread-safe.
class CheckerPool {
 public:
  // At most `most` checks at once; more wait. `settings` must outlive it.
  CheckerPool(const OfficeSettings& settings, Launch launch, int most);

  // A check that brings its process down, hangs or ends in nonsense is made once more, in a fresh process; of each such
  // run something is added to `runs`. Throws StageError: quarantined pdfUnreadable{document, detail}, the second time;
  // retry officeUnavailable{document, reason}, when no process starts or none is free in time.
  PdfCheck check(const std::string& document, std::string_view pdf, const PdfExpectation& expected,
                 std::vector<OfficeRun>& runs);

 private:
  std::unique_ptr<Checker> idle();
  std::unique_ptr<Checker> start(const std::string& document) const;
  void keep(std::unique_ptr<Checker> checker);

  const OfficeSettings& settings_;
  const Launch launch_;
  std::counting_semaphore<> places_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Checker>> idle_;  // the last one used is the last
};

}  // namespace balalyk
