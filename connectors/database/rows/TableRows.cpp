#include "connectors/database/rows/TableRows.h"

#include "pipeline/record/RecordWords.h"

namespace balalyk {

Commission commissionOfTable(const SqlRow& row) {
  return {.id = row.text("id"),
          .name = {row.text("name_ky"), row.text("name_ru")},
          .place = {row.text("place_ky"), row.text("place_ru")},
          .soate = row.text("soate"),
          .languages = wordFrom<ProtocolLanguages>(row.text("languages")).value_or(ProtocolLanguages::ky),
          .localBody = {row.text("local_body_ky"), row.text("local_body_ru")}};
}

Member memberOfTable(const SqlRow& row) {
  return {.id = row.text("id"),
          .commissionId = row.text("commission_id"),
          .name = {row.text("surname"), row.text("given_name"), row.text("patronymic")},
          .pin = row.text("pin"),
          .position = {row.text("position_ky"), row.text("position_ru")},
          .role = wordFrom<CommissionRole>(row.text("role")).value_or(CommissionRole::member),
          .active = row.flag("active"),
          .workplace = {row.text("workplace_ky"), row.text("workplace_ru")},
          .phone = row.text("phone"),
          .email = row.text("email")};
}

}  // namespace balalyk
