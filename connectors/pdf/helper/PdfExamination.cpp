#include "connectors/pdf/helper/PdfExamination.h"

#include <optional>
#include <string>
#include <vector>

#define POINTERHOLDER_TRANSITION 4  // qpdf wants to hear that no old pointers are used
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFExc.hh>
#include <qpdf/QPDFObjectHandle.hh>

namespace balalyk {

namespace {

// What is active: "script", "launch", "attachment" or "media".
using Active = std::optional<std::string>;

Active activeAction(const std::string& action) {
  if (action == "/JavaScript") return "script";
  if (action == "/Launch" || action == "/ImportData" || action == "/SubmitForm") return "launch";
  if (action == "/GoToE") return "attachment";
  if (action == "/Rendition" || action == "/Movie" || action == "/Sound" || action == "/RichMediaExecute") return "media";
  return std::nullopt;
}

// Some programs write a tree of embedded files with nothing in it. What it refers to is its own object.
bool isEmptyTree(QPDFObjectHandle tree) {
  if (!tree.isDictionary()) return false;
  auto names = tree.getKey("/Names"), kids = tree.getKey("/Kids");
  return (!names.isArray() || names.getArrayNItems() == 0) && (!kids.isArray() || kids.getArrayNItems() == 0);
}

Active activeDictionary(QPDFObjectHandle dictionary) {
  if (dictionary.hasKey("/JS") || dictionary.hasKey("/JavaScript") || dictionary.hasKey("/XFA")) return "script";
  if (dictionary.hasKey("/EmbeddedFiles") && !isEmptyTree(dictionary.getKey("/EmbeddedFiles"))) return "attachment";
  if (dictionary.hasKey("/EF")) return "attachment";
  if (dictionary.hasKey("/RichMediaContent")) return "media";
  auto action = dictionary.getKey("/S");
  return action.isName() ? activeAction(action.getName()) : std::nullopt;
}

// The first active thing in an object and the direct objects inside it; those it refers to come by themselves.
Active activeObject(const QPDFObjectHandle& object) {
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
      if (auto active = activeDictionary(next)) return active;
      for (auto& [key, value] : next.getDictAsMap()) {
        if (!value.isIndirect()) open.push_back(value);
      }
    }
  }
  return std::nullopt;
}

Active activeIn(QPDF& pdf) {
  for (const auto& object : pdf.getAllObjects()) {
    if (auto active = activeObject(object)) return active;
  }
  return std::nullopt;
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
    if (auto active = activeIn(pdf)) finding.problems.push_back({"uploadActive", {{"what", *active}}});
    if (finding.pages == 0) return only({"uploadDamaged", {}});
    return finding;
  } catch (const QPDFExc& e) {
    return only({e.getErrorCode() == qpdf_e_password ? "uploadEncrypted" : "uploadDamaged", {}});
  } catch (const std::exception&) {
    return only({"uploadDamaged", {}});
  }
}

PdfFinding examineMadePdf(std::string_view file) {
  try {
    QPDF pdf;
    open(pdf, file);
    if (pdf.isEncrypted()) return only({"pdfUnreadable", {}});
    const auto active = activeIn(pdf);
    return active ? only({"pdfActive", {{"what", *active}}}) : PdfFinding{};
  } catch (const std::exception&) {
    return only({"pdfUnreadable", {}});
  }
}

}  // namespace balalyk
