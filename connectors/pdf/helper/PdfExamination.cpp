#include "connectors/pdf/helper/PdfExamination.h"

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "connectors/pdf/helper/PdfActive.h"
#include "connectors/pdf/helper/PdfCodes.h"
#include "connectors/pdf/helper/PdfHidden.h"
#include "connectors/pdf/helper/PdfPlain.h"

#define POINTERHOLDER_TRANSITION 4  // qpdf wants to hear that no old pointers are used
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFExc.hh>
#include <qpdf/QPDFObjectHandle.hh>

namespace balalyk {

namespace {

// What cannot be read is not known to be harmless: qpdf makes null of it and warns, other readers may correct it.
void requireAllRead(QPDF& pdf) {
  if (pdf.getWarnings().empty()) return;
  for (const auto& [place, entry] : pdf.getXRefTable()) {
    if (entry.getType() != 0 && pdf.getObject(place).isNull()) throw std::runtime_error("an object cannot be read");
  }
}

Active activeIn(QPDF& pdf, std::string_view file) {
  auto objects = pdf.getAllObjects();
  requireAllRead(pdf);
  objects.push_back(pdf.getTrailer());  // the catalogue may lie in it
  if (auto active = activeAmong(objects)) return active;
  auto active = activeRebuilt(file, pdf);
  if (!active) requireNothingHidden(objects);
  return active;
}

void open(QPDF& pdf, std::string_view file) {
  pdf.setSuppressWarnings(true);
  pdf.setAttemptRecovery(false);
  pdf.processMemoryFile("pdf", file.data(), file.size());
}

PdfFinding only(Problem problem) {
  return {.problems = {std::move(problem)}};
}

}  // namespace

PdfFinding examineUploadedPdf(std::string_view file) {
  // The header may be anywhere in the first 1,024 bytes (ISO 32000-1, Annex H).
  if (file.substr(0, 1024).find("%PDF-") == std::string_view::npos) return only({"uploadNotPdf", {}});
  try {
    QPDF pdf;
    open(pdf, file);
    if (pdf.isEncrypted()) return only({"uploadRestricted", {}});
    PdfFinding finding{.pages = static_cast<int>(pdf.getAllPages().size())};
    if (auto active = activeIn(pdf, file)) finding.problems.push_back({"uploadActive", {{"what", *active}}});
    if (finding.pages == 0) return only({"uploadDamaged", {}});
    return finding;
  } catch (const QPDFExc& e) {
    // What is not supported is a way to encrypt: with certificates, for example.
    const bool encrypted = e.getErrorCode() == qpdf_e_password || e.getErrorCode() == qpdf_e_unsupported;
    return only({encrypted ? "uploadEncrypted" : "uploadDamaged", {}});
  } catch (const std::exception&) {
    return only({"uploadDamaged", {}});
  }
}

PdfFinding examineMadePdf(std::string_view file, const std::map<std::string, std::string>& codes) {
  try {
    QPDF pdf;
    open(pdf, file);
    if (pdf.isEncrypted()) return only({"pdfUnreadable", {}});
    // To read all objects takes as long as all else here, and what soffice writes shows by its bytes that none is
    // active.
    const auto active = isPlainlyPassive(file) ? std::nullopt : activeIn(pdf, file);
    if (active) return only({"pdfActive", {{"what", *active}}});
    PdfFinding finding;
    checkCodes(pdf, codes, finding.problems);
    return finding;
  } catch (const std::exception&) {
    return only({"pdfUnreadable", {}});
  }
}

}  // namespace balalyk
