#include "pipeline/document/UploadedPdfExamination.h"

#include <vector>

#define POINTERHOLDER_TRANSITION 4  // qpdf wants to hear that no old pointers are used
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFExc.hh>
#include <qpdf/QPDFObjectHandle.hh>

namespace balalyk {

namespace {

UploadedPdfVerdict actionVerdict(const std::string& action) {
  if (action == "/JavaScript") return UploadedPdfVerdict::script;
  if (action == "/Launch" || action == "/ImportData" || action == "/SubmitForm") return UploadedPdfVerdict::launch;
  if (action == "/GoToE") return UploadedPdfVerdict::attachment;
  if (action == "/Rendition" || action == "/Movie" || action == "/Sound" || action == "/RichMediaExecute") {
    return UploadedPdfVerdict::media;
  }
  return UploadedPdfVerdict::fine;
}

UploadedPdfVerdict dictionaryVerdict(QPDFObjectHandle dictionary) {
  if (dictionary.hasKey("/JS") || dictionary.hasKey("/JavaScript") || dictionary.hasKey("/XFA")) {
    return UploadedPdfVerdict::script;
  }
  if (dictionary.hasKey("/EmbeddedFiles") || dictionary.hasKey("/EF")) return UploadedPdfVerdict::attachment;
  if (dictionary.hasKey("/RichMediaContent")) return UploadedPdfVerdict::media;
  auto action = dictionary.getKey("/S");
  return action.isName() ? actionVerdict(action.getName()) : UploadedPdfVerdict::fine;
}

// The first forbidden thing in an object and the direct objects inside it; those it refers to come by themselves.
UploadedPdfVerdict objectVerdict(const QPDFObjectHandle& object) {
  std::vector<QPDFObjectHandle> open{object};
  while (!open.empty()) {
    auto next = open.back();
    open.pop_back();
    if (next.isStream()) next = next.getDict();
    if (next.isArray()) {
      for (auto& item : next.getArrayAsVector()) {
        if (!item.isIndirect()) open.push_back(item);
      }
    } else if (next.isDictionary()) {
      if (const auto verdict = dictionaryVerdict(next); verdict != UploadedPdfVerdict::fine) return verdict;
      for (auto& [key, value] : next.getDictAsMap()) {
        if (!value.isIndirect()) open.push_back(value);
      }
    }
  }
  return UploadedPdfVerdict::fine;
}

}  // namespace

UploadedPdfFinding examineUploadedPdf(std::string_view file) {
  UploadedPdfFinding finding;
  try {
    QPDF pdf;
    pdf.setSuppressWarnings(true);
    pdf.setAttemptRecovery(false);
    pdf.processMemoryFile("upload", file.data(), file.size());
    if (pdf.isEncrypted()) return {UploadedPdfVerdict::encrypted};
    finding.pages = static_cast<std::int32_t>(pdf.getAllPages().size());
    for (const auto& object : pdf.getAllObjects()) {
      finding.verdict = objectVerdict(object);
      if (finding.verdict != UploadedPdfVerdict::fine) return finding;
    }
    finding.verdict = finding.pages > 0 ? UploadedPdfVerdict::fine : UploadedPdfVerdict::damaged;
  } catch (const QPDFExc& e) {
    finding.verdict = e.getErrorCode() == qpdf_e_password ? UploadedPdfVerdict::encrypted : UploadedPdfVerdict::damaged;
  } catch (const std::exception&) {
    finding.verdict = UploadedPdfVerdict::damaged;
  }
  return finding;
}

}  // namespace balalyk
