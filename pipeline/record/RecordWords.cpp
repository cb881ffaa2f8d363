#include "pipeline/record/RecordWords.h"

namespace balalyk {

const char* toString(CommissionRole role) {
  switch (role) {
    case CommissionRole::chairperson:
      return "chairperson";
    case CommissionRole::secretary:
      return "secretary";
    case CommissionRole::member:
      break;
  }
  return "member";
}

const char* toString(Kinship kinship) {
  switch (kinship) {
    case Kinship::father:
      return "father";
    case Kinship::mother:
      return "mother";
    case Kinship::representative:
      break;
  }
  return "representative";
}

const char* toString(ProtocolLanguages languages) {
  switch (languages) {
    case ProtocolLanguages::ky:
      return "ky";
    case ProtocolLanguages::ru:
      return "ru";
    case ProtocolLanguages::both:
      break;
  }
  return "both";
}

}  // namespace balalyk
