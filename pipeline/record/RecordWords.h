#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "pipeline/record/RecordTypes.h"

// "chairperson", "both": the words of data, in the record's XML and in the portal's views.
namespace balalyk {

const char* toString(CommissionRole role);
const char* toString(Kinship kinship);
const char* toString(ProtocolLanguages languages);

// All words of a type, and what the type is called where one of them is unknown.
template <class Word>
struct Words;
template <>
struct Words<CommissionRole> {
  static constexpr const char* type = "role";
  static constexpr std::array all{CommissionRole::chairperson, CommissionRole::secretary, CommissionRole::member};
};
template <>
struct Words<Kinship> {
  static constexpr const char* type = "kinship";
  static constexpr std::array all{Kinship::father, Kinship::mother, Kinship::representative};
};
template <>
struct Words<ProtocolLanguages> {
  static constexpr const char* type = "languages";
  static constexpr std::array all{ProtocolLanguages::ky, ProtocolLanguages::ru, ProtocolLanguages::both};
};

template <class Word>
std::optional<Word> wordFrom(std::string_view text) {
  for (const auto word : Words<Word>::all)
    if (text == toString(word)) return word;
  return std::nullopt;
}

}  // namespace balalyk
