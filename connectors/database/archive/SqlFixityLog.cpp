#include "connectors/database/archive/SqlFixityLog.h"

#include <algorithm>

#include "connectors/database/documents/ChangeLog.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/JsonText.h"

namespace balalyk {

namespace {

FixityRun runFrom(const SqlRow& row) {
  FixityRun run{.id = row.integer("id"),
                .begunAt = toTimestamp(row.integer("begun_at")),
                .position = row.integer("position"),
                .files = row.integer("files"),
                .damaged = row.integer("damaged"),
                .missing = row.integer("missing"),
                .carefulUntil = row.integer("careful_until")};
  if (const auto at = row.optionalInteger("ended_at")) run.endedAt = toTimestamp(*at);
  return run;
}

}  // namespace

std::optional<FixityRun> SqlFixityLog::one(std::string_view statement) {
  const auto rows = runner_.read([&](SqlSession& session) { return session.run(sql_[statement]); }).rows;
  return rows.empty() ? std::nullopt : std::optional(runFrom(rows[0]));
}

std::optional<FixityRun> SqlFixityLog::last() {
  return one("last fixity");
}

std::optional<FixityRun> SqlFixityLog::lastEnded() {
  return one("last ended fixity");
}

FixityRun SqlFixityLog::begin() {
  return runner_.write([&](SqlSession& session) {
    session.run(sql_["begin fixity"]);
    return runFrom(session.run(sql_["open fixity"]).rows.at(0));
  });
}

int SqlFixityLog::tries(const FixityRun& run) {
  return runner_.write([&](SqlSession& session) {
    session.run(sql_["try fixity"], {run.id, run.position});
    const auto rows = session.run(sql_["fixity tries"], {run.id, run.position}).rows;
    return rows.empty() ? 0 : static_cast<int>(rows[0].integer("attempts"));
  });
}

void SqlFixityLog::forgetTry(const FixityRun& run) {
  runner_.write([&](SqlSession& session) {
    session.run(sql_["forget fixity try"], {run.id, run.position});
    return true;
  });
}

void SqlFixityLog::goCarefully(const FixityRun& run, std::int64_t until) {
  runner_.write([&](SqlSession& session) {
    session.run(sql_["careful fixity"], {run.id, run.position, until});
    return true;
  });
}

bool SqlFixityLog::add(const FixityRun& run, const FixityStep& step) {
  return runner_.write([&](SqlSession& session) {
    const auto changed =
        session.run(sql_["add fixity"], {run.id, run.position, step.position, step.files, step.damaged, step.missing})
            .changed;
    if (changed == 0) return false;
    for (const auto& finding : step.findings)
      session.run(sql_["add fixity finding"], {run.id, finding.documentId, problemsToJson({finding.problem})});
    return true;
  });
}

void SqlFixityLog::end(const FixityRun& run, const std::string& actor) {
  runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, actor);
    if (session.run(sql_["end fixity"], {run.id, run.position}).changed == 0) return false;
    changes.note("", "storeChecked",
                 jsonObject({{"damaged", std::to_string(run.damaged)},
                             {"files", std::to_string(run.files)},
                             {"missing", std::to_string(run.missing)}}));
    changes.write();
    return true;
  });
}

std::vector<FixityFinding> SqlFixityLog::findings(std::int64_t run, int limit) {
  const auto result = runner_.read([&](SqlSession& session) {
    return session.run(sql_["fixity findings"], {run, std::int64_t{limit}});
  });
  std::vector<FixityFinding> findings;
  for (const auto& row : result.rows)
    for (auto& problem : problemsFromJson(row.text("problem")))
      findings.push_back({row.text("document_id"), std::move(problem), toTimestamp(row.integer("found_at"))});
  return findings;
}

FixityLog::Part SqlFixityLog::filesAfter(std::int64_t position, int documents) {
  Part part;
  runner_.read([&](SqlSession& session) {
    const auto last = session.run(sql_["last sequence"]).rows.at(0).integer("sequence");
    part.position = std::min(position + documents, last);
    part.last = part.position >= last;
    for (const std::string statement : {"containers after", "former containers after", "files after"}) {
      for (const auto& row : session.run(sql_[statement], {position, part.position}).rows) {
        part.files.push_back({row.text("id"),
                              {row.text("name"), row.text("media_type"), row.text("digest"),
                               static_cast<std::uint64_t>(row.integer("size"))},
                              statement == "files after"});
      }
    }
    return true;
  });
  return part;
}

}  // namespace balalyk
