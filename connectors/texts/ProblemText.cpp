#include "connectors/texts/ProblemText.h"

#include <new>
#include <regex>

#include "connectors/texts/Messages.h"
#include "connectors/texts/ProgramProblemText.h"
#include "signing/SigningError.h"

namespace balalyk {
namespace {

// Parameters whose values are words of a vocabulary in the catalogue, and where that has them.
struct Vocabulary {
  const char* param;
  const char* before;
  const char* after = "";
};
constexpr Vocabulary kVocabularies[] = {
    {"kind", "kind."},         {"state", "state."},
    {"stage", "stage."},       {"field", "field."},
    {"found", "found."},       {"settingType", "settingType."},
    {"failure", "failure."},   {"part", "part."},
    {"check", "check."},       {"reason", "problem.", ".what"},
    {"role", "role."},         {"fault", "identityFault."},
    {"provider", "provider."},
};

Messages::Params inWords(const Messages& messages, const std::map<std::string, std::string>& params) {
  Messages::Params words = params;
  auto inner = params;  // what the sentence about a reason calls reason
  if (const auto cause = params.find("cause"); cause != params.end()) inner["reason"] = cause->second;
  for (const auto& vocabulary : kVocabularies) {
    const auto param = words.find(vocabulary.param);
    if (param == words.end()) continue;
    const std::string key = vocabulary.before + param->second + vocabulary.after;
    if (messages.has(key)) param->second = messages.text(key, inner);
  }
  return words;
}

// A reason that is a sentence, at the end of another.
std::string onceEnded(std::string text) {
  for (auto at = text.find(".."); at != std::string::npos; at = text.find("..", at + 1)) {
    const bool ends = at + 2 == text.size() || text[at + 2] == ' ' || text[at + 2] == '\n';
    if (ends && (at == 0 || (text[at - 1] != '.' && text[at - 1] != '/' && text[at - 1] != ' '))) text.erase(at, 1);
  }
  return text;
}

}  // namespace

ProblemText describe(const Messages& messages, const Problem& problem) {
  const std::string key = "problem." + problem.code;
  if (!messages.has(key + ".what")) return {messages.text("problem.unknown", {{"code", toString(problem)}}), "", ""};
  const auto params = inWords(messages, problem.params);
  return {onceEnded(messages.text(key + ".what", params)), onceEnded(messages.text(key + ".why", params)),
          onceEnded(messages.text(key + ".remedy", params))};
}

ProblemText describeOnPage(const Messages& messages, const Problem& problem) {
  // `balalyk find`, --bundle, keys.ring
  static const std::regex kOperators(R"(`|\bbalalyk [a-z]|--[a-z]|\b[a-z]+\.[a-zA-Z]{3,}|\w/\w+/\w)");
  auto text = describe(messages, problem);
  const auto key = "problem." + problem.code + ".remedy.page";
  if (messages.has(key))
    text.remedy = messages.text(key, inWords(messages, problem.params));
  else if (std::regex_search(text.remedy, kOperators))
    text.remedy = messages.text("portal.problem.operator");
  if (std::regex_search(text.why, kOperators)) text.why.clear();
  return text;
}

ProblemText describeForProgram(const Messages& messages, const Problem& problem) {
  auto text = describeOnPage(messages, problem);
  const auto params = inWords(messages, problem.params);
  const auto replace = [&](const char* part, std::string& words) {
    const auto key = "problem." + problem.code + part + ".program";
    if (messages.has(key)) words = onceEnded(messages.text(key, params));
  };
  replace(".what", text.what);
  replace(".why", text.why);
  replace(".remedy", text.remedy);
  return text;
}

std::string whatThen(const Messages& messages, Disposition disposition, const std::string& documentId) {
  switch (disposition) {
    case Disposition::retry:
    case Disposition::wait:
      return messages.text("then.triedAgain");
    case Disposition::quarantined:
      return messages.text("then.setAside", {{"id", documentId}});
    case Disposition::returned:
    case Disposition::withdrawn:
    case Disposition::sent:
      break;
  }
  return {};
}

std::string writeProblem(const Messages& messages, const Problem& problem) {
  const auto text = describe(messages, problem);
  std::string lines = text.what;
  if (!text.why.empty()) lines += "\n  " + messages.text("problem.why", {{"text", text.why}});
  if (!text.remedy.empty()) lines += "\n  " + messages.text("problem.remedy", {{"text", text.remedy}});
  return lines;
}

Problem problemOf(const std::exception& error) {
  if (const auto* own = dynamic_cast<const Error*>(&error)) return own->problem();
  if (const auto* signing = dynamic_cast<const signing::SigningError*>(&error))
    return {signing->code(), signing->params()};
  if (dynamic_cast<const std::bad_alloc*>(&error)) return {"memoryExhausted", {}};
  return {"unexpected", {{"detail", error.what()}}};
}

}  // namespace balalyk
