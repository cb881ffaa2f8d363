#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/pdf/judging/JudgeWords.h"
#include "connectors/process/Frames.h"

// What the program and the helper say to each other about a container: beside Protocol.h, whose first byte, the task,
// says which of both a question is of.
namespace balalyk::judging {

inline constexpr std::uint8_t kJudgeTask = 3;

struct Question {
  std::string container;
  std::vector<SignatureQuestion> signatures;
};

inline std::string encodeQuestion(std::string_view container, const std::vector<SignatureQuestion>& signatures) {
  frames::Writer out;
  out.number(kJudgeTask, 1);
  out.put(container);
  out.number(signatures.size(), 4);
  for (const auto& signature : signatures) {
    out.put(signature.entry);
    out.put(signature.id);
    out.put(signature.certificate);
    out.number(signature.references.size(), 4);
    for (const auto& reference : signature.references) {
      out.put(reference.uri);
      out.put(reference.file);
    }
  }
  return std::move(out).frame();
}

inline bool isQuestion(std::string_view body) {
  return !body.empty() && static_cast<std::uint8_t>(body.front()) == kJudgeTask;
}

inline Question decodeQuestion(std::string_view body) {
  frames::Reader in(body);
  Question question;
  in.number(1);
  in.get(question.container);
  for (auto count = in.number(4); count > 0; --count) {
    auto& signature = question.signatures.emplace_back();
    in.get(signature.entry);
    in.get(signature.id);
    in.get(signature.certificate);
    for (auto references = in.number(4); references > 0; --references) {
      auto& reference = signature.references.emplace_back();
      in.get(reference.uri);
      in.get(reference.file);
    }
  }
  if (!in.done()) throw frames::Malformed("frame too long");
  return question;
}

inline std::string encodeFindings(const std::vector<Finding>& findings) {
  frames::Writer out;
  for (const auto finding : findings) out.number(static_cast<std::uint8_t>(finding), 1);
  return std::move(out).frame();
}

// One for each signature that was asked about. Throws Malformed.
inline std::vector<Finding> decodeFindings(std::string_view body, std::size_t signatures) {
  if (body.size() != signatures) throw frames::Malformed("not a finding for each signature");
  std::vector<Finding> findings;
  for (const unsigned char finding : body) {
    if (finding >= kFindings) throw frames::Malformed("not a finding");
    findings.push_back(static_cast<Finding>(finding));
  }
  return findings;
}

}  // namespace balalyk::judging
