#include "connectors/portal/api/ApplicationCalls.h"

#include <algorithm>
#include <charconv>

#include "connectors/portal/api/DocumentJson.h"
#include "connectors/portal/api/IntakeCall.h"
#include "pipeline/casework/EditApplication.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/domain/TypedReason.h"
#include "pipeline/record/RecordWords.h"

namespace balalyk {
namespace {

using signing::JsonWriter;
using web::Response;

constexpr std::size_t kMostEntries = 100, kLongestText = 20'000, kLongestReason = 1'000;
constexpr int kMostRows = 200;
constexpr std::string_view kGroups = "rwd";  // of cursors, by attention: returned, waiting, decided

ApplicationCase found(const ApiCall& call) {
  auto application = call.database().applications().open(call.visit().parameter("id"), call.commissions());
  if (!application) throw ApiError(404, Problem{"applicationNotFound", {}});
  return *std::move(application);
}

void write(JsonWriter& json, const ShownPerson& person) {
  json.member("surname", person.name.surname).member("givenName", person.name.givenName);
  json.member("patronymic", person.name.patronymic).member("maskedPin", person.maskedPin);
  json.key("birthDate");
  person.birthDate ? json.value(isoDate(*person.birthDate)) : json.value(nullptr);
}

void writeTexts(JsonWriter& json, const char* name, const std::vector<std::string>& texts) {
  json.key(name).beginArray();
  for (const auto& text : texts) json.value(text);
  json.endArray();
}

void writeForm(JsonWriter& json, const ApplicationForm& form) {
  writeTexts(json, "benefits", form.benefits);
  writeTexts(json, "members", form.ticked);
  json.key("documents").beginArray();
  for (const auto& document : form.documentsShown)
    json.beginObject().member("ky", document.ky).member("ru", document.ru).endObject();
  json.endArray().member("comments", form.comments).member("protocolNumber", form.protocolNumber);
  json.member("sittingDate", form.sittingDate).key("decision");
  form.chosen ? json.value(toString(*form.chosen)) : json.value(nullptr);
  json.member("grounds", form.refusalGrounds).member("kindergarten", form.kindergartenId);
}

std::string jsonOf(const ApplicationCase& application) {
  JsonWriter json(JsonWriter::Layout::compact);
  json.beginObject().member("id", application.id).member("version", application.version);
  json.member("number", application.applicationNumber).member("commission", application.commission.id);
  if (application.receivedAt) json.member("receivedAt", isoMoment(*application.receivedAt));
  json.member("synthetic", application.synthetic).member("state", toString(application.state));
  json.key("child").beginObject();
  write(json, application.child);
  json.endObject().key("childPlace").beginObject().member("soate", application.childPlace.soate);
  json.member("ky", application.childPlace.name.ky).member("ru", application.childPlace.name.ru).endObject();
  json.key("guardian").beginObject();
  write(json, application.guardian);
  json.member("address", application.guardian.address).member("maskedPhone", application.guardian.maskedPhone);
  json.member("email", application.guardian.email).key("kinship");
  application.guardian.kinship ? json.value(toString(*application.guardian.kinship)) : json.value(nullptr);
  json.endObject();
  writeForm(json, application.form);
  json.key("amountPerMonth");
  application.amountPerMonth ? json.value(*application.amountPerMonth) : json.value(nullptr);
  return json.endObject().text();
}

// The version is the tag: what a decision was made of.
Response show(ApiCall& call) {
  const auto application = found(call);
  return apiAnswer(call, jsonOf(application), std::to_string(application.version));
}

// `next` of a page: a group's letter, and the row that it ended with. Another would begin the list again, for ever.
void checkCursor(const ApiCall& call, const ApplicationListQuery& query) {
  const auto& after = query.after;
  if (after.empty() && !call.request().query.has("after")) return;
  const bool formed = after.size() > 2 && after[1] == '.' && kGroups.find(after[0]) != std::string_view::npos;
  if (!formed || !call.database().applications().open(after.substr(2), {query.commissionId}))
    throw ApiError(400, Problem{"queryWrong", {{"name", "after"}}});
}

Response list(ApiCall& call) {
  const auto& query = call.request().query;
  ApplicationListQuery wanted{.commissionId = query.first("commission"),
                              .filter = {},
                              .order = ApplicationOrder::attention,
                              .after = query.first("after"),
                              .limit = call.number("limit", 50, kMostRows)};
  const auto commissions = call.commissions();
  if (std::ranges::find(commissions, wanted.commissionId) == commissions.end())
    throw ApiError(404, Problem{"commissionUnknown", {}});
  if (query.has("state")) {
    wanted.filter.state = applicationStateFrom(query.first("state"));
    if (!wanted.filter.state) throw ApiError(400, Problem{"queryWrong", {{"name", "state"}}});
  }
  checkCursor(call, wanted);
  const auto page = call.database().applications().list(wanted);
  JsonWriter json(JsonWriter::Layout::compact);
  json.beginObject().key("applications").beginArray();
  for (const auto& row : page.rows) {
    json.beginObject().member("id", row.id).member("state", toString(row.state)).member("inWork", row.inWork);
    if (row.receivedAt) json.member("receivedAt", isoMoment(*row.receivedAt));
    json.key("document");
    if (row.protocol)
      json.beginObject()
          .member("id", row.protocol->documentId)
          .member("revision", row.protocol->revision)
          .member("state", toString(row.protocol->state))
          .endObject();
    else
      json.value(nullptr);
    json.endObject();
  }
  json.endArray().member("next", page.next).endObject();
  return apiAnswer(call, json.text());
}

ApplicationForm formFrom(const ApiBody& body) {
  ApplicationForm form;
  form.benefits = body.texts("benefits", kMostEntries);
  form.ticked = body.texts("members", kMostEntries);
  form.documentsShown = body.localizedTexts("documents", kMostEntries);
  form.comments = body.text("comments", kLongestText);
  form.protocolNumber = body.required("protocolNumber", kLongestReason);
  form.sittingDate = body.required("sittingDate");
  if (!body.date("sittingDate")) body.wrong("sittingDate");
  form.chosen = decisionFrom(body.required("decision"));
  if (!form.chosen) body.wrong("decision");
  form.refusalGrounds = body.text("grounds", kLongestText);
  form.kindergartenId = body.text("kindergarten", 200);
  return form;
}

// What the page would not offer: ids that are not the commission's.
void checkChoices(const ApiCall& call, const ApiBody& body, const ApplicationCase& application,
                  const ApplicationForm& form) {
  const auto benefits = call.database().applications().benefits();
  for (const auto& code : form.benefits)
    if (std::ranges::find(benefits, code, &BenefitCategory::code) == benefits.end()) body.wrong("benefits");
  for (const auto& id : form.ticked)
    if (std::ranges::find(application.members, id, &MemberChoice::id) == application.members.end())
      body.wrong("members");
  if (!form.kindergartenId.empty() && std::ranges::find(application.kindergartens, form.kindergartenId,
                                                        &Kindergarten::id) == application.kindergartens.end())
    body.wrong("kindergarten");
}

int versionOf(const std::string& tag) {
  int version = 0;
  const auto [end, error] = std::from_chars(tag.data(), tag.data() + tag.size(), version);
  if (error != std::errc{} || end != tag.data() + tag.size()) throw ApiError(412, Problem{"versionDiffers", {}});
  return version;
}

Response decided(const ApiCall& call, EditApplication& edit, const std::string& id, const Saved& saved) {
  JsonWriter json(JsonWriter::Layout::compact);
  json.beginObject().member("id", id).member("version", saved.version).member("state", toString(saved.now));
  json.key("flags").beginArray();
  for (const auto& flag : saved.flags) writeProblem(json, flag, call.visit().messages());
  json.endArray().key("document");
  const auto document = edit.protocol(id);
  document ? writeDocument(json, *document, call) : static_cast<void>(json.value(nullptr));
  return apiAnswer(call, json.endObject().text(), std::to_string(saved.version));
}

// A decision that another system made. It is kept whole or not at all: nobody sits before a form to correct the rest.
Response decide(ApiCall& call) {
  const auto body = call.body({"decision", "benefits", "members", "documents", "comments", "protocolNumber",
                               "sittingDate", "grounds", "kindergarten", "reason"});
  const auto application = found(call);
  const auto form = formFrom(body);
  checkChoices(call, body, application, form);
  EditApplication edit(call.database(), call.commissions(), call.token().actor());
  const FormWrite write{.id = application.id, .version = versionOf(call.ifMatch()), .form = form};
  const bool repeats = !call.request().idempotencyKey.empty();
  if (!repeats && write.version != application.version) throw ApiError(412, Problem{"versionDiffers", {}});
  // Of another version nothing is written: it is a conflict, or this very decision, whose answer was lost.
  const auto findings = write.version == application.version ? edit.check(application.id, form) : std::nullopt;
  if (findings && !findings->problems.empty()) throw ApiError(422, findings->problems);
  const auto outcome = edit.saveAndMakeProtocol(write, typedReason(body.text("reason", kLongestReason)));
  if (std::holds_alternative<NotFound>(outcome)) throw ApiError(404, Problem{"applicationNotFound", {}});
  if (std::holds_alternative<Conflict>(outcome)) throw ApiError(412, Problem{"versionDiffers", {}});
  if (const auto* frozen = std::get_if<Frozen>(&outcome))
    throw ApiError(409,
                   Problem{"documentFrozen", {{"document", frozen->documentId}, {"state", toString(frozen->state)}}});
  if (const auto* after = std::get_if<AfterPublication>(&outcome))
    throw ApiError(422, after->problems.empty() ? std::vector{Problem{"reasonMissing", {}}} : after->problems);
  const auto& saved = std::get<Saved>(outcome);
  // Another record came between: it is kept as in work, for the secretary.
  if (!saved.problems.empty()) throw ApiError(422, saved.problems);
  return decided(call, edit, application.id, saved);
}

Response latestDocument(ApiCall& call) {
  const auto application = found(call);
  const auto document = call.database().archive().latest(Source::application, application.id);
  if (!document || !call.token().covers(document->commissionId)) throw ApiError(404, Problem{"documentNone", {}});
  JsonWriter json(JsonWriter::Layout::compact);
  writeDocument(json, *document, call);
  return apiAnswer(call, json.text());
}

}  // namespace

void addApplicationCalls(web::Routes& routes, const ApiParts& parts) {
  const auto access = web::Access::token();
  routes.add(web::Method::post, "/api/v1/applications", access, web::Takes::body,
             apiRoute(parts, ApiScope::intake, receiveApplication, Repeats::kept));
  routes.get("/api/v1/applications", access, apiRoute(parts, ApiScope::records, list));
  routes.get("/api/v1/applications/{id:id}", access, apiRoute(parts, ApiScope::records, show));
  routes.get("/api/v1/applications/{id:id}/document", access, apiRoute(parts, ApiScope::records, latestDocument));
  routes.add(web::Method::put, "/api/v1/applications/{id:id}/decision", access, web::Takes::body,
             apiRoute(parts, ApiScope::decide, decide, Repeats::kept));
}

}  // namespace balalyk
