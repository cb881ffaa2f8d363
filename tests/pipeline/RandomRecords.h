#pragma once

#include <random>

#include "pipeline/record/Record.h"

// Records of every shape from a seed: any texts that XML can hold, any lists, anything absent.
namespace balalyk::examples {

class RandomRecords {
 public:
  explicit RandomRecords(unsigned seed) : random_(seed) {}
  Record record();

 private:
  int upTo(int limit);
  bool maybe() { return upTo(1) == 1; }
  std::string text();
  LocalizedText localized() { return {text(), text()}; }
  PersonName name() { return {text(), text(), text()}; }
  Date date();
  Member member();
  std::vector<Member> members();
  Commission commission();
  Kindergarten kindergarten() { return {text(), localized()}; }
  Person person();
  RecordOrigin origin();
  Tyiyn amount();
  VoucherHolder holder();
  Application application();
  MealSubsidy mealSubsidy();
  VoucherList voucherList();

  template <class T>
  std::optional<T> perhaps(T value) {
    return maybe() ? std::optional<T>(std::move(value)) : std::nullopt;
  }

  std::mt19937 random_;
};

}  // namespace balalyk::examples
