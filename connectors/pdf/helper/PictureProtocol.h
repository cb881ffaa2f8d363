#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/process/Frames.h"
#include "pipeline/ports/PdfService.h"

// What the program and the helper say to each other about pictures of pages: beside Protocol.h, whose first byte, the
// task, says which of both a question is of.
namespace balalyk::pictures {

inline constexpr std::uint8_t kPictureTask = 4;
inline constexpr std::size_t kMostBytes = 64u << 20;  // of all pictures of an answer
inline constexpr std::string_view kPng = "\x89PNG\r\n\x1A\n";

struct Question {
  std::string pdf;
  PageImages wanted;
};

inline std::string encodeQuestion(std::string_view pdf, const PageImages& wanted) {
  frames::Writer out;
  out.number(kPictureTask, 1);
  out.put(pdf);
  for (const int number : {wanted.dotsPerInch, wanted.first, wanted.most}) {
    out.number(static_cast<std::uint32_t>(number), 4);
  }
  return std::move(out).frame();
}

inline bool isQuestion(std::string_view body) {
  return !body.empty() && static_cast<std::uint8_t>(body.front()) == kPictureTask;
}

inline Question decodeQuestion(std::string_view body) {
  frames::Reader in(body);
  Question question;
  in.number(1);
  in.get(question.pdf);
  for (int* number : {&question.wanted.dotsPerInch, &question.wanted.first, &question.wanted.most}) {
    *number = static_cast<int>(in.number(4));
  }
  if (!in.done()) throw frames::Malformed("frame too long");
  return question;
}

inline std::string encodePictures(const std::vector<std::string>& pictures) {
  frames::Writer out;
  out.put(pictures);
  return std::move(out).frame();
}

// Throws Malformed for what is not at most so many pictures.
inline std::vector<std::string> decodePictures(std::string_view body, const PageImages& wanted) {
  frames::Reader in(body);
  std::vector<std::string> pictures;
  const auto count = in.number(4);
  if (count > static_cast<std::uint64_t>(wanted.most)) throw frames::Malformed("more pictures than were asked for");
  for (std::uint64_t i = 0; i < count; ++i) {
    in.get(pictures.emplace_back());
    if (!pictures.back().starts_with(kPng)) throw frames::Malformed("not a picture");
  }
  if (!in.done()) throw frames::Malformed("frame too long");
  return pictures;
}

}  // namespace balalyk::pictures
