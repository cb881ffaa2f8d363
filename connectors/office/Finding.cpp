#include "connectors/office/Finding.h"

#include <algorithm>

#include "connectors/office/checker/Protocol.h"

namespace balalyk::checker {

namespace {

constexpr std::uint64_t kMostPages = 1'000'000;

// Names that soffice alone has told are none: the values' own names may stand in a log.
bool asksFor(const PdfExpectation& expected, const std::string& name) {
  if (expected.shownFields.contains(name) && expected.values.fields.contains(name)) return true;
  for (const auto& [list, rows] : expected.values.lists) {
    const auto shown = expected.shownColumns.find(list);
    if (shown == expected.shownColumns.end() || !name.starts_with(list + ".")) continue;
    const auto column = name.substr(list.size() + 1);
    const auto has = [&](const FieldValues::Row& row) { return row.contains(column); };
    if (shown->second.contains(column) && std::any_of(rows.begin(), rows.end(), has)) return true;
  }
  return false;
}

bool canBe(const Problem& problem, const PdfExpectation& expected) {
  if (problem.code == "pdfUnreadable") return problem.params.empty();
  if (problem.params.size() != 1) return false;
  const auto& [name, value] = *problem.params.begin();
  if (problem.code == "valueMissingInPdf") return name == "field" && asksFor(expected, value);
  const bool aboutFont = problem.code == "fontForeignInPdf" || problem.code == "fontNotEmbedded";
  return aboutFont && name == "font" && filler::isPlain(value);
}

}  // namespace

PdfCheck decodeFinding(std::string_view body, const PdfExpectation& expected) {
  filler::Reader in(body);
  const auto pages = in.number(4), count = in.number(4);
  if (pages > kMostPages || count > kMostProblems) throw filler::Malformed("not a finding");
  PdfCheck finding;
  finding.pages = static_cast<int>(pages);
  for (std::uint64_t i = 0; i < count; ++i) {
    auto& problem = finding.problems.emplace_back();
    in.get(problem.code);
    in.get(problem.params);
    if (!canBe(problem, expected)) throw filler::Malformed("not a problem");
  }
  if (!in.done() || (finding.problems.empty() && finding.pages == 0)) throw filler::Malformed("not a finding");
  return finding;
}

}  // namespace balalyk::checker
