#include "pipeline/domain/ProtocolNumber.h"

#include "pipeline/domain/Text.h"

namespace balalyk {

std::string normaliseProtocolNumber(std::string_view number) {
  static constexpr std::string_view kSign = "№";
  std::string line = normaliseLine(number);
  while (line.starts_with(kSign)) line = normaliseLine(std::string_view(line).substr(kSign.size()));
  return line;
}

}  // namespace balalyk
