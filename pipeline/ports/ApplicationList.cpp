#include "pipeline/ports/ApplicationList.h"

#include <array>

namespace balalyk {

namespace {

template <class Word, std::size_t n>
std::optional<Word> found(const std::array<Word, n>& all, const std::string& text) {
  for (const auto word : all)
    if (text == toString(word)) return word;
  return std::nullopt;
}

}  // namespace

const char* toString(Decision decision) {
  return decision == Decision::approved ? "approved" : "rejected";
}

std::optional<Decision> decisionFrom(const std::string& word) {
  return found(std::array{Decision::approved, Decision::rejected}, word);
}

const char* toString(ApplicationState state) {
  switch (state) {
    case ApplicationState::waiting:
      return "waiting";
    case ApplicationState::approved:
      return "approved";
    case ApplicationState::rejected:
      break;
  }
  return "rejected";
}

std::optional<ApplicationState> applicationStateFrom(const std::string& word) {
  using enum ApplicationState;
  return found(std::array{waiting, approved, rejected}, word);
}

const char* toString(ApplicationOrder order) {
  return order == ApplicationOrder::attention ? "attention" : "name";
}

std::optional<ApplicationOrder> applicationOrderFrom(const std::string& word) {
  return found(std::array{ApplicationOrder::attention, ApplicationOrder::name}, word);
}

}  // namespace balalyk
