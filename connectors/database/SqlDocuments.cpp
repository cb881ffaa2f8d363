#include "connectors/database/SqlDocuments.h"

#include "connectors/database/JsonText.h"

#include <algorithm>

#include "connectors/database/DocumentRow.h"
#include "connectors/database/FindQuery.h"

namespace balalyk {

namespace {

constexpr std::int64_t kFilesAtOnce = 1'000;

// Rows of state, problems as JSON, how many documents have just these.
std::vector<ProblemCount> problemCounts(const SqlResult& result, const std::string& prefix) {
  std::vector<ProblemCount> counts;
  for (const auto& row : result.rows) {
    const auto state = stateFrom(row.text(0));
    for (auto& problem : problemsFromJson(row.text(1))) {
      if (!problem.code.starts_with(prefix)) continue;
      const auto same = std::ranges::find_if(
          counts, [&](const auto& one) { return one.state == state && one.problem == problem; });
      if (same != counts.end()) {
        same->count += row.integer(2);
      } else {
        counts.push_back({.state = state, .problem = std::move(problem), .count = row.integer(2)});
      }
    }
  }
  return counts;
}

}  // namespace

std::vector<Document> SqlDocuments::list(const SqlStatement& statement, std::initializer_list<SqlValue> values) {
  const auto result = runner_.read([&](SqlSession& session) { return session.run(statement, values); });
  std::vector<Document> documents;
  documents.reserve(result.rows.size());
  for (const auto& row : result.rows) documents.push_back(documentFrom(row));
  return documents;
}

RecordCursor SqlDocuments::cursor(const std::string& view) {
  const auto result = runner_.read([&](SqlSession& session) { return session.run(sql_["cursor"], {view}); });
  if (result.rows.empty()) return {};
  return {.changedAt = result.rows[0].integer(0), .key = result.rows[0].text(1)};
}

void SqlDocuments::setCursor(const std::string& view, const RecordCursor& cursor) {
  runner_.write([&](SqlSession& session) {
    return session.run(sql_["set cursor"], {view, cursor.changedAt, cursor.key});
  });
}

std::int64_t SqlDocuments::pending(Stage stage) {
  return runner_.read([&](SqlSession& session) {
    if (stage == Stage::upgrade) return session.run(sql_["pending upgrades"]).rows.at(0).integer(0);
    return session.run(sql_["pending"], {std::string(toString(dueState(stage)))}).rows.at(0).integer(0);
  });
}

std::optional<std::chrono::milliseconds> SqlDocuments::nextDue(Stage stage) {
  return runner_.read([&](SqlSession& session) {
    std::optional<std::chrono::milliseconds> soonest;
    for (const auto priority : {Priority::interactive, Priority::nightly}) {
      const auto wait =
          session.run(sql_["next due"], {std::string(toString(stage)), static_cast<std::int64_t>(priority)})
              .rows.at(0)
              .optionalInteger(0);
      if (!wait) continue;
      const std::chrono::milliseconds left(std::max<std::int64_t>(*wait, 0));
      soonest = soonest ? std::min(*soonest, left) : left;
    }
    return soonest;
  });
}

std::optional<std::chrono::milliseconds> SqlDocuments::oldestDue(Stage stage) {
  return runner_.read([&](SqlSession& session) {
    std::optional<std::chrono::milliseconds> longest;
    for (const auto priority : {Priority::interactive, Priority::nightly}) {
      const auto waited =
          session.run(sql_["oldest due"], {std::string(toString(stage)), static_cast<std::int64_t>(priority)})
              .rows.at(0)
              .optionalInteger(0);
      if (waited)
        longest = std::max(longest.value_or(std::chrono::milliseconds(0)), std::chrono::milliseconds(*waited));
    }
    return longest;
  });
}

std::optional<Document> SqlDocuments::document(const std::string& id) {
  auto found = list(sql_["document"], {id});
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::optional<Document> SqlDocuments::latest(Source source, const std::string& sourceKey) {
  auto found = list(sql_["latest revision"], {std::string(toString(source)), sourceKey});
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<Document> SqlDocuments::revisions(Source source, const std::string& sourceKey) {
  return list(sql_["revisions"], {std::string(toString(source)), sourceKey});
}

std::optional<std::string> SqlDocuments::recordXml(const std::string& id) {
  const auto result = runner_.read([&](SqlSession& session) { return session.run(sql_["record xml"], {id}); });
  return result.rows.empty() ? std::nullopt : std::optional(result.rows[0].text(0));
}

std::vector<Document> SqlDocuments::find(const DocumentQuery& query) {
  return runner_.read([&](SqlSession& session) { return balalyk::find(session, sql_, query); });
}

std::vector<StateCount> SqlDocuments::counts() {
  const auto result = runner_.read([&](SqlSession& session) { return session.run(sql_["counts"]); });
  std::vector<StateCount> counts;
  for (const auto& row : result.rows) {
    counts.push_back({.state = stateFrom(row.text(0)), .kind = kindFrom(row.text(1)), .count = row.integer(2)});
  }
  return counts;
}

std::vector<LevelCount> SqlDocuments::levelCounts() {
  const auto result = runner_.read([&](SqlSession& session) { return session.run(sql_["level counts"]); });
  std::vector<LevelCount> counts;
  for (const auto& row : result.rows) counts.push_back({.level = row.text(0), .count = row.integer(1)});
  return counts;
}

std::vector<ProblemCount> SqlDocuments::waitingCounts() {
  return problemCounts(runner_.read([&](SqlSession& session) { return session.run(sql_["waiting counts"]); }), {});
}

std::vector<ProblemCount> SqlDocuments::flagCounts(const std::string& prefix, std::chrono::milliseconds recent) {
  return problemCounts(runner_.read([&](SqlSession& session) {
    return session.run(sql_["flag counts"], {"%\"code\":\"" + prefix + "%", std::int64_t{recent.count()}});
  }),
                       prefix);
}

std::vector<Document> SqlDocuments::inState(State state, int limit) {
  return list(sql_["documents in state"], {std::string(toString(state)), std::int64_t{limit}});
}

std::vector<Document> SqlDocuments::draftedAgain(int limit) {
  return list(sql_["drafted again documents"], {std::int64_t{limit}});
}

std::vector<Document> SqlDocuments::stoppedUpgrades(int limit) {
  return list(sql_["stopped upgrades"], {std::int64_t{limit}});
}

std::int64_t SqlDocuments::countStoppedUpgrades() {
  return runner_.read(
      [&](SqlSession& session) { return session.run(sql_["count stopped upgrades"]).rows.at(0).integer(0); });
}

std::vector<Document> SqlDocuments::stuck(std::chrono::milliseconds age, int limit) {
  return list(sql_["stuck documents"], {std::int64_t{age.count()}, std::int64_t{limit}});
}

// In steps, each within the deadline: an archive does not fit into one call.
void SqlDocuments::forEachFile(const std::function<void(const std::string& documentId, const StoredFile&)>& visit) {
  const auto last =
      runner_.read([&](SqlSession& session) { return session.run(sql_["last sequence"]).rows.at(0).integer(0); });
  for (std::int64_t after = 0; after < last; after += kFilesAtOnce) {
    for (const auto* statement : {"files after", "containers after", "former containers after"}) {
      const auto result = runner_.read([&](SqlSession& session) {
        return session.run(sql_[statement], {after, after + kFilesAtOnce});
      });
      for (const auto& row : result.rows) {
        visit(row.text(1), {row.text(2), row.text(3), row.text(4), static_cast<std::uint64_t>(row.integer(5))});
      }
    }
  }
  const auto setAside = runner_.read([&](SqlSession& session) { return session.run(sql_["set aside with a bundle"]); });
  for (const auto& row : setAside.rows) {
    for (const auto& problem : problemsFromJson(row.text(1))) {
      if (const auto bundle = problem.params.find("bundle"); bundle != problem.params.end()) {
        visit(row.text(0), {"bundle.zip", "application/zip", bundle->second, 0});
      }
    }
  }
}

}  // namespace balalyk
