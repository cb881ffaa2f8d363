#include "connectors/portal/web/ErrorPage.h"

#include <openssl/rand.h>

#include <array>

#include "connectors/texts/ProgramProblemText.h"
#include "signing/JsonWriter.h"

namespace balalyk::web {
namespace {

Response problemJson(const ProblemText& text, int status, const Problem& problem, const std::string& number) {
  signing::JsonWriter json(signing::JsonWriter::Layout::compact);
  json.beginObject().member("type", "about:blank").member("title", text.what).member("status", status);
  json.member("code", problem.code);
  if (!text.why.empty()) json.member("detail", text.why);
  if (!text.remedy.empty()) json.member("remedy", text.remedy);
  if (!number.empty()) json.member("number", number);
  json.endObject();
  return Response::data("application/problem+json", json.text(), status);
}

ViewData shownAgain(const FormAgain& again) {
  ViewData data;
  data.text("address", again.address).flag("inParts", again.inParts);
  data.text("csrf", again.fields.first("csrf")).text("once", again.fields.first("once"));
  std::vector<ViewData> fields;
  for (const auto& [name, value] : again.fields)
    if (name != "csrf" && name != "once") fields.push_back(ViewData().text("name", name).text("value", value));
  data.list("fields", std::move(fields));
  if (!again.file.empty()) data.part("file", ViewData().text("name", again.file));
  return data;
}

// Under /api/ there is no form and no browser; of a header that is refused there is no path, and JSON by its address
// only.
bool isForProgram(const Request& request) {
  return request.wantsJson && (request.path.empty() || request.path.starts_with("/api/"));
}

}  // namespace

std::string newTroubleNumber() {
  static constexpr std::string_view kCharacters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";  // 32
  std::array<unsigned char, 8> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return "NONUMBER";
  std::string number;
  for (const auto byte : bytes) number += kCharacters[byte % kCharacters.size()];
  return number;
}

Response errorAnswer(Visit& visit, int status, const Problem& problem, const std::string& number,
                     const FormAgain* again) {
  if (isForProgram(visit.request()))
    return problemJson(describeForProgram(visit.messages(), problem), status, problem, number);
  const auto text = describeOnPage(visit.messages(), problem);
  if (visit.request().wantsJson) return problemJson(text, status, problem, number);
  ViewData data;
  data.text("what", text.what).text("why", text.why).text("remedy", text.remedy).text("number", number);
  data.flag("hasWhy", !text.why.empty()).flag("hasNumber", !number.empty());
  if (again) data.part("again", shownAgain(*again));
  const bool sentence = text.what.ends_with('.');
  return visit.page("error", text.what.substr(0, text.what.size() - (sentence ? 1 : 0)), std::move(data), status);
}

Response bareErrorAnswer(int status, const std::string& number) {
  return Response::page("<!DOCTYPE html><html lang=\"en\"><title>" + std::to_string(status) + "</title><p>" +
                            std::to_string(status) + " " + number + "</p></html>\n",
                        status);
}

}  // namespace balalyk::web
