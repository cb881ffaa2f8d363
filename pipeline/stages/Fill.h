#pragma once

#include <memory>
#include <string>

#include "pipeline/engine/StageRunner.h"
#include "pipeline/ports/DocumentStore.h"
#include "pipeline/ports/Office.h"
#include "pipeline/ports/PdfService.h"
#include "pipeline/stages/ReproductionBundle.h"
#include "pipeline/template/RecordView.h"
#include "pipeline/template/TemplateContract.h"
#include "pipeline/template/TemplateKinds.h"

namespace balalyk {

struct FillOptions {
  std::string checkAddressBase;  // the document's id is appended: goes into the QR code
  QrDrawing drawQr;              // of that address
  std::size_t maxUploadBytes = kLargestUpload;
  bool notices = true;  // to the applicant, beside each protocol that has one
};

// decided → drafted (or sent at once): record and templates → PDF/A (and CSV of a list), every one checked, all durable
// in the store: each template of the document's kind (TemplateKinds) in each language. One that fails fails the
// document. A meal protocol that was uploaded is checked to be a PDF and kept as it is. The evidence of a failure is a
// ReproductionBundle.
class Fill final : public StageRunner {
 public:
  Fill(Office& office, PdfService& pdf, Records& records, DocumentStore& store, const TemplateContract& contract,
       FillOptions options);

  Stage stage() const override { return Stage::fill; }
  int batch() const override { return 1; }
  // Twice the slots: while one document is in the office, the next one's record is read and the last one's PDF checked.
  int threads() const override { return 2 * office_.slots(); }
  std::vector<StageResult> run(std::span<const Claim> claims) override;

 private:
  Filled fill(const Claim& claim);
  Evidence evidenceOf(ReproductionBundle inWork) const;
  Filled fromTemplates(const Claim& claim, ReproductionBundle& inWork);
  // What is to be made of the record.
  struct Wanted {
    TemplateKind kind;
    Language language;
    FieldValues values;
    std::string title;
  };
  std::vector<Wanted> wanted(const Claim& claim, const Record& record, ReproductionBundle& inWork) const;
  std::vector<FilledDocument> fromOffice(const Document& document, const std::vector<Wanted>& wanted,
                                         ReproductionBundle& inWork);
  Filled fromUpload(const Claim& claim);
  std::string uploadOf(const MealSubsidy& meal);

  Office& office_;
  PdfService& pdf_;
  Records& records_;
  DocumentStore& store_;
  const TemplateContract& contract_;
  FillOptions options_;
};

}  // namespace balalyk
