#pragma once

#include "pipeline/record/RecordFields.h"
#include "pipeline/record/RecordWords.h"

// Records in which no two described fields have the same value: what is lost or put in another's place is found by
// comparing, whatever fields the description (RecordFields.h) will have.
namespace balalyk::examples {

class Distinct {
 public:
  explicit Distinct(bool truth = true) : truth_(truth) {}  // what each truth is

  // Lists get two entries each.
  template <class Record>
  Record record() {
    Record record;
    set(record);
    return record;
  }

  template <class Part>
  requires HasFields<Part>
  void set(Part& part) {
    forEachField(part, [&](const auto&, auto& value) { set(value); });
  }
  template <class T>
  void set(std::optional<T>& value) {
    set(value.emplace());
  }
  template <class T>
  void set(std::vector<T>& values) {
    values.resize(2);
    for (auto& value : values) set(value);
  }
  void set(std::string& value) { value = "№ " + std::to_string(++number_); }
  void set(std::int64_t& value) { value = 1'000'000 + ++number_; }
  void set(Timestamp& value) { value = Timestamp(std::chrono::milliseconds(1'700'000'000'000 + ++number_)); }
  void set(bool& value) { value = truth_; }
  void set(Date& value) {
    value = std::chrono::sys_days(Date{std::chrono::year(2000) / 1 / 1}) + std::chrono::days(++number_);
  }
  void set(std::chrono::year_month& value) { value = std::chrono::year(2000 + ++number_) / 3; }
  template <class Word>
  requires std::is_enum_v<Word>
  void set(Word& value) { value = Words<Word>::all.at(static_cast<std::size_t>(++number_) % Words<Word>::all.size()); }

 private:
  const bool truth_;
  int number_ = 0;
};

// Calls visit(name, value) for each field without fields of a record, those of the entries of its lists too; `name` is
// its path. A visit may change the value.
template <class Part, class Visit>
requires HasFields<std::remove_const_t<Part>>
void forEachValue(Part& part, const std::string& path, const Visit& visit) {
  forEachField(part, [&]<class Value>(const auto& field, Value& value) {
    const auto name = path + "/" + field.name;
    using Plain = std::remove_const_t<Value>;
    if constexpr (!isPart<Plain>)
      visit(name, field, value);
    else if constexpr (isList<Plain>)
      for (std::size_t at = 0; at < value.size(); ++at) forEachValue(value[at], name + std::to_string(at), visit);
    else if constexpr (!isOptional<Plain>)
      forEachValue(value, name, visit);
    else if (value)
      forEachValue(*value, name, visit);
  });
}

}  // namespace balalyk::examples
