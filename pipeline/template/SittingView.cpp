#include "pipeline/template/SittingView.h"

#include <algorithm>
#include <stdexcept>

#include "pipeline/domain/Pin.h"
#include "pipeline/record/DocumentWords.h"

namespace balalyk {
namespace {

constexpr Date kNoEarlierThanAnyDate{std::chrono::year::max() / std::chrono::December / 31};

std::string joined(const std::string& first, std::string_view between, const std::string& second) {
  return first.empty() || second.empty() ? first + second : first + std::string(between) + second;
}

std::string positionAndWorkplace(const Member& member, Language language) {
  return joined(member.position.in(language), ", ", member.workplace.in(language));
}

std::string fullNameAndPosition(const Member& member, Language language) {
  return joined(member.name.full(), " – ", positionAndWorkplace(member, language));
}

const Member* firstWith(CommissionRole role, const std::vector<Member>& members) {
  const auto found = std::ranges::find(members, role, &Member::role);
  return found == members.end() ? nullptr : &*found;
}

void addOfficer(const std::string& prefix, const Member* member, Language language, FieldValues& values) {
  static const Member kNobody{};
  const Member& one = member ? *member : kNobody;
  auto& fields = values.fields;
  fields[prefix + ".fullName"] = one.name.full();
  fields[prefix + ".position"] = one.position.in(language);
  fields[prefix + ".workplace"] = one.workplace.in(language);
  fields[prefix + ".fullNameAndPosition"] = orNone(fullNameAndPosition(one, language));
}

}  // namespace

PinFacts pinFactsOf(const Person& person) {
  const auto facts = readPin(person.pin, kNoEarlierThanAnyDate);
  if (!facts) throw std::logic_error("a record with an impossible PIN has no view");
  return *facts;
}

std::string titleOf(const Member& chairperson, Language language) {
  const auto facts = readPin(chairperson.pin, kNoEarlierThanAnyDate);
  return std::string(chairpersonTitle(facts ? std::optional(facts->sex) : std::nullopt, language));
}

void addSitting(const std::vector<Member>& ticked, Language language, FieldValues& values) {
  const Member* chairperson = firstWith(CommissionRole::chairperson, ticked);
  if (!chairperson) throw std::logic_error("a record without a chairperson has no view");
  const Member* secretary = firstWith(CommissionRole::secretary, ticked);
  addOfficer("chairperson", chairperson, language, values);
  addOfficer("secretary", secretary, language, values);
  std::vector<std::string> others;
  auto& rows = values.lists["attendees"];
  for (const auto& member : ticked) {
    if (&member != chairperson && &member != secretary) others.push_back(fullNameAndPosition(member, language));
    rows.push_back({{"number", std::to_string(rows.size() + 1)},
                    {"fullName", member.name.full()},
                    {"position", member.position.in(language)},
                    {"workplace", member.workplace.in(language)},
                    {"positionAndWorkplace", positionAndWorkplace(member, language)},
                    {"role", std::string(roleWord(member.role, language))}});
  }
  values.fields["members.lines"] = numberedLines(others);
}

std::string numberedLines(const std::vector<std::string>& texts) {
  std::string lines;
  for (std::size_t i = 0; i < texts.size(); ++i)
    lines += (i == 0 ? "" : "\n") + std::to_string(i + 1) + ". " + texts[i];
  return orNone(lines);
}

std::string orNone(const std::string& text) {
  return text.empty() ? std::string(kNone) : text;
}

KeptText keptWithSignatures(const std::string& text) {
  constexpr std::size_t kMost = 1'200;  // bytes: some eight lines
  constexpr std::size_t kLeast = 300;   // two lines
  const auto line = text.rfind('\n');
  const std::size_t begin = line == std::string::npos ? 0 : line + 1;
  if (text.size() - begin <= kMost) return {begin == 0 ? std::string() : text.substr(0, line), text.substr(begin)};
  std::size_t cut = text.size() - kMost;
  while ((static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) ++cut;  // not within a character
  // Better behind a word, best behind a sentence.
  const auto window = std::string_view(text).substr(cut, kMost - kLeast);
  const auto sentence = window.find(". "), word = window.find(' ');
  if (sentence != std::string_view::npos) return {text.substr(0, cut + sentence + 1), text.substr(cut + sentence + 2)};
  if (word != std::string_view::npos) return {text.substr(0, cut + word), text.substr(cut + word + 1)};
  return {text.substr(0, cut), text.substr(cut)};
}

}  // namespace balalyk
