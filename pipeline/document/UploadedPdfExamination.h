#pragma once

#include <cstdint>
#include <string_view>

namespace balalyk {

enum class UploadedPdfVerdict : std::uint8_t { fine, damaged, encrypted, script, launch, attachment, media };

struct UploadedPdfFinding {
  UploadedPdfVerdict verdict = UploadedPdfVerdict::damaged;
  std::int32_t pages = 0;
};

// Reads hostile input in this very process; checkUploadedPdf() does so in one that may die of it.
UploadedPdfFinding examineUploadedPdf(std::string_view file);

}  // namespace balalyk
