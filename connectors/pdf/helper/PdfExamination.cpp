#include "connectors/pdf/helper/PdfExamination.h"

#include <cctype>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "connectors/pdf/helper/PdfCodes.h"
#include "connectors/pdf/helper/PdfPlain.h"

#define POINTERHOLDER_TRANSITION 4  // qpdf wants to hear that no old pointers are used
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFExc.hh>
#include <qpdf/QPDFObjectHandle.hh>

namespace balalyk {

namespace {

// What is active: "script", "launch", "attachment", "media" or "change", which is what shows another page.
using Active = std::optional<std::string>;

Active activeAction(const std::string& action) {
  if (action == "/JavaScript") return "script";
  if (action == "/Launch" || action == "/ImportData" || action == "/SubmitForm") return "launch";
  if (action == "/GoToE") return "attachment";
  if (action == "/Rendition" || action == "/Movie" || action == "/Sound" || action == "/RichMediaExecute" ||
      action == "/GoTo3DView")
    return "media";
  if (action == "/Hide" || action == "/SetOCGState" || action == "/ResetForm") return "change";
  return std::nullopt;
}

// Annotations that play or hold something, without any action, and streams that a printer may run.
Active activeSubtype(const std::string& subtype) {
  if (subtype == "/Movie" || subtype == "/Sound" || subtype == "/3D" || subtype == "/RichMedia") return "media";
  if (subtype == "/FileAttachment") return "attachment";
  if (subtype == "/PS") return "script";
  return std::nullopt;
}

std::string nameAt(QPDFObjectHandle dictionary, const char* key) {
  auto value = dictionary.getKey(key);
  return value.isName() ? value.getName() : "";
}

// What a reader follows of itself, when the document or a page is opened or the pointer moves.
bool leadsElsewhere(QPDFObjectHandle action) {
  if (!action.isDictionary()) return false;
  const auto type = nameAt(action, "/S");
  return type == "/URI" || type == "/GoToR" || type == "/Thread";
}

bool leadsElsewhereUnasked(QPDFObjectHandle dictionary) {
  if (leadsElsewhere(dictionary.getKey("/OpenAction"))) return true;
  auto additional = dictionary.getKey("/AA");
  if (!additional.isDictionary()) return false;
  for (auto& [event, action] : additional.getDictAsMap())
    if (leadsElsewhere(action)) return true;
  return false;
}

// A part of the page that is kept elsewhere: nobody knows what it will be.
bool isElsewhere(QPDFObjectHandle stream) {
  return stream.hasKey("/F") || (nameAt(stream, "/Subtype") == "/Form" && stream.hasKey("/Ref"));
}

// Some programs write a tree of embedded files with nothing in it. What it refers to is its own object.
bool isEmptyTree(QPDFObjectHandle tree) {
  if (!tree.isDictionary()) return false;
  auto names = tree.getKey("/Names"), kids = tree.getKey("/Kids");
  return (!names.isArray() || names.getArrayNItems() == 0) && (!kids.isArray() || kids.getArrayNItems() == 0);
}

Active activeDictionary(QPDFObjectHandle dictionary) {
  for (const char* script : {"/JS", "/JavaScript", "/XFA", "/OnInstantiate"})
    if (dictionary.hasKey(script)) return "script";
  if (dictionary.hasKey("/EmbeddedFiles") && !isEmptyTree(dictionary.getKey("/EmbeddedFiles"))) return "attachment";
  if (dictionary.hasKey("/EF")) return "attachment";
  if (dictionary.hasKey("/RichMediaContent")) return "media";
  if (leadsElsewhereUnasked(dictionary)) return "launch";
  if (auto active = activeSubtype(nameAt(dictionary, "/Subtype"))) return active;
  return activeAction(nameAt(dictionary, "/S"));
}

// The first active thing in an object and the direct objects inside it; those it refers to come by themselves.
Active activeObject(const QPDFObjectHandle& object) {
  std::vector<QPDFObjectHandle> open{object};
  while (!open.empty()) {
    auto next = open.back();
    open.pop_back();
    if (next.isStream()) {
      next = next.getDict();
      if (isElsewhere(next)) return "change";
    }
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

// What cannot be read is not known to be harmless: qpdf makes null of it and warns, other readers may correct it.
void requireAllRead(QPDF& pdf) {
  if (pdf.getWarnings().empty()) return;
  for (const auto& [place, entry] : pdf.getXRefTable()) {
    if (entry.getType() != 0 && pdf.getObject(place).isNull()) throw std::runtime_error("an object cannot be read");
  }
}

Active activeAmong(const std::vector<QPDFObjectHandle>& objects) {
  for (const auto& object : objects) {
    if (auto active = activeObject(object)) return active;
  }
  return std::nullopt;
}

// A reader that finds something amiss with the table, be it a reference to nothing, makes a new one of all that looks
// like an object, also inside of a stream. So does qpdf where no table begins. The last catalogue is for a file whose
// own one is packed.
Active activeRebuilt(std::string_view file, QPDF& intact) {
  constexpr std::string_view kBegin = "startxref";
  std::string copy(file);
  for (auto at = copy.find(kBegin); at != std::string::npos; at = copy.find(kBegin, at)) copy[at] = 'S';
  const auto free = std::to_string(intact.getObjectCount() + 1);
  copy += "\n" + free + " 0 obj\n<</Type/Catalog/Pages<</Type/Pages/Kids[]/Count 0>>>>\nendobj\ntrailer\n<</Root " +
          free + " 0 R>>\n";
  QPDF pdf;
  pdf.setSuppressWarnings(true);
  pdf.processMemoryFile("pdf", copy.data(), copy.size());
  return activeAmong(pdf.getAllObjects());
}

bool isSpace(char c) {
  return c == '\0' || c == '\f' || (c >= '\t' && c <= '\r') || c == ' ';
}

bool isDigit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

// «7 0 obj», or the word alone at the beginning of a line, where a comment may be between: where one looks for objects.
bool beginsObject(std::string_view bytes) {
  constexpr std::string_view kWord = "obj";
  for (auto at = bytes.find(kWord); at != std::string_view::npos; at = bytes.find(kWord, at + 1)) {
    auto before = bytes.substr(0, at);
    bool beginsLine = false;
    const auto leave = [&](auto is) {
      const auto had = before.size();
      for (; !before.empty() && is(before.back()); before.remove_suffix(1)) {
        beginsLine |= before.back() == '\n' || before.back() == '\r';
      }
      return before.size() < had;
    };
    leave(isSpace);
    const auto after = at + kWord.size();
    if (beginsLine && (after == bytes.size() || std::isalnum(static_cast<unsigned char>(bytes[after])) == 0))
      return true;
    if (leave(isDigit) && leave(isSpace) && leave(isDigit)) return true;
  }
  return false;
}

// What is inside of a stream or a text may be packed and lead to more: whoever searches there must find nothing.
void requireNothingHidden(const std::vector<QPDFObjectHandle>& objects) {
  auto open = objects;
  while (!open.empty()) {
    auto next = open.back();
    open.pop_back();
    if (next.isString() && beginsObject(next.getStringValue())) throw std::runtime_error("an object in a text");
    if (next.isStream()) {
      const auto raw = next.getRawStreamData();
      if (beginsObject({reinterpret_cast<const char*>(raw->getBuffer()), raw->getSize()}))
        throw std::runtime_error("an object in a stream");
      next = next.getDict();
    }
    if (next.isArray()) {
      for (auto& item : next.getArrayAsVector())
        if (!item.isIndirect()) open.push_back(item);
    } else if (next.isDictionary()) {
      for (auto& [key, value] : next.getDictAsMap())
        if (!value.isIndirect()) open.push_back(value);
    }
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
