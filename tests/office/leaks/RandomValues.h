#pragma once

#include <random>
#include <set>
#include <string>
#include <vector>

#include "pipeline/template/TemplateContract.h"

// Which fields, lists and images are set: it decides which parts of a template are shown.
using Shape = std::set<std::string>;

// Values as no record would have them, but any might: every field empty, short or long, lists of 0 to 60 rows.
class RandomValues {
 public:
  explicit RandomValues(unsigned seed) : random_(seed) {}

  balalyk::FieldValues make(const balalyk::KindContract& kind);
  // The same with what the shape names set, and nothing else; mostly as much as fits on a page.
  balalyk::FieldValues make(const balalyk::KindContract& kind, const Shape& shape);
  // `values` with some of those that the record before had too, as the members of a commission.
  balalyk::FieldValues partlyAs(const balalyk::FieldValues& before, balalyk::FieldValues values);
  // 1 to 24 lines.
  std::string comment();
  Shape shape(const balalyk::KindContract& kind);
  int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }

 private:
  std::string word();
  std::string line(int words);
  std::string text(balalyk::FieldContract::Type type);
  int rows();
  std::vector<balalyk::FieldValues::Row> table(const balalyk::ListContract& list, int count);

  std::mt19937 random_;
  bool small_ = false;  // as an ordinary record, which fits on a page
};
