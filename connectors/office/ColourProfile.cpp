#include "connectors/office/ColourProfile.h"

#include <libdeflate.h>

#include <cstdlib>
#include <memory>

#include "connectors/office/PdfTable.h"
#include "pipeline/Error.h"

namespace balalyk {

namespace {

constexpr std::size_t kHeader = 128, kDate = 24, kLargest = 1 << 20;  // ICC.1, 7.2

[[noreturn]] void refuse() {
  throw StageError(Disposition::retry, {"officeFailed", {{"detail", "colour profile"}}});
}

struct Free {
  void operator()(libdeflate_compressor* one) const { libdeflate_free_compressor(one); }
  void operator()(libdeflate_decompressor* one) const { libdeflate_free_decompressor(one); }
};

std::string inflated(std::string_view data) {
  const std::unique_ptr<libdeflate_decompressor, Free> decompressor(libdeflate_alloc_decompressor());
  std::string out;
  for (std::size_t room = 4096; decompressor && room <= kLargest; room *= 4) {
    out.resize(room);
    std::size_t size = 0;
    const auto result =
        libdeflate_zlib_decompress(decompressor.get(), data.data(), data.size(), out.data(), out.size(), &size);
    if (result == LIBDEFLATE_INSUFFICIENT_SPACE) continue;
    if (result != LIBDEFLATE_SUCCESS) break;
    out.resize(size);
    return out;
  }
  refuse();
}

std::string deflated(const std::string& data) {
  constexpr int kStored = 0;  // its curves hardly pack: a third of a kilobyte is not worth the time
  const std::unique_ptr<libdeflate_compressor, Free> compressor(libdeflate_alloc_compressor(kStored));
  if (!compressor) refuse();
  std::string out(libdeflate_zlib_compress_bound(compressor.get(), data.size()), '\0');
  out.resize(libdeflate_zlib_compress(compressor.get(), data.data(), data.size(), out.data(), out.size()));
  return out;
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

// The number of the object that `key` refers to.
int reference(std::string_view text, std::string_view key) {
  const auto at = text.find(key);
  if (at == std::string_view::npos) refuse();
  return std::atoi(std::string(text.substr(at + key.size(), 12)).c_str());
}

}  // namespace

std::string dateColourProfile(std::string pdf, std::chrono::sys_seconds created) {
  constexpr std::string_view kStream = "stream\n", kEnd = "\nendstream";
  const auto intent = pdf.rfind("/Type/OutputIntent");
  if (intent == std::string::npos) refuse();
  const int number = reference(std::string_view(pdf).substr(intent), "/DestOutputProfile ");
  PdfTable table(std::move(pdf));
  const std::string object(table.object(number));
  const auto begin = object.find(kStream) + kStream.size();
  const auto end = object.rfind(kEnd);
  if (object.find(kStream) == std::string::npos || end == std::string::npos || end < begin) refuse();
  const std::string head = object.substr(0, begin);
  const int length = reference(head, "/Length ");
  if (head.find("/Length " + std::to_string(length) + " 0 R") == std::string::npos) refuse();
  std::string profile = inflated(std::string_view(object).substr(begin, end - begin));
  setDate(profile, created);
  const auto data = deflated(profile);
  table.replace(number, head + data + object.substr(end));
  table.replace(length, std::to_string(length) + " 0 obj\n" + std::to_string(data.size()) + "\nendobj");
  return std::move(table).take();
}

}  // namespace balalyk
