#include "connectors/database/rows/ShownColumns.h"

#include <algorithm>
#include <set>

#include "connectors/database/session/RecordColumns.h"
#include "pipeline/ports/PortalRecords.h"

namespace balalyk {
namespace {

std::string lowerCase(std::string name) {
  for (char& c : name)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return name;
}

}  // namespace

std::vector<std::string> columnsNotShown(SqlSession& session, const SqlCatalogue& sql, Source source) {
  auto later = laterViewColumns(source);
  std::set<std::string> shown;
  for (const auto& row : session.run(sql["columns of view"], {std::string(portalView(source))}).rows)
    shown.insert(lowerCase(row.text("name")));
  std::erase_if(later, [&](const std::string& column) { return shown.contains(column); });
  return later;
}

SqlStatement asShown(SqlSession& session, const SqlCatalogue& sql, Source source, const SqlStatement& statement) {
  SqlStatement result = statement;
  for (const auto& column : columnsNotShown(session, sql, source)) {
    const auto asked = ", " + column + " AS " + column;
    const auto at = result.text.find(asked);
    if (at != std::string::npos) result.text.replace(at, asked.size(), ", NULL AS " + column);
  }
  return result;
}

}  // namespace balalyk
