#include "connectors/pdf/HelperAnswer.h"

#include <algorithm>
#include <array>

namespace balalyk::pdfhelper {

namespace {

constexpr std::uint64_t kMostPages = 1'000'000;

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

bool saysWhatIsActive(const Problem& problem) {
  const auto what = problem.params.find("what");
  return problem.params.size() == 1 && what != problem.params.end() &&
         isOneOf(what->second, {"script", "launch", "attachment", "media", "change"});
}

bool canBeOfUpload(const Problem& problem) {
  if (problem.code == "uploadActive") return saysWhatIsActive(problem);
  return problem.params.empty() &&
         isOneOf(problem.code, {"uploadNotPdf", "uploadDamaged", "uploadEncrypted", "uploadRestricted"});
}

// Names that soffice alone has reported are none: the values' own names may be in a log.
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

bool canBeOfMade(const Problem& problem, const PdfExpectation& expected) {
  if (problem.code == "pdfUnreadable") return problem.params.empty();
  if (problem.params.size() != 1) return false;
  if (problem.code == "pdfActive") return saysWhatIsActive(problem);
  const auto& [name, value] = *problem.params.begin();
  if (problem.code == "valueMissingInPdf") return name == "field" && asksFor(expected, value);
  if (problem.code == "codeMissingInPdf") return name == "image" && expected.codes.contains(value);
  const bool aboutFont = problem.code == "fontForeignInPdf" || problem.code == "fontNotEmbedded";
  return aboutFont && name == "font" && frames::isPlain(value);
}

template <class CanBe>
Answer decode(std::string_view body, CanBe canBe) {
  Reader in(body);
  Answer answer;
  in.get(answer.pdf);
  in.get(answer.refused);
  const auto pages = in.number(4), count = in.number(4);
  if (in.left() > kMaxFinding || pages > kMostPages || count > kMostProblems || !frames::isPlain(answer.refused)) {
    throw Malformed("not a finding");
  }
  answer.finding.pages = static_cast<int>(pages);
  for (std::uint64_t i = 0; i < count; ++i) {
    auto& problem = answer.finding.problems.emplace_back();
    in.get(problem.code);
    in.get(problem.params);
    if (!canBe(problem)) throw Malformed("not a problem");
  }
  if (!in.done()) throw Malformed("frame too long");
  return answer;
}

}  // namespace

Answer decodeFinished(std::string_view body, const PdfExpectation& expected) {
  auto answer = decode(body, [&](const Problem& problem) { return canBeOfMade(problem, expected); });
  const bool whole = answer.refused.empty() != answer.pdf.empty();
  if (!whole) throw Malformed("neither a PDF nor what it lacks");
  if (answer.refused.empty() && answer.finding.problems.empty() && answer.finding.pages == 0) {
    throw Malformed("a PDF without pages");
  }
  return answer;
}

PdfFinding decodeExamined(std::string_view body) {
  auto answer = decode(body, canBeOfUpload);
  if (!answer.pdf.empty() || !answer.refused.empty()) throw Malformed("not an examination");
  if (answer.finding.problems.empty() && answer.finding.pages == 0) throw Malformed("a PDF without pages");
  return std::move(answer.finding);
}

}  // namespace balalyk::pdfhelper
