#include "jobs/commands/Words.h"

#include "jobs/commands/Command.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/ports/Accounts.h"

namespace balalyk {
namespace {

template <typename Value>
Value oneOf(const std::vector<Value>& values, const std::string& word, const char* code) {
  std::string choices;
  for (const auto value : values) {
    if (word == toString(value)) return value;
    choices += (choices.empty() ? "" : ", ") + std::string(toString(value));
  }
  throw UsageError(code, {{"word", word}, {"choices", choices}});
}

}  // namespace

std::vector<std::string> roleWords() {
  std::vector<std::string> words;
  for (const auto role : allRoles()) words.push_back(toString(role));
  return words;
}

Kind kindWord(const std::string& word) {
  return oneOf(allKinds(), word, "kindWrong");
}

State stateWord(const std::string& word) {
  return oneOf(allStates(), word, "stateWrong");
}

Date dateWord(const std::string& word, const std::string& option) {
  const auto date = dateFromIso(word);
  if (!date) throw UsageError("dateWrong", {{"option", option}});
  return *date;
}

std::vector<Kind> kindWords(const std::vector<std::string>& words) {
  std::vector<Kind> kinds;
  for (const auto& word : words) kinds.push_back(kindWord(word));
  return kinds;
}

}  // namespace balalyk
