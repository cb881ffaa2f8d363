#pragma once

#include <random>
#include <string>

#include "pipeline/document/TemplateContract.h"

// Values as no record would have them, but any might: every field empty, short or long, lists of 0 to 60 rows.
class RandomValues {
 public:
  explicit RandomValues(unsigned seed) : random_(seed) {}

  balalyk::FieldValues make(const balalyk::KindContract& kind);
  int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }

 private:
  std::string word();
  std::string line(int words);
  std::string text(balalyk::FieldContract::Type type);
  int rows();

  std::mt19937 random_;
};
