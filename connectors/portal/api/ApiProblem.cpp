#include "connectors/portal/api/ApiProblem.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "connectors/texts/ProgramProblemText.h"

namespace balalyk {
namespace {

using signing::JsonWriter;

struct Row {
  std::string_view code;
  int status;
};

// What use cases throw about what was asked.
constexpr auto kStatuses = std::to_array<Row>({
    {"accountNotFound", 403},
    {"batchChangedSinceShown", 412},
    {"batchMissing", 404},
    {"batchTooLarge", 422},
    {"batchUnderWay", 409},
    {"chairpersonsSeveral", 422},
    {"documentNotFound", 404},
    {"documentNotDrafted", 409},
    {"documentNotSent", 409},
    {"keyPasswordWrong", 422},
    {"nothingToAuthorise", 422},
    {"passwordTriesSpent", 429},
    {"reasonMissing", 422},
    {"recordGone", 409},
});

}  // namespace

void throwForClient(const Error& error) {
  if (dynamic_cast<const ApiError*>(&error)) throw;
  const auto row = std::ranges::find(kStatuses, error.problem().code, &Row::code);
  if (row == kStatuses.end()) throw;
  ApiError answer(row->status, error.problem());
  if (row->status != 429) throw ApiError(answer);
  throw std::move(answer).with("Retry-After", "60");
}

void writeProblem(JsonWriter& json, const Problem& problem, const Messages& messages) {
  const auto text = describeForProgram(messages, problem);
  json.beginObject().member("code", problem.code);
  if (const auto field = problem.params.find("field"); field != problem.params.end())
    json.member("field", field->second);
  json.key("params").beginObject();
  for (const auto& [name, value] : problem.params) json.member(name, value);
  json.endObject().member("what", text.what);
  if (!text.why.empty()) json.member("why", text.why);
  if (!text.remedy.empty()) json.member("remedy", text.remedy);
  json.endObject();
}

web::Response problemAnswer(const web::Visit& visit, const ApiError& error) {
  const auto& messages = visit.messages();
  const auto text = describeForProgram(messages, error.problem());
  JsonWriter json(JsonWriter::Layout::compact);
  json.beginObject().member("type", "about:blank").member("title", text.what).member("status", error.status());
  json.member("code", error.problem().code);
  if (!text.why.empty()) json.member("detail", text.why);
  if (!text.remedy.empty()) json.member("remedy", text.remedy);
  json.key("problems").beginArray();
  for (const auto& problem : error.problems()) writeProblem(json, problem, messages);
  json.endArray().endObject();
  auto answer = web::Response::data("application/problem+json", json.text(), error.status());
  answer.set("Content-Language", messages.language());
  for (const auto& [name, value] : error.headers()) answer.set(name, value);
  return answer;
}

}  // namespace balalyk
