#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "connectors/office/filler/Protocol.h"
#include "pipeline/document/PdfCheck.h"

// What the pool and the checker say to each other, in the frames of the filler's protocol: the checker an empty finding
// when it is ready, then for each question a finding. Both sides come from one build.
namespace balalyk::checker {

inline constexpr std::size_t kMaxFinding = 1u << 20;  // of its frame
inline constexpr std::size_t kMostProblems = 100;     // more are left out: one is enough to set a document aside

// A question as it arrives.
struct Question {
  std::string pdf;
  FieldValues values;  // without images
  std::set<std::string> shownFields;
  std::map<std::string, std::set<std::string>> shownColumns;
  std::set<std::string> fonts;
};

inline std::string encode(std::string_view pdf, const PdfExpectation& expected) {
  filler::Writer out;
  out.put(pdf);
  out.put(expected.values.fields);
  out.put(expected.values.lists);
  out.put(expected.shownFields);
  out.put(expected.shownColumns);
  out.put(expected.fonts);
  return std::move(out).frame();
}

inline Question decodeQuestion(std::string_view body) {
  filler::Reader in(body);
  Question question;
  in.get(question.pdf);
  in.get(question.values.fields);
  in.get(question.values.lists);
  in.get(question.shownFields);
  in.get(question.shownColumns);
  in.get(question.fonts);
  if (!in.done()) throw filler::Malformed("frame too long");
  return question;
}

// A font's name comes out of the PDF and may be anything.
inline std::string plain(std::string name) {
  name.resize(std::min(name.size(), filler::kMaxName));
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c >= 0x7F; }, '?');
  return name;
}

inline std::string encode(const PdfCheck& finding) {
  const auto count = std::min(finding.problems.size(), kMostProblems);
  filler::Writer out;
  out.number(static_cast<std::uint32_t>(finding.pages), 4);
  out.number(count, 4);
  for (std::size_t i = 0; i < count; ++i) {
    auto problem = finding.problems[i];
    if (const auto font = problem.params.find("font"); font != problem.params.end()) font->second = plain(font->second);
    out.put(problem.code);
    out.put(problem.params);
  }
  return std::move(out).frame();
}

}  // namespace balalyk::checker
