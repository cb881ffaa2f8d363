#include "connectors/templates/Measures.h"

#include <charconv>
#include <map>
#include <string_view>

namespace balalyk {
namespace {

struct Measure {
  double number = 0;
  std::string_view unit;
};

std::optional<Measure> parse(std::string_view text) {
  Measure measure;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), measure.number);
  if (error != std::errc()) return std::nullopt;
  measure.unit = text.substr(static_cast<std::size_t>(end - text.data()));
  return measure;
}

}  // namespace

std::optional<double> lengthOf(const std::string& text) {
  static const std::map<std::string_view, double> kPoints{{"pt", 1},         {"in", 72}, {"cm", 72 / 2.54},
                                                          {"mm", 72 / 25.4}, {"pc", 12}, {"px", 0.75}};
  const auto measure = parse(text);
  if (!measure) return std::nullopt;
  const auto unit = kPoints.find(measure->unit);
  if (unit == kPoints.end()) return std::nullopt;
  return measure->number * unit->second;
}

double percentOf(const std::string& text) {
  const auto measure = parse(text);
  return measure && measure->unit == "%" ? measure->number : 100;
}

}  // namespace balalyk
