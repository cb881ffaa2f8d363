#pragma once

#include <map>
#include <string>
#include <string_view>

#include "connectors/database/session/EmbeddedSql.h"
#include "connectors/database/session/SqlSession.h"

namespace balalyk {

// What the two databases spell differently, written once in the .sql files and put in here:
//   {now}                         milliseconds since 1970 by the database's clock
//   {skip locked}                 FOR UPDATE SKIP LOCKED, where rows can be locked
//   {lock}                        FOR UPDATE, likewise
//   {rows $1: a TEXT, b BIGINT}   the JSON array of objects $1 as a table
//   {values $1}                   the JSON array of texts $1 as a table with the column "value"
//   {among numbers $1}            follows a column: its value is one of the JSON array $1 of numbers
//   {among texts $1}              likewise, of texts; numbers are given as texts too
//   {is day COLUMN}               the column begins as an ISO day does, whatever its type
//   {look-alikes folded COLUMN}   a number's key with look-alikes folded (NumberKey.h)
//   {bytes of COLUMN}             how many bytes it has
//   {sha256 of COLUMN}            of its bytes, lower-case hex
//   {identity}                    a number given by the database, the primary key
//   {bytewise}                    TEXT compared byte by byte
//   {clustered}                   the table is its primary key, where that is to be said
//   {blob}                        bytes
//   {view columns of SOURCE}      what is read of the portal's view of these records (RecordColumns.h)
//   {table columns of RECORD}     what the portal's own table has of a record
//   {parameters of RECORD from N} their values: $N and so on
//   {replaced columns of RECORD}  a = excluded.a, and so on
//   {by index NAME}               follows a table: SQLite must use this index, whatever statistics say (an error if it
//                                 cannot); it joins in the order written where CROSS JOIN is. PostgreSQL chooses
std::string expandSql(std::string_view text, SqlDialect dialect);

// "x.sqlite.sql" is for SQLite only, "x.postgresql.sql" for PostgreSQL only, "x.sql" for both.
bool isForDialect(std::string_view fileName, SqlDialect dialect);

// The named statements of sql/*.sql: each begins with a line "-- name: …". What is named there can be put into others
// as
// {> name}.
class SqlCatalogue {
 public:
  explicit SqlCatalogue(SqlDialect dialect);
  // A name that is not there is a mistake in this program: throws std::logic_error.
  const SqlStatement& operator[](std::string_view name) const;
  const std::map<std::string, SqlStatement, std::less<>>& all() const { return statements_; }

 private:
  void read(const SqlFile& file);
  std::string withParts(const std::string& text) const;

  std::map<std::string, SqlStatement, std::less<>> statements_;
};

}  // namespace balalyk
