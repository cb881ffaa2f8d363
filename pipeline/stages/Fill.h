#pragma once

#include <memory>
#include <string>

#include "pipeline/engine/StageRunner.h"
#include "pipeline/ports/DocumentStore.h"
#include "pipeline/ports/Office.h"
#include "pipeline/ports/PdfService.h"
#include "pipeline/stages/ReproductionBundle.h"
#include "pipeline/template/TemplateContract.h"

namespace balalyk {

struct FillOptions {
  std::string checkAddressBase;  // the document's id is appended: goes into the QR code
  std::size_t maxUploadBytes = kLargestUpload;
  int maxAttempts = EngineLimits{}.maxAttempts;  // as the engine's: the last one keeps what it takes to reproduce
};

// decided → drafted: record and templates → PDF/A (and CSV of a list), every one checked, all durable in the store. A
// meal protocol that was uploaded is checked to be a PDF and kept as it is. What is set aside leaves a
// ReproductionBundle in the store, named by the parameter «bundle» of its problem.
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
  Completion fill(const Claim& claim);
  Completion fill(const Claim& claim, ReproductionBundle& inWork);
  bool setsAside(const Claim& claim, const Failure& failure) const;
  void fromTemplates(const Claim& claim, Completion& completion, ReproductionBundle& inWork);
  void fromUpload(const Claim& claim, Completion& completion);
  std::string uploadOf(const MealSubsidy& meal);
  void keep(Completion& completion, std::string name, std::string mediaType, std::string_view content);

  Office& office_;
  PdfService& pdf_;
  Records& records_;
  DocumentStore& store_;
  const TemplateContract& contract_;
  FillOptions options_;
};

}  // namespace balalyk
