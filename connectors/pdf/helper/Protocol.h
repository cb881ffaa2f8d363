#pragma once

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>

#include "connectors/pdf/helper/PdfCheck.h"
#include "connectors/process/Frames.h"

// What the program and the helper that reads PDFs say to each other. The helper says when it is ready (an answer
// without anything), then answers each question. Both sides come from one build.
namespace balalyk::pdfhelper {

using frames::Malformed, frames::Reader, frames::Writer;

inline constexpr std::size_t kMaxFinding = 1u << 20;  // of its frame
inline constexpr std::size_t kMostProblems = 100;     // more are left out: one is enough to set a document aside

enum class Task : std::uint8_t {
  finish = 1,   // of a PDF that soffice made: stamp it, then check it as checkFilledPdf and examineMadePdf do
  examine = 2,  // an uploaded one
};

struct Question {
  Task task = Task::examine;
  std::string pdf;
  // finish
  std::string document;
  std::int64_t created = 0;  // seconds since 1970
  FieldValues values;        // without images
  std::set<std::string> shownFields;
  std::map<std::string, std::set<std::string>> shownColumns;
  std::map<std::string, std::string> codes;
  std::set<std::string> fonts;
};

struct Answer {
  std::string pdf;      // finish: as it is to be kept; empty when it was refused
  std::string refused;  // finish: what it lacks
  PdfFinding finding;
};

inline std::string encodeExamine(std::string_view pdf) {
  Writer out;
  out.number(static_cast<std::uint8_t>(Task::examine), 1);
  out.put(pdf);
  return std::move(out).frame();
}

inline std::string encodeFinish(std::string_view pdf, const std::string& document, std::chrono::sys_seconds created,
                                const PdfExpectation& expected) {
  Writer out;
  out.number(static_cast<std::uint8_t>(Task::finish), 1);
  out.put(pdf);
  out.put(document);
  out.number(static_cast<std::uint64_t>(created.time_since_epoch().count()), 8);
  out.put(expected.values.fields);
  out.put(expected.values.lists);
  out.put(expected.shownFields);
  out.put(expected.shownColumns);
  out.put(expected.codes);
  out.put(expected.fonts);
  return std::move(out).frame();
}

inline Question decodeQuestion(std::string_view body) {
  Reader in(body);
  Question question;
  question.task = static_cast<Task>(in.number(1));
  in.get(question.pdf);
  if (question.task == Task::finish) {
    in.get(question.document);
    question.created = static_cast<std::int64_t>(in.number(8));
    in.get(question.values.fields);
    in.get(question.values.lists);
    in.get(question.shownFields);
    in.get(question.shownColumns);
    in.get(question.codes);
    in.get(question.fonts);
  }
  if (!in.done()) throw Malformed("frame too long");
  return question;
}

// A font's name comes out of the PDF and may be anything.
inline std::string plain(std::string name) {
  name.resize(std::min(name.size(), frames::kMaxName));
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c >= 0x7F; }, '?');
  return name;
}

inline std::string encode(const Answer& answer) {
  const auto& problems = answer.finding.problems;
  const auto count = std::min(problems.size(), kMostProblems);
  Writer out;
  out.put(answer.pdf);
  out.put(plain(answer.refused));
  out.number(static_cast<std::uint32_t>(answer.finding.pages), 4);
  out.number(count, 4);
  for (std::size_t i = 0; i < count; ++i) {
    auto problem = problems[i];
    if (const auto font = problem.params.find("font"); font != problem.params.end()) font->second = plain(font->second);
    out.put(problem.code);
    out.put(problem.params);
  }
  return std::move(out).frame();
}

}  // namespace balalyk::pdfhelper
