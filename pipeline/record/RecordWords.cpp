#include "pipeline/record/RecordWords.h"

#include "pipeline/Error.h"

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

CommissionRole commissionRoleFrom(const std::string& word) {
  for (const auto role : {CommissionRole::chairperson, CommissionRole::secretary, CommissionRole::member})
    if (word == toString(role)) return role;
  throw Error("unknownWord", {{"type", "role"}});
}

ProtocolLanguages protocolLanguagesFrom(const std::string& word) {
  for (const auto languages : {ProtocolLanguages::ky, ProtocolLanguages::ru, ProtocolLanguages::both})
    if (word == toString(languages)) return languages;
  throw Error("unknownWord", {{"type", "languages"}});
}

}  // namespace balalyk
