#include "pipeline/record/TextCheck.h"

#include <algorithm>

#include "pipeline/domain/Text.h"

namespace balalyk {
namespace {

constexpr std::size_t kNameLimit = 200;
constexpr std::size_t kTextLimit = 50'000;
constexpr Tyiyn kAmountLimit = 100'000'000'000;  // a thousand million som: beyond doubt a mistake, and sums stay exact

Place part(const Place& place, const char* name) {
  Place result = place;
  result["field"] += std::string(".") + name;
  return result;
}

void addOnce(std::vector<Problem>& list, Problem problem) {
  if (std::find(list.begin(), list.end(), problem) == list.end()) list.push_back(std::move(problem));
}

}  // namespace

void TextCheck::problem(std::string code, Place place) {
  addOnce(problems_, Problem{std::move(code), std::move(place)});
}

void TextCheck::flag(std::string code, Place place) {
  addOnce(flags_, Flag{std::move(code), std::move(place)});
}

void TextCheck::limit(const std::string& text, std::size_t limit, const Place& place, const char* code) {
  if (text.size() <= limit || length(text) <= limit) return;  // no more code points than bytes
  Place reported = place;
  reported["limit"] = std::to_string(limit);
  problem(code, std::move(reported));
}

void TextCheck::strip(std::string& text, const Place& place) {
  if (hasInvisibleMarks(text)) {
    text = withoutInvisibleMarks(text);
    flag("marksStripped", place);
  }
  if (hasUnreadableCharacters(text)) problem("textHasForbiddenCharacters", place);
}

void TextCheck::name(PersonName& name, const Place& place) {
  const auto check = [&](std::string& text, const Place& where) {
    if (hasInvisibleMarks(text) || hasUnreadableCharacters(text)) problem("nameHasForbiddenCharacters", where);
    text = normaliseLine(text);
    if (!hasLetters(text)) text.clear();  // a dash typed for «none»
    if (latinInsideCyrillic(text)) flag("latinInsideCyrillic", where);
    limit(text, kNameLimit, where);
  };
  check(name.surname, part(place, "surname"));
  check(name.givenName, part(place, "givenName"));
  check(name.patronymic, part(place, "patronymic"));
  if (name.surname.empty()) problem("nameMissing", part(place, "surname"));
  if (name.givenName.empty()) problem("nameMissing", part(place, "givenName"));
}

void TextCheck::line(std::string& text, const Place& place, Need need, std::size_t letters) {
  strip(text, place);
  text = normaliseLine(text);
  if (text.empty() && need == Need::required) problem("textMissing", place);
  if (latinInsideCyrillic(text)) flag("latinInsideCyrillic", place);
  limit(text, letters, place);
}

void TextCheck::lines(std::string& text, const Place& place) {
  strip(text, place);
  text = normaliseText(text);
  if (latinInsideCyrillic(text)) flag("latinInsideCyrillic", place);
  limit(text, kTextLimit, place, "commentTooLong");
}

void TextCheck::localized(LocalizedText& text, const Place& place, Need need) {
  line(text.ky, place, Need::optional);
  line(text.ru, place, Need::optional);
  if (text.ky.empty() && text.ru.empty()) {
    if (need == Need::required) problem("textMissing", place);
    return;
  }
  if (text.ky.empty() && languages_ != ProtocolLanguages::ru) flag("kyTextMissing", place);
  if (text.ru.empty() && languages_ != ProtocolLanguages::ky) flag("ruTextMissing", place);
}

void TextCheck::amount(Tyiyn amount, const Usual& usual, const Place& place) {
  if (amount < 0) return problem("amountNegative", place);
  if (amount > kAmountLimit) return problem("amountTooLarge", place);
  if (amount == 0) return flag("amountZero", place);
  if (amount < usual.least || amount > usual.most) flag("amountUnusual", place);
}

void TextCheck::year(Date date, Date today, const Place& place) {
  static constexpr std::chrono::years kAhead{10};
  if (date.ok() && (date.year() < kEarliest || date.year() > today.year() + kAhead)) flag("yearImplausible", place);
}

}  // namespace balalyk
