#include "connectors/office/ColourProfile.h"

#include <zlib.h>

#include <cstdlib>

#include "connectors/office/PdfTable.h"
#include "pipeline/Error.h"

namespace balalyk {

namespace {

constexpr std::size_t kHeader = 128, kDate = 24, kLargest = 1 << 20;  // ICC.1, 7.2

[[noreturn]] void refuse() {
  throw StageError(Disposition::retry, {"officeFailed", {{"detail", "colour profile"}}});
}

std::string inflated(std::string_view data) {
  std::string out(kLargest, '\0');
  uLongf size = out.size();
  const auto* bytes = reinterpret_cast<const Bytef*>(data.data());
  if (uncompress(reinterpret_cast<Bytef*>(out.data()), &size, bytes, data.size()) != Z_OK) refuse();
  out.resize(size);
  return out;
}

std::string deflated(const std::string& data) {
  uLongf size = compressBound(data.size());
  std::string out(size, '\0');
  const auto* bytes = reinterpret_cast<const Bytef*>(data.data());
  if (compress2(reinterpret_cast<Bytef*>(out.data()), &size, bytes, data.size(), Z_BEST_SPEED) != Z_OK) refuse();
  out.resize(size);
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
