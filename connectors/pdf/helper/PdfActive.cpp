#include "connectors/pdf/helper/PdfActive.h"

#define POINTERHOLDER_TRANSITION 4  // qpdf wants to hear that no old pointers are used
#include <qpdf/QPDFObjectHandle.hh>

namespace balalyk {

namespace {

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

}  // namespace

Active activeAmong(const std::vector<QPDFObjectHandle>& objects) {
  for (const auto& object : objects) {
    if (auto active = activeObject(object)) return active;
  }
  return std::nullopt;
}

}  // namespace balalyk
