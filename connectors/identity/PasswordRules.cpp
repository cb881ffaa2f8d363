#include "connectors/identity/PasswordRules.h"

#include <algorithm>
#include <array>
#include <set>

#include "connectors/identity/CodePoints.h"

namespace balalyk {

namespace {

using Word = std::u32string_view;

constexpr std::size_t kFewCharacters = 5;
constexpr std::size_t kLittleElse = 3;  // letters beside words

constexpr std::array<Word, 7> kRows{U"1234567890",   U"qwertyuiop",  U"asdfghjkl", U"zxcvbnm",
                                    U"йцукенгшщзхъ", U"фывапролджэ", U"ячсмитьбю"};

constexpr Word kWords[] = {U"password", U"passwort",    U"passwd",     U"admin",     U"administrator", U"welcome",
                           U"letmein",  U"iloveyou",    U"monkey",     U"dragon",    U"football",      U"sunshine",
                           U"princess", U"master",      U"login",      U"user",      U"test",          U"secret",
                           U"summer",   U"winter",      U"spring",     U"autumn",    U"hello",         U"qwerty",
                           U"qazwsx",   U"changeme",    U"portal",     U"balalyk",   U"bishkek",       U"kyrgyzstan",
                           U"kyrgyz",   U"osh",         U"tunduk",     U"manas",     U"alatoo",        U"infocom",
                           U"protocol", U"protokol",    U"commission", U"komissiya", U"katchy",        U"secretary",
                           U"sekretar", U"chairperson", U"toraga",     U"voucher",   U"vaucher",       U"parol",
                           U"syrsoz",   U"asdf",        U"zxcv",       U"salam",     U"privet",        U"пароль",
                           U"сырсөз",   U"сыр",         U"админ",      U"бишкек",    U"кыргызстан",    U"кыргыз",
                           U"ош",       U"манас",       U"түндүк",     U"балалык",   U"любовь",        U"привет",
                           U"солнышко", U"секретарь",   U"комиссия",   U"катчы",     U"төрага",        U"ваучер",
                           U"протокол", U"портал",      U"салам",      U"жаным",     U"апа",           U"ата",
                           U"бала",     U"мектеп",      U"йцукен",     U"лето",      U"зима",          U"весна"};

bool isDigit(char32_t c) {
  return c >= U'0' && c <= U'9';
}

bool isLetter(char32_t c) {
  return (c >= U'a' && c <= U'z') || c >= 0x100;
}

// The letter that a digit or a sign is often typed for.
char32_t letterFor(char32_t c) {
  switch (c) {
    case U'0':
      return U'o';
    case U'1':
    case U'!':
    case U'|':
      return U'i';
    case U'3':
      return U'e';
    case U'4':
    case U'@':
      return U'a';
    case U'5':
    case U'$':
      return U's';
    case U'7':
      return U't';
    default:
      return c;
  }
}

bool areNeighbours(char32_t a, char32_t b) {
  if (a == b || a + 1 == b || b + 1 == a) return true;
  return std::ranges::any_of(kRows, [&](Word row) {
    const auto x = row.find(a), y = row.find(b);
    return x != Word::npos && y != Word::npos && (x + 1 == y || y + 1 == x);
  });
}

// Two thirds of its steps lead to a neighbour.
bool isRun(const CodePoints& password) {
  std::size_t steps = 0;
  for (std::size_t i = 1; i < password.size(); ++i) steps += areNeighbours(password[i - 1], password[i]) ? 1 : 0;
  return 3 * steps >= 2 * (password.size() - 1);
}

bool isRepetition(const CodePoints& password) {
  for (std::size_t length = 1; 2 * length <= password.size(); ++length) {
    std::size_t same = 0;
    for (std::size_t i = length; i < password.size(); ++i) same += password[i] == password[i - length] ? 1 : 0;
    if (same == password.size() - length) return true;
  }
  return false;
}

template <class Text>
void cover(const CodePoints& password, const Text& word, std::vector<bool>& covered) {
  if (word.size() < 2) return;
  for (std::size_t at = 0; at + word.size() <= password.size(); ++at) {
    std::size_t same = 0;
    while (same < word.size() && (password[at + same] == word[same] || letterFor(password[at + same]) == word[same]))
      ++same;
    if (same < word.size()) continue;
    for (std::size_t i = 0; i < same; ++i) covered[at + i] = true;
  }
}

bool isWords(const CodePoints& password, const std::vector<std::string>& own) {
  std::vector<bool> covered(password.size());
  for (const auto word : kWords) cover(password, word, covered);
  for (const auto& word : own) cover(password, CodePoints(word), covered);
  if (std::ranges::find(covered, true) == covered.end()) return false;
  std::size_t letters = 0;
  for (std::size_t i = 0; i < password.size(); ++i) letters += !covered[i] && isLetter(password[i]) ? 1 : 0;
  return letters <= kLittleElse;
}

}  // namespace

bool isCommonPassword(std::string_view text, const std::vector<std::string>& own) {
  const CodePoints password(text);
  std::set<char32_t> different;
  bool digitsAlone = true;
  for (std::size_t i = 0; i < password.size(); ++i) {
    different.insert(password[i]);
    digitsAlone = digitsAlone && isDigit(password[i]);
  }
  return digitsAlone || different.size() < kFewCharacters || isRun(password) || isRepetition(password) ||
         isWords(password, own);
}

}  // namespace balalyk
