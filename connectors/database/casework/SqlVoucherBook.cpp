#include "connectors/database/casework/SqlVoucherBook.h"

#include "connectors/database/casework/SqlPermission.h"
#include "pipeline/domain/IsoDate.h"

namespace balalyk {

namespace {

Organisation organisationFrom(const SqlRow& row) {
  return {{row.text("id"), {row.text("name_ky"), row.text("name_ru")}},
          row.text("commission_id"),
          {row.text("commission_name_ky"), row.text("commission_name_ru")}};
}

}  // namespace

std::vector<Organisation> SqlVoucherBook::organisations(const Permission& by) {
  const auto result = runner_.read([&](SqlSession& session) {
    return session.run(sql_["open organisations"], {everywhereOf(by), commissionsOf(by), kindergartensOf(by)});
  });
  std::vector<Organisation> organisations;
  organisations.reserve(result.rows.size());
  for (const auto& row : result.rows) organisations.push_back(organisationFrom(row));
  return organisations;
}

std::optional<Organisation> SqlVoucherBook::organisation(const Permission& by, const std::string& id) {
  const auto result = runner_.read([&](SqlSession& session) {
    return session.run(sql_["open organisation"], {everywhereOf(by), commissionsOf(by), kindergartensOf(by), id});
  });
  return result.rows.empty() ? std::nullopt : std::optional(organisationFrom(result.rows[0]));
}

std::map<std::string, VoucherTotal> SqlVoucherBook::totals(std::chrono::year_month month,
                                                           const std::vector<std::string>& ids) {
  const auto result = runner_.read([&](SqlSession& session) {
    return session.run(sql_["voucher totals"],
                       {jsonTexts(ids), isoDate(month / 1), isoDate(Date(month / std::chrono::last))});
  });
  std::map<std::string, VoucherTotal> totals;
  for (const auto& row : result.rows)
    totals[row.text("kindergarten_id")] = {row.integer("children"), row.integer("per_month")};
  return totals;
}

}  // namespace balalyk
