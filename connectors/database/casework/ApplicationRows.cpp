#include "connectors/database/casework/ApplicationRows.h"

#include <algorithm>
#include <string_view>

#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/JsonText.h"
#include "pipeline/record/RecordWords.h"

namespace balalyk {

namespace {

constexpr char kBetweenCodes = '\x1f';  // «codes of benefits»

}  // namespace

Commission commissionFrom(const SqlRow& row) {
  const auto both = [&](const std::string& name) {
    return LocalizedText{row.text("commission_" + name + "_ky"), row.text("commission_" + name + "_ru")};
  };
  return {.id = row.text("commission_id"),
          .name = both("name"),
          .place = both("place"),
          .soate = row.text("commission_soate"),
          .languages = wordFrom<ProtocolLanguages>(row.text("commission_languages")).value_or(ProtocolLanguages::ky),
          .localBody = both("local_body")};
}

std::vector<BenefitCategory> categoriesIn(const SqlResult& result) {
  std::vector<BenefitCategory> categories;
  for (const auto& row : result.rows)
    categories.push_back({row.text("code"), {row.text("name_ky"), row.text("name_ru")}});
  return categories;
}

ApplicationState stateOf(const std::optional<Decision>& decision) {
  if (!decision) return ApplicationState::waiting;
  return *decision == Decision::approved ? ApplicationState::approved : ApplicationState::rejected;
}

std::optional<ProtocolStanding> protocolFrom(const SqlRow& row, const char* changedAt) {
  if (row.isNull("document_id")) return std::nullopt;
  return ProtocolStanding{.documentId = row.text("document_id"),
                          .revision = static_cast<int>(row.integer("revision")),
                          .state = stateFrom(row.text("state")),
                          .problems = problemsFromJson(row.text("problems")),
                          .reason = row.text("reason"),
                          .flags = problemsFromJson(row.text("flags")),
                          .changedAt = toTimestamp(row.integer(changedAt)),
                          .isSigned = row.flag("is_signed")};
}

ApplicationRow applicationRowFrom(const SqlRow& row) {
  ApplicationRow application{
      .id = row.text("id"),
      .child = {row.text("child_surname"), row.text("child_given_name"), row.text("child_patronymic")},
      .receivedAt = {},
      .benefits = {},
      .state = stateOf(decisionFrom(row.text("decision"))),
      .inWork = row.isNull("decision") && !row.isNull("saved_at"),
      .protocolNumber = row.text("protocol_number"),
      .protocol = protocolFrom(row, "changed_at")};
  const auto written = row.text("benefit_codes");
  for (std::string_view codes = written; !codes.empty();) {
    const auto end = std::min(codes.find(kBetweenCodes), codes.size());
    application.benefits.push_back({std::string(codes.substr(0, end)), {}});
    codes.remove_prefix(std::min(end + 1, codes.size()));
  }
  if (const auto at = row.optionalInteger("received_at")) application.receivedAt = toTimestamp(*at);
  return application;
}

}  // namespace balalyk
