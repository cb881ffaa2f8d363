#include "jobs/output/DocumentOutput.h"

#include <chrono>

#include "connectors/texts/Messages.h"
#include "connectors/texts/ProblemText.h"
#include "jobs/output/Table.h"
#include "pipeline/domain/IsoDate.h"
#include "signing/JsonWriter.h"
#include "signing/Time.h"

namespace balalyk {
namespace {

void writeJson(signing::JsonWriter& json, const StoredFile& file) {
  json.beginObject()
      .member("name", file.name)
      .member("mediaType", file.mediaType)
      .member("sha256", file.digest)
      .member("size", file.size)
      .endObject();
}

void writeProblems(signing::JsonWriter& json, std::string_view name, const std::vector<Problem>& problems,
                   const Messages& messages) {
  if (problems.empty()) return;
  json.key(name).beginArray();
  for (const auto& problem : problems) balalyk::writeJson(json, problem, messages);
  json.endArray();
}

void writeOptional(signing::JsonWriter& json, std::string_view name, const std::string& text) {
  if (!text.empty()) json.member(name, text);
}

void writeOptional(signing::JsonWriter& json, std::string_view name, const std::optional<Timestamp>& time) {
  if (time) json.member(name, utcTime(*time));
}

}  // namespace

std::string utcTime(Timestamp time) {
  return signing::toIso(std::chrono::floor<std::chrono::seconds>(time));
}

void writeJson(signing::JsonWriter& json, const Problem& problem, const Messages& messages) {
  const auto text = describe(messages, problem);
  json.beginObject().member("code", problem.code);
  json.key("params").beginObject();
  for (const auto& [name, value] : problem.params) json.member(name, value);
  json.endObject().member("what", text.what);
  writeOptional(json, "why", text.why);
  writeOptional(json, "remedy", text.remedy);
  writeOptional(json, "mend", text.remedy);  // its name before 0.2.0: for one version more
  json.endObject();
}

std::string problemAsJson(const Problem& problem, int exitCode, const Messages& messages) {
  signing::JsonWriter json;
  json.beginObject().member("exitCode", exitCode).key("problem");
  writeJson(json, problem, messages);
  return json.endObject().text() + "\n";
}

void writeJson(signing::JsonWriter& json, const Document& document, const Messages& messages, Subject subject) {
  json.beginObject()
      .member("id", document.id)
      .member("kind", toString(document.kind))
      .member("state", toString(document.state))
      .member("number", document.number)
      .member("revision", document.revision)
      .member("source", toString(document.source))
      .member("sourceKey", document.sourceKey);
  if (document.date) json.member("date", isoDate(*document.date));
  json.key("commission").beginObject().member("id", document.commissionId).member("name", document.commissionName);
  json.endObject().member("chairperson", document.chairpersonId);
  if (subject == Subject::shown) json.member("subject", document.subject);
  json.member("synthetic", document.synthetic).member("attempts", document.attempts);
  json.member("changedAt", utcTime(document.changedAt));
  writeOptional(json, "dueAt", document.dueAt);
  writeOptional(json, "signAt", document.signAt);
  writeOptional(json, "publishedAt", document.publishedAt);
  writeOptional(json, "supersededBy", document.supersededBy);
  if (subject == Subject::shown) writeOptional(json, "reason", document.reason);
  writeOptional(json, "recordDigest", document.recordDigest);
  writeOptional(json, "contentDigest", document.contentDigest);
  if (document.pages > 0) json.member("pages", document.pages);
  json.key("files").beginArray();
  for (const auto& file : document.files) writeJson(json, file);
  json.endArray();
  if (document.container) {
    json.key("container");
    writeJson(json, *document.container);
    json.member("level", document.level);
  }
  writeProblems(json, "problems", document.problems, messages);
  writeProblems(json, "flags", document.flags, messages);
  json.endObject();
}

void writeLevels(signing::JsonWriter& json, const std::vector<LevelCount>& levels) {
  json.key("levels").beginObject();
  for (const auto& level : levels) json.member(level.level, level.count);
  json.endObject();
}

std::string levelLines(const std::vector<LevelCount>& levels, const Messages& messages) {
  std::string text;
  for (const auto& level : levels)
    text +=
        "  " + messages.text("levels.line", {{"level", level.level}, {"count", messages.number(level.count)}}) + "\n";
  return text.empty() ? text : "\n" + messages.text("levels.heading") + "\n" + text;
}

std::string documentsAsJson(const std::vector<Document>& documents, const Messages& messages, Subject subject) {
  signing::JsonWriter json;
  json.beginArray();
  for (const auto& document : documents) writeJson(json, document, messages, subject);
  return json.endArray().text() + "\n";
}

std::string documentTable(const std::vector<Document>& documents, const Messages& messages, Subject subject,
                          std::size_t width) {
  std::vector<std::string> headings = {messages.text("column.number"), messages.text("column.date"),
                                       messages.text("column.kind"), messages.text("column.state"),
                                       messages.text("column.level")};
  if (subject == Subject::shown) headings.push_back(messages.text("column.subject"));
  headings.push_back(messages.text("column.commission"));
  headings.push_back(messages.text("column.id"));
  // An id is there to be copied.
  std::vector<Table::Align> aligns(headings.size(), Table::Align::left);
  aligns.back() = Table::Align::whole;
  Table table(std::move(headings), std::move(aligns));
  for (const auto& document : documents) {
    std::vector<std::string> row = {document.number, document.date ? isoDate(*document.date) : "",
                                    messages.text("kind." + std::string(toString(document.kind))),
                                    messages.text("state." + std::string(toString(document.state))), document.level};
    if (subject == Subject::shown) row.push_back(document.subject);
    row.push_back(document.commissionName);
    row.push_back(document.id);
    table.add(std::move(row));
  }
  return table.text(width);
}

}  // namespace balalyk
