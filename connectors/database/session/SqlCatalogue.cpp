#include "connectors/database/session/SqlCatalogue.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "connectors/database/session/EmbeddedSql.h"
#include "connectors/database/session/RecordColumns.h"
#include "pipeline/document/Lifecycle.h"

namespace balalyk {

namespace {

struct Column {
  std::string name;
  std::string type;
};

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \n") - first + 1);
}

// A comment at the end belongs to the statement after it; within another one a part's would hide what follows.
std::string_view withoutLastComment(std::string_view text) {
  for (text = trimmed(text);;) {
    const auto line = text.rfind('\n') + 1;
    if (line == 0 || !text.substr(line).starts_with("--")) return text;
    text = trimmed(text.substr(0, line));
  }
}

std::vector<Column> columnsOf(std::string_view list) {
  std::vector<Column> columns;
  while (!list.empty()) {
    const auto comma = list.find(',');
    const auto one = trimmed(list.substr(0, comma));
    const auto space = one.find(' ');
    columns.push_back({std::string(one.substr(0, space)), std::string(one.substr(space + 1))});
    list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
  }
  return columns;
}

// "$1: a TEXT, b BIGINT"
std::string rowsTable(std::string_view arguments, SqlDialect dialect) {
  const auto colon = arguments.find(':');
  const std::string parameter(trimmed(arguments.substr(0, colon)));
  const auto columns = columnsOf(arguments.substr(colon + 1));
  std::string text;
  for (const auto& [name, type] : columns) {
    if (!text.empty()) text += ", ";
    text += dialect == SqlDialect::sqlite ? "json_extract(value, '$." + name + "') AS " + name : name + " " + type;
  }
  return dialect == SqlDialect::sqlite
             ? "(SELECT " + text + " FROM json_each(" + parameter + "))"
             : "(SELECT * FROM jsonb_to_recordset(" + parameter + "::jsonb) AS item(" + text + "))";
}

std::string valuesTable(std::string_view parameter, SqlDialect dialect) {
  return dialect == SqlDialect::sqlite
             ? "(SELECT value FROM json_each(" + std::string(parameter) + "))"
             : "(SELECT value FROM jsonb_array_elements_text(" + std::string(parameter) + "::jsonb))";
}

// As an array it can only be looked up in the column's index; a subquery PostgreSQL might join the other way round.
std::string among(std::string_view parameter, const std::string& type, SqlDialect dialect) {
  const std::string list(parameter);
  return dialect == SqlDialect::sqlite
             ? "IN (SELECT CAST(value AS " + type + ") FROM json_each(" + list + "))"
             : "= ANY (ARRAY(SELECT value::" + type + " FROM jsonb_array_elements_text(" + list + "::jsonb)))";
}

// As LookAlikes.h has them, for the migration that folds what was kept unfolded.
std::string lookAlikesFolded(std::string column) {
  static constexpr std::pair<const char*, char> kTwins[] = {
      {"а", 'a'}, {"в", 'b'}, {"е", 'e'}, {"к", 'k'}, {"м", 'm'}, {"н", 'h'}, {"о", '0'}, {"р", 'p'},
      {"с", 'c'}, {"т", 't'}, {"у", 'y'}, {"х", 'x'}, {"і", 'i'}, {"ј", 'j'}, {"ѕ", 's'}, {"o", '0'}};
  for (const auto& [cyrillic, latin] : kTwins) column = "replace(" + column + ", '" + cyrillic + "', '" + latin + "')";
  return column;
}

std::string quoted(const char* word) {
  return "'" + std::string(word) + "'";
}

// What an event with one outcome does to a row.
std::string becomes(std::string_view event) {
  for (const auto& row : kLifecycle) {
    if (toString(row.event) != event) continue;
    const auto state = "state = " + quoted(toString(row.to));
    return row.due ? state + ", stage = " + quoted(toString(*row.due)) + ", due_at = {now}, ready_at = {now}"
                   : state + ", stage = NULL, due_at = NULL, ready_at = NULL";
  }
  throw std::logic_error("no event in SQL: " + std::string(event));
}

// The states in which an event can happen.
std::string statesBefore(std::string_view event) {
  std::string list;
  for (const auto state : allStates()) {
    const bool among = std::ranges::any_of(
        kLifecycle, [&](const auto& row) { return toString(row.event) == event && row.from.has(state); });
    if (among) list += (list.empty() ? "" : ", ") + quoted(toString(state));
  }
  if (list.empty()) throw std::logic_error("no event in SQL: " + std::string(event));
  return list;
}

template <class Write>
std::string joined(const std::vector<std::string>& columns, Write write) {
  std::string list;
  for (const auto& column : columns) list += (list.empty() ? "" : ", ") + write(column);
  return list;
}

// "of application": by its own name, however a view of the portal spells it.
std::string viewColumnList(std::string_view source) {
  return joined(viewColumns(sourceFrom(std::string(source))),
                [](const std::string& column) { return column + " AS " + column; });
}

std::string tableColumnList(std::string_view what) {
  return joined(tableColumns(what), [](const std::string& column) { return column; });
}

std::string replacedColumnList(std::string_view what) {
  return joined(tableColumns(what), [](const std::string& column) { return column + " = excluded." + column; });
}

// "voucher from 4": $4, $5 and so on
std::string tableParameters(std::string_view what) {
  const auto from = what.rfind(" from ");
  if (from == std::string_view::npos) throw std::logic_error("values from no number in SQL");
  int number = std::stoi(std::string(what.substr(from + 6)));
  return joined(tableColumns(what.substr(0, from)), [&](const std::string&) { return "$" + std::to_string(number++); });
}

std::string expanded(std::string_view what, SqlDialect dialect) {
  const bool sqlite = dialect == SqlDialect::sqlite;
  if (what == "now") {
    return sqlite ? "CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER)"
                  : "(extract(epoch FROM clock_timestamp()) * 1000)::BIGINT";
  }
  if (what == "skip locked") return sqlite ? "" : "FOR UPDATE SKIP LOCKED";
  if (what == "lock") return sqlite ? "" : "FOR UPDATE";
  if (what == "identity") return sqlite ? "INTEGER PRIMARY KEY" : "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
  if (what == "bytewise") return sqlite ? "TEXT" : "TEXT COLLATE \"C\"";
  if (what == "clustered") return sqlite ? "WITHOUT ROWID" : "";
  if (what == "blob") return sqlite ? "BLOB" : "BYTEA";
  if (what.starts_with("is day ")) {
    const auto text = "CAST(" + std::string(what.substr(7)) + " AS TEXT) ";
    const std::string day = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]";
    return text + (sqlite ? "GLOB '" + day + "*'" : "~ '^" + day + "'");
  }
  // SQLite keeps any value in any column, and compares a number or bytes with a text in its own ways.
  if (what.starts_with("is text ")) {
    const std::string column(what.substr(8));
    return sqlite ? "(typeof(" + column + ") = 'text' AND instr(" + column + ", char(0)) = 0)" : "TRUE";
  }
  if (what.starts_with("bytes of ")) {
    const std::string column(what.substr(9));
    return sqlite ? "length(CAST(" + column + " AS BLOB))" : "octet_length(" + column + ")";
  }
  if (what.starts_with("sha256 of ")) {
    const std::string column(what.substr(10));
    return sqlite ? "balalyk_sha256(" + column + ")" : "encode(sha256(" + column + "), 'hex')";
  }
  if (what.starts_with("look-alikes folded ")) return lookAlikesFolded(std::string(what.substr(19)));
  if (what.starts_with("by index ")) return sqlite ? "INDEXED BY " + std::string(what.substr(9)) : "";
  if (what.starts_with("rows ")) return rowsTable(what.substr(5), dialect);
  if (what.starts_with("values ")) return valuesTable(what.substr(7), dialect);
  if (what.starts_with("among numbers ")) return among(what.substr(14), "BIGINT", dialect);
  if (what.starts_with("becomes ")) return expandSql(becomes(what.substr(8)), dialect);
  if (what.starts_with("states before ")) return statesBefore(what.substr(14));
  if (what.starts_with("view columns of ")) return viewColumnList(what.substr(16));
  if (what.starts_with("table columns of ")) return tableColumnList(what.substr(17));
  if (what.starts_with("replaced columns of ")) return replacedColumnList(what.substr(20));
  if (what.starts_with("parameters of ")) return tableParameters(what.substr(14));
  if (what.starts_with("among texts ")) return among(what.substr(12), "TEXT", dialect);
  throw std::logic_error("unknown in SQL: {" + std::string(what) + "}");
}

}  // namespace

std::string expandSql(std::string_view text, SqlDialect dialect) {
  std::string result;
  while (!text.empty()) {
    const auto open = text.find('{');
    result += text.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = text.find('}', open);
    if (close == std::string_view::npos) throw std::logic_error("unclosed { in SQL");
    result += expanded(text.substr(open + 1, close - open - 1), dialect);
    text.remove_prefix(close + 1);
  }
  return result;
}

bool isForDialect(std::string_view fileName, SqlDialect dialect) {
  if (fileName.ends_with(".sqlite.sql")) return dialect == SqlDialect::sqlite;
  if (fileName.ends_with(".postgresql.sql")) return dialect == SqlDialect::postgresql;
  return true;
}

SqlCatalogue::SqlCatalogue(SqlDialect dialect) {
  for (const auto& file : embeddedSql()) {
    if (file.name.starts_with("sql/") && isForDialect(file.name, dialect)) read(file);
  }
  for (auto& [name, statement] : statements_) statement.text = expandSql(withParts(statement.text), dialect);
}

void SqlCatalogue::read(const SqlFile& file) {
  const auto text = file.text;
  const bool readsPortal =
      file.name == "sql/records.sql" || file.name == "sql/members.sql" || file.name.starts_with("sql/views.");
  static constexpr std::string_view kMark = "-- name: ";
  auto at = text.find(kMark);
  while (at != std::string_view::npos) {
    const auto lineEnd = text.find('\n', at);
    const auto next = text.find(kMark, lineEnd);
    std::string name(trimmed(text.substr(at + kMark.size(), lineEnd - at - kMark.size())));
    std::string body(withoutLastComment(text.substr(lineEnd, next - lineEnd)));
    if (!statements_.try_emplace(name, SqlStatement{name, std::move(body), readsPortal}).second) {
      throw std::logic_error("two SQL statements of one name: " + name);
    }
    at = next;
  }
}

std::string SqlCatalogue::withParts(const std::string& text) const {
  const auto open = text.find("{> ");
  if (open == std::string::npos) return text;
  const auto close = text.find('}', open);
  const auto part = (*this)[text.substr(open + 3, close - open - 3)].text;
  return withParts(text.substr(0, open) + part + text.substr(close + 1));
}

const SqlStatement& SqlCatalogue::operator[](std::string_view name) const {
  const auto found = statements_.find(name);
  if (found == statements_.end()) throw std::logic_error("no SQL statement named " + std::string(name));
  return found->second;
}

}  // namespace balalyk
