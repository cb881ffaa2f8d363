#include "connectors/database/documents/SqlBatches.h"

#include "connectors/database/documents/ChangeLog.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/JsonText.h"

namespace balalyk {

namespace {

std::optional<Problem> problemIn(const SqlRow& row, std::string_view column) {
  auto problems = problemsFromJson(row.text(column));
  return problems.empty() ? std::nullopt : std::optional(std::move(problems.front()));
}

std::string jsonOf(const std::optional<Problem>& problem) {
  return problem ? problemsToJson({*problem}) : "[]";
}

Batch batchFrom(const SqlRow& row) {
  const auto begun = row.optionalInteger("begun_at");
  return {.id = row.text("id"),
          .chairpersonId = row.text("chairperson_id"),
          .accountId = row.text("account_id"),
          .digest = row.text("digest"),
          .documents = row.integer("documents"),
          .preparedAt = toTimestamp(row.integer("prepared_at")),
          .begunAt = begun ? std::optional(toTimestamp(*begun)) : std::nullopt,
          .runner = row.text("runner"),
          .alive = row.flag("alive"),
          .authorised = row.flag("authorised"),
          .receiptDigest = row.text("receipt_digest"),
          .problem = problemIn(row, "problem")};
}

}  // namespace

bool SqlBatches::prepare(const Batch& batch, std::span<const AuthorisedContent> documents) {
  return runner_.write([&](SqlSession& session) {
    const auto made = session.run(sql_["prepare batch"], {batch.id, batch.chairpersonId, batch.accountId, batch.digest,
                                                          static_cast<std::int64_t>(documents.size())});
    if (made.changed == 0) return false;
    JsonRows rows;
    std::int64_t position = 0;
    for (const auto& [document, content] : documents)
      rows.row()
          .text("of_batch", batch.id)
          .integer("place", position++)
          .text("of_document", document)
          .text("content", content);
    if (!rows.empty()) session.run(sql_["freeze batch"], {rows.str()});
    return true;
  });
}

std::optional<Batch> SqlBatches::find(const std::string& id) {
  const auto result = runner_.read([&](SqlSession& session) { return session.run(sql_["batch"], {id}); });
  return result.rows.empty() ? std::nullopt : std::optional(batchFrom(result.rows[0]));
}

std::vector<BatchDocument> SqlBatches::documents(const std::string& id) {
  const auto result = runner_.read([&](SqlSession& session) { return session.run(sql_["documents of batch"], {id}); });
  std::vector<BatchDocument> documents;
  for (const auto& row : result.rows)
    documents.push_back({.contentDigest = row.text("shown_digest"),
                         .covered = row.flag("covered"),
                         .problem = problemIn(row, "left_out"),
                         .document = documentFrom(row)});
  return documents;
}

std::set<std::string> SqlBatches::waiting(const std::vector<std::string>& ids) {
  if (ids.empty()) return {};
  const auto result =
      runner_.read([&](SqlSession& session) { return session.run(sql_["batches that wait"], {jsonTexts(ids)}); });
  std::set<std::string> waiting;
  for (const auto& row : result.rows) waiting.insert(row.text("id"));
  return waiting;
}

std::vector<Batch> SqlBatches::ofChairperson(const std::string& chairpersonId, int limit) {
  const auto result = runner_.read([&](SqlSession& session) {
    return session.run(sql_["batches of chairperson"], {chairpersonId, std::int64_t{limit}});
  });
  std::vector<Batch> batches;
  for (const auto& row : result.rows) batches.push_back(batchFrom(row));
  return batches;
}

bool SqlBatches::take(const std::string& id, const std::string& runner, std::chrono::milliseconds lease) {
  return runner_.write([&](SqlSession& session) {
    if (session.run(sql_["take batch"], {id, runner, std::int64_t{lease.count()}}).changed == 0) return false;
    session.run(sql_["forget what was left out"], {id});
    return true;
  });
}

bool SqlBatches::keep(const std::string& id, const std::string& runner, std::chrono::milliseconds lease) {
  return runner_.write(
      [&](SqlSession& session) {
        return session.run(sql_["keep batch"], {id, runner, std::int64_t{lease.count()}}).changed == 1;
      },
      SqlAccess::lightWrite);
}

bool SqlBatches::release(const std::string& id, const std::string& runner, const std::optional<Problem>& problem) {
  const auto done = [&](SqlSession& session) {
    return session.run(sql_["release batch"], {id, runner, jsonOf(problem)}).changed == 1;
  };
  if (!problem) return runner_.write(done);
  return runner_.write([&](SqlSession& session) {
    const auto found = session.run(sql_["batch"], {id}).rows;
    if (found.empty()) return false;
    const auto batch = batchFrom(found[0]);
    ChangeLog changes(session, sql_, batch.accountId.empty() ? batch.chairpersonId : batch.accountId);
    if (!done(session)) return false;
    changes.note("", "batch-stopped", jsonObject({{"id", id}, {"problem", problem->code}}));
    changes.write();
    return true;
  });
}

void SqlBatches::leaveOut(const std::string& id, const std::map<std::string, Problem>& problems) {
  if (problems.empty()) return;
  JsonRows rows;
  for (const auto& [document, problem] : problems)
    rows.row().text("of_document", document).text("why", jsonOf(problem));
  runner_.write([&](SqlSession& session) { return session.run(sql_["leave out of batch"], {id, rows.str()}).changed; });
}

}  // namespace balalyk
