// Pages as soffice writes them: content streams, and whole PDFs with a table. What is understood gains our marks and
// nothing else, and has nothing left to mark.
#include <cstddef>
#include <string>
#include <string_view>

#include "connectors/office/PdfArtifacts.h"
#include "pipeline/Error.h"

using namespace balalyk;

namespace {

// Without the marks at the places where one of them stands in `marked` and not in `content`.
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
  try {
    marked = withArtifacts(content);
  } catch (const StageError&) {
    return;
  }
  if (!differsByMarksOnly(content, marked)) __builtin_trap();
  if (withArtifacts(marked) != marked) __builtin_trap();
}

void tryPdf(std::string_view pdf) {
  try {
    PdfTable table{std::string(pdf)};
    markArtifacts(table);
    static_cast<void>(std::move(table).take());
  } catch (const StageError&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  tryContent(input);
  tryPdf(input);
  return 0;
}
