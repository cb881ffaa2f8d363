// Pages as soffice writes them: content streams, whole PDFs with a table, and the objects of a PDF around a page's
// content, which is packed here, as no mutation packs it. What is understood gains our marks and nothing else, and has
// nothing left to mark.
#include <libdeflate.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>

#include "connectors/pdf/finishing/PdfArtifacts.h"
#include "connectors/pdf/finishing/PdfPages.h"
#include "pipeline/Error.h"

using namespace balalyk;

namespace {

// Without the marks at the places where one of them is in `marked` and not in `content`.
bool differsByMarksOnly(std::string_view content, std::string_view marked) {
  constexpr std::string_view kBegin = "/Artifact BMC\n", kEnd = "\nEMC";
  bool open = false;
  while (!marked.empty()) {
    const auto mark = open ? kEnd : kBegin;
    const auto gained = marked.size() - content.size();
    if (gained > 0 && marked.starts_with(mark) && !content.starts_with(mark)) {
      marked.remove_prefix(mark.size());
      open = !open;
    } else if (!content.empty() && content.front() == marked.front()) {
      content.remove_prefix(1);
      marked.remove_prefix(1);
    } else {
      return false;
    }
  }
  return content.empty() && !open;
}

void tryContent(std::string_view content) {
  std::string marked;
  PdfPictures pictures;
  try {
    marked = withArtifacts(content, &pictures);
  } catch (const StageError&) {
    return;
  }
  if (!differsByMarksOnly(content, marked)) __builtin_trap();
  if (withArtifacts(marked) != marked) __builtin_trap();
  for (const auto& picture : pictures.all()) {
    if (!std::string_view(marked).substr(picture.tag).starts_with(PdfPictures::kTag)) __builtin_trap();
  }
}

// Empty when it is not understood.
std::string tagged(std::string pdf) {
  try {
    PdfTable table{std::move(pdf)};
    tagPages(table);
    return std::move(table).take();
  } catch (const StageError&) {
    return {};
  }
}

std::string packed(std::string_view content) {
  static auto* const compressor = libdeflate_alloc_compressor(0);
  std::string out(libdeflate_zlib_compress_bound(compressor, content.size()), '\0');
  out.resize(libdeflate_zlib_compress(compressor, content.data(), content.size(), out.data(), out.size()));
  return out;
}

// The content is object 1, its length 2, the `objects`, which end in a zero byte each, the next ones; 3 is the
// catalogue.
std::string assembled(std::string_view content, std::string_view objects) {
  std::string pdf, places;
  int number = 0;
  const auto add = [&](std::string_view body) {
    char place[32];
    std::snprintf(place, sizeof place, "%010zu 00000 n \n", pdf.size());
    places += place;
    pdf.append(std::to_string(++number)).append(" 0 obj\n").append(body).append("\nendobj\n\n");
  };
  const auto data = packed(content);
  add("<</Length 2 0 R/Filter/FlateDecode>>\nstream\n" + data + "\nendstream");
  add(std::to_string(data.size()));
  while (!objects.empty()) {
    const auto end = std::min(objects.find('\0'), objects.size());
    add(objects.substr(0, end));
    objects.remove_prefix(std::min(end + 1, objects.size()));
  }
  const auto table = std::to_string(pdf.size());
  return pdf + "xref\n0 " + std::to_string(number + 1) + "\n0000000000 65535 f \n" + places +
         "trailer\n<</Root 3 0 R>>\nstartxref\n" + table + "\n%%EOF\n";
}

void tryObjects(std::string_view input) {
  const auto end = input.find('\0');
  if (end == std::string_view::npos) return;
  const auto once = tagged(assembled(input.substr(0, end), input.substr(end + 1)));
  static_cast<void>(tagged(once));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  tryContent(input);
  static_cast<void>(tagged(std::string(input)));
  tryObjects(input);
  return 0;
}
