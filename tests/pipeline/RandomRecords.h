#pragma once

#include <random>

#include "pipeline/record/Record.h"
#include "pipeline/record/RecordFields.h"
#include "pipeline/record/RecordWords.h"

// Records of every shape from a seed: any texts that XML can hold, any lists, anything absent.
namespace balalyk::examples {

class RandomRecords {
 public:
  explicit RandomRecords(unsigned seed) : random_(seed) {}
  Record record();

 private:
  int upTo(int limit);
  bool maybe() { return upTo(1) == 1; }

  template <class Part>
  requires HasFields<Part>
  void set(Part& part) {
    forEachField(part, [&](const auto&, auto& value) { set(value); });
  }
  void set(std::string& value);
  void set(std::int64_t& value);
  void set(Date& value);
  void set(std::chrono::year_month& value) { value = std::chrono::year(1900 + upTo(200)) / 3; }
  void set(Timestamp& value) { value = Timestamp(std::chrono::milliseconds(upTo(1 << 30)) * 2'000); }
  void set(bool& value) { value = maybe(); }
  template <class Word>
  requires std::is_enum_v<Word>
  void set(Word& value) {
    value = Words<Word>::all.at(static_cast<std::size_t>(upTo(static_cast<int>(Words<Word>::all.size()) - 1)));
  }
  template <class T>
  void set(std::optional<T>& value) {
    if (maybe()) set(value.emplace());
  }
  template <class T>
  void set(std::vector<T>& values) {
    for (int count = upTo(4); count > 0; --count) set(values.emplace_back());
  }

  std::mt19937 random_;
};

}  // namespace balalyk::examples
