#pragma once

#include <span>
#include <string_view>

namespace balalyk {

// The .sql files of this folder, put into the program when it is built.
struct SqlFile {
  std::string_view name;  // "migrations/001_portal_tables.sql"
  std::string_view text;
};

std::span<const SqlFile> embeddedSql();  // sorted by name

}  // namespace balalyk
