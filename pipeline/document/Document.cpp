#include "pipeline/document/Document.h"

#include <algorithm>
#include <array>

#include "signing/crypto/Digest.h"

namespace balalyk {
namespace {

template <class T>
struct Word {
  T value;
  const char* word;
};

constexpr std::array<Word<Kind>, 6> kKinds{{{Kind::voucherApproval, "voucher-approval"},
                                            {Kind::voucherRefusal, "voucher-refusal"},
                                            {Kind::mealSubsidy, "meal-subsidy"},
                                            {Kind::mealDecision, "meal-decision"},
                                            {Kind::mealUpload, "meal-upload"},
                                            {Kind::voucherList, "voucher-list"}}};
constexpr std::array<Word<Source>, 3> kSources{{{Source::application, "application"},
                                                {Source::mealSubsidy, "meal-subsidy"},
                                                {Source::voucherList, "voucher-list"}}};
constexpr std::array<Word<State>, 10> kStates{{{State::decided, "decided"},
                                               {State::drafted, "drafted"},
                                               {State::sent, "sent"},
                                               {State::authorised, "authorised"},
                                               {State::signed_, "signed"},
                                               {State::published, "published"},
                                               {State::superseded, "superseded"},
                                               {State::returned, "returned"},
                                               {State::quarantined, "quarantined"},
                                               {State::withdrawn, "withdrawn"}}};
constexpr std::array<Word<Stage>, 4> kStages{
    {{Stage::fill, "fill"}, {Stage::sign, "sign"}, {Stage::publish, "publish"}, {Stage::upgrade, "upgrade"}}};

template <class Table, class T>
const char* wordOf(const Table& table, T value) {
  for (const auto& entry : table)
    if (entry.value == value) return entry.word;
  throw std::logic_error("a value outside its enumeration");
}

template <class Table>
auto valueOf(const Table& table, const std::string& word, const char* type) {
  for (const auto& entry : table)
    if (word == entry.word) return entry.value;
  throw Error("unknownWord", {{"type", type}});
}

template <class T, std::size_t size>
std::vector<T> valuesOf(const std::array<Word<T>, size>& table) {
  std::vector<T> values;
  for (const auto& entry : table) values.push_back(entry.value);
  return values;
}

}  // namespace

const char* toString(Kind kind) {
  return wordOf(kKinds, kind);
}
const char* toString(Source source) {
  return wordOf(kSources, source);
}
const char* toString(State state) {
  return wordOf(kStates, state);
}
const char* toString(Stage stage) {
  return wordOf(kStages, stage);
}
Kind kindFrom(const std::string& word) {
  return valueOf(kKinds, word, "kind");
}
Source sourceFrom(const std::string& word) {
  return valueOf(kSources, word, "source");
}
State stateFrom(const std::string& word) {
  return valueOf(kStates, word, "state");
}
Stage stageFrom(const std::string& word) {
  return valueOf(kStages, word, "stage");
}
std::vector<Kind> allKinds() {
  return valuesOf(kKinds);
}
std::vector<State> allStates() {
  return valuesOf(kStates);
}
std::vector<Stage> allStages() {
  return valuesOf(kStages);
}

std::string contentDigest(const std::vector<StoredFile>& files, const std::string& recordDigest) {
  std::vector<std::string> lines{recordDigest + " record.xml\n"};
  for (const auto& file : files) lines.push_back(file.digest + ' ' + file.name + '\n');
  std::sort(lines.begin(), lines.end());
  signing::Sha256 digest;
  for (const auto& line : lines) digest.update(line);
  return signing::toHex(digest.finish());
}

}  // namespace balalyk
