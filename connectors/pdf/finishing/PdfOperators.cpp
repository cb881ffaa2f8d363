#include "connectors/pdf/finishing/PdfOperators.h"

#include <unordered_map>

#include "pipeline/Error.h"

namespace balalyk {

PdfRole pdfRole(std::string_view name) {
  using enum PdfRole;
  static const std::unordered_map<std::string_view, PdfRole> kRoles{
      {"w", adjusts},     {"J", adjusts},    {"j", adjusts},    {"M", adjusts},     {"d", adjusts},
      {"ri", adjusts},    {"i", adjusts},    {"gs", adjusts},   {"cm", adjusts},    {"CS", adjusts},
      {"cs", adjusts},    {"SC", adjusts},   {"SCN", adjusts},  {"sc", adjusts},    {"scn", adjusts},
      {"G", adjusts},     {"g", adjusts},    {"RG", adjusts},   {"rg", adjusts},    {"K", adjusts},
      {"k", adjusts},     {"Tc", adjusts},   {"Tw", adjusts},   {"Tz", adjusts},    {"TL", adjusts},
      {"Tf", adjusts},    {"Tr", adjusts},   {"Ts", adjusts},   {"Td", adjusts},    {"TD", adjusts},
      {"Tm", adjusts},    {"T*", adjusts},   {"m", constructs}, {"l", constructs},  {"c", constructs},
      {"v", constructs},  {"y", constructs}, {"h", constructs}, {"re", constructs}, {"W", constructs},
      {"W*", constructs}, {"n", abandons},   {"S", draws},      {"s", draws},       {"f", draws},
      {"F", draws},       {"f*", draws},     {"B", draws},      {"B*", draws},      {"b", draws},
      {"b*", draws},      {"sh", draws},     {"Tj", speaks},    {"TJ", speaks},     {"'", speaks},
      {"\"", speaks},     {"Do", speaks},    {"BI", speaks},    {"MP", speaks},     {"DP", speaks},
      {"q", brackets},    {"Q", brackets},   {"BT", brackets},  {"ET", brackets},   {"BX", brackets},
      {"EX", brackets},   {"BMC", begins},   {"BDC", begins},   {"EMC", ends}};
  const auto found = kRoles.find(name);
  if (found == kRoles.end()) {
    throw StageError(Disposition::retry, {"officeFailed", {{"detail", "PDF page"}}});
  }
  return found->second;
}

}  // namespace balalyk
