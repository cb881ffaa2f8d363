#include "pipeline/ports/ArchiveExports.h"

namespace balalyk {

const char* toString(ExportKind kind) {
  return kind == ExportKind::files ? "files" : "package";
}

std::optional<ExportKind> exportKindFrom(const std::string& word) {
  for (const auto kind : {ExportKind::files, ExportKind::package})
    if (word == toString(kind)) return kind;
  return std::nullopt;
}

const char* toString(ExportState state) {
  switch (state) {
    case ExportState::waiting:
      return "waiting";
    case ExportState::ready:
      return "ready";
    case ExportState::failed:
      return "failed";
    case ExportState::removed:
      return "removed";
  }
  return "";
}

}  // namespace balalyk
