#include "connectors/pdf/finishing/ColourProfile.h"

#include "connectors/pdf/finishing/PdfStream.h"
#include "pipeline/Error.h"

namespace balalyk {

namespace {

constexpr std::size_t kHeader = 128, kDate = 24, kLargest = 1 << 20;  // ICC.1, 7.2

[[noreturn]] void refuse() {
  throw StageError(Disposition::retry, {"officeFailed", {{"detail", "colour profile"}}});
}

void setDate(std::string& profile, std::chrono::sys_seconds created) {
  if (profile.size() < kHeader || profile.compare(36, 4, "acsp") != 0) refuse();
  const auto day = std::chrono::floor<std::chrono::days>(created);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(created - day);
  const unsigned parts[] = {static_cast<unsigned>(static_cast<int>(date.year())),
                            static_cast<unsigned>(date.month()),
                            static_cast<unsigned>(date.day()),
                            static_cast<unsigned>(time.hours().count()),
                            static_cast<unsigned>(time.minutes().count()),
                            static_cast<unsigned>(time.seconds().count())};
  for (std::size_t i = 0; i < 6; ++i) {
    profile[kDate + 2 * i] = static_cast<char>(parts[i] >> 8);
    profile[kDate + 2 * i + 1] = static_cast<char>(parts[i]);
  }
}

}  // namespace

void dateColourProfile(PdfTable& table, std::chrono::sys_seconds created) {
  const auto intent = table.pdf().rfind("/Type/OutputIntent");
  if (intent == std::string::npos) refuse();
  const int number = pdfReference(std::string_view(table.pdf()).substr(intent), "/DestOutputProfile ");
  auto profile = unpackedStream(table, number, kLargest);
  setDate(profile, created);
  replaceStream(table, number, profile, Packing::none);  // its curves would save a third of a kilobyte
}

}  // namespace balalyk
