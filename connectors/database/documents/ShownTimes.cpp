#include "connectors/database/documents/ShownTimes.h"

#include "connectors/database/rows/ViewRow.h"
#include "connectors/database/session/JsonText.h"
#include "pipeline/ports/PortalRecords.h"

namespace balalyk {

namespace {

// What the database refuses here is the portal's view.
std::vector<SqlRow> rowsOf(SqlSession& session, Source source, const SqlStatement& statement,
                           const std::vector<std::string>& keys) {
  try {
    return session.run(statement, {jsonTexts(keys)}).rows;
  } catch (const Error& error) {
    if (error.problem().code != "databaseRefused") throw;
    throw Error("viewUnreadable", {{"view", portalView(source)}, {"detail", error.problem().params.at("detail")}});
  }
}

}  // namespace

ShownTimes::ShownTimes(SqlSession& session, const SqlCatalogue& sql, std::span<const NewDocument> batch) {
  std::map<Source, std::vector<std::string>> keys;
  for (const auto& document : batch)
    if (document.changedAt > 0) keys[document.source].push_back(document.sourceKey);
  for (const auto& [source, wanted] : keys) {
    const auto& statement = sql[std::string("change times of ") + toString(source)];
    for (const auto& row : rowsOf(session, source, statement, wanted)) {
      std::vector<Problem> unreadable;
      times_[{source, row.text("key")}].insert(ViewRow(row, unreadable).changeTime("changed_at"));
    }
  }
}

bool ShownTimes::overtook(const NewDocument& document) const {
  if (document.changedAt <= 0) return false;
  const auto shown = times_.find({document.source, document.sourceKey});
  return shown == times_.end() || !shown->second.contains(document.changedAt);
}

}  // namespace balalyk
