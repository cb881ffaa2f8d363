#include "Plans.h"

#include <fmt/format.h>

#include "Archive.h"
#include "connectors/database/session/SqlCatalogue.h"

namespace balalyk::bench {

void showPlans(const std::string& connection, std::int64_t archive) {
  const auto session = sessionOf(connection);
  const bool sqlite = connection.starts_with("sqlite:");
  const SqlCatalogue sql(sqlite ? SqlDialect::sqlite : SqlDialect::postgresql);
  session->run(sql["now"]);
  for (const auto* name : {"claim", "claimed documents", "finish fill", "finish publish", "heartbeat",
                           "latest revisions of", "how many with word", "document"}) {
    std::string explain = "EXPLAIN QUERY PLAN " + sql[name].text;
    if (!sqlite) {
      session->script("SET plan_cache_mode = force_generic_plan");
      session->script("PREPARE shown AS " + sql[name].text);
      std::string nulls = "NULL";
      for (int i = 2; sql[name].text.find("$" + std::to_string(i)) != std::string::npos; ++i) nulls += ", NULL";
      explain = "EXPLAIN (COSTS OFF) EXECUTE shown(" + nulls + ")";
    }
    fmt::print("-- plan of «{}» at {}\n", name, archive);
    for (const auto& row : session->run({"", explain}).rows) {
      const auto line = row.text(sqlite ? "detail" : "QUERY PLAN");
      if (line.find("Scan") != std::string::npos || line.find("Index Cond") != std::string::npos || sqlite)
        fmt::print("     {}\n", line);
    }
    if (!sqlite) session->script("DEALLOCATE shown");
  }
}

}  // namespace balalyk::bench
