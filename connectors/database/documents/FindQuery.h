#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/database/session/SqlCatalogue.h"
#include "connectors/database/session/SqlSession.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// A word of a name with `common` entries and more is looked for among the `newest` documents, instead of sorting all
// that have it.
struct FindLimits {
  std::int64_t common = 20'000;
  std::int64_t newest = 10'000;
};

// Newest sitting first. Which index leads depends on what is asked for: the number, the commission, the rarest word of
// the name, a small state, else the date. None of them reads the archive through.
std::vector<Document> find(SqlSession& session, const SqlCatalogue& sql, const DocumentQuery& query,
                           const FindLimits& limits = {});

// As rows hold it: PostgreSQL refuses an index entry of more than 2,704 bytes. A number that is cut off was returned
// because of its length.
std::string indexedNumber(std::string number);
std::vector<std::string> indexedWords(std::string_view name);

// 20261102, as words keep it; 0 without a date.
std::int64_t dayNumber(const std::optional<Date>& date);

}  // namespace balalyk
