#include "connectors/pdf/helper/PdfHidden.h"

#include <cctype>
#include <stdexcept>
#include <string>

#define POINTERHOLDER_TRANSITION 4  // qpdf wants to hear that no old pointers are used
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>

namespace balalyk {

namespace {

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

}  // namespace

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

}  // namespace balalyk
