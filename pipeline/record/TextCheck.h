#pragma once

#include <map>
#include <string>
#include <vector>

#include "pipeline/document/Document.h"
#include "pipeline/record/RecordTypes.h"

namespace balalyk {

// Where a text is: {"field", "child.surname"} and, of a member or a holder, its id.
using Place = std::map<std::string, std::string>;

enum class Need { optional, required };

// Normalises the texts of one record in place and collects what is wrong with them. Codes: RecordCheck.h.
class TextCheck {
 public:
  explicit TextCheck(ProtocolLanguages languages) : languages_(languages) {}

  // An unseen mark in a name is a problem, not a flag: it may hide that two names differ.
  void name(PersonName& name, const Place& place);
  // A part of a document: stripped of unseen marks.
  void line(std::string& text, const Place& place, Need need, std::size_t letters = kLineLetters);
  void lines(std::string& text, const Place& place);
  void localized(LocalizedText& text, const Place& place, Need need);
  // Nothing is invented about what a commission may grant: nothing at all, or an amount outside of what is usual, is
  // flagged. Most often som were given for tyiyn, or the other way round.
  static constexpr std::size_t kLineLetters = 1'000;
  static constexpr std::size_t kNumberLetters = 200;  // databases look protocols up by it

  struct Usual {
    Tyiyn least, most;
  };
  static constexpr Usual kPerMonth{100'00, 100'000'00};
  static constexpr Usual kPerDay{1'00, 5'000'00};
  void amount(Tyiyn amount, const Usual& usual, const Place& place);
  // A year that nobody means, such as 205 or 2205.
  void year(Date date, Date today, const Place& place);
  static constexpr std::chrono::year kEarliest{2000};

  // Each once, in the order found.
  void problem(std::string code, Place place = {});
  void flag(std::string code, Place place = {});

  std::vector<Problem> takeProblems() { return std::move(problems_); }
  std::vector<Flag> takeFlags() { return std::move(flags_); }

 private:
  void strip(std::string& text, const Place& place);
  void limit(const std::string& text, std::size_t limit, const Place& place, const char* code = "textTooLong");

  ProtocolLanguages languages_;
  std::vector<Problem> problems_;
  std::vector<Flag> flags_;
};

}  // namespace balalyk
