#include "ForeignView.h"

namespace balalyk::tests {

void showInstead(TestDatabase& test, const std::string& view, const std::map<std::string, std::string>& columns,
                 const std::string& rows) {
  const auto names = test.sql(onSqlite() ? "SELECT name FROM pragma_table_info('" + view + "')"
                                         : "SELECT attname AS name FROM pg_attribute WHERE attrelid = '" + view +
                                               "'::regclass AND attnum > 0 ORDER BY attnum");
  auto definition = test.sql(onSqlite() ? "SELECT sql FROM sqlite_master WHERE name = '" + view + "'"
                                        : "SELECT pg_get_viewdef('" + view + "'::regclass) AS sql")
                        .rows.at(0)
                        .text("sql");
  if (onSqlite()) definition = definition.substr(definition.find(" AS") + 3);
  std::string list;
  for (const auto& row : names.rows) {
    const auto given = columns.find(row.text("name"));
    list += (list.empty() ? "" : ", ") + (given == columns.end() ? "" : given->second + " AS ") + row.text("name");
  }
  test.sql("CREATE VIEW shown_by_" + view + " AS " + definition);
  test.sql("DROP VIEW " + view);
  std::string from = rows;
  for (std::size_t at = 0; (at = from.find("shown", at)) != from.npos; at += 9 + view.size())
    from.replace(at, 5, "shown_by_" + view);
  for (std::size_t at = 0; (at = from.find("COLUMNS", at)) != from.npos; at += list.size()) from.replace(at, 7, list);
  test.sql("CREATE VIEW " + view + " AS SELECT " + list + " " + from);
}

}  // namespace balalyk::tests
