#include "connectors/portal/api/IntakeCall.h"

#include "pipeline/casework/ReceiveApplication.h"
#include "pipeline/record/RecordWords.h"
#include "pipeline/record/TextCheck.h"

namespace balalyk {
namespace {

constexpr std::size_t kLongestPart = 1'000;  // bytes; RecordCheck says what of it is too long for a protocol
constexpr std::size_t kMostEntries = 100;

Person personFrom(const ApiBody& body) {
  return {.name = {body.required("surname", kLongestPart), body.text("givenName", kLongestPart),
                   body.text("patronymic", kLongestPart)},
          .pin = body.required("pin", 64),
          .statedBirthDate = body.date("birthDate")};
}

Guardian guardianFrom(const ApiBody& body) {
  Guardian guardian;
  static_cast<Person&>(guardian) = personFrom(body);
  guardian.address = body.text("address", kLongestPart);
  guardian.phone = body.text("phone", 64);
  guardian.email = body.text("email", 320);
  if (const auto word = body.word("kinship")) {
    guardian.kinship = wordFrom<Kinship>(*word);
    if (!guardian.kinship) body.wrong("kinship");
  }
  return guardian;
}

Application applicationFrom(const ApiBody& body) {
  Application application;
  application.applicationNumber = body.required("number");
  application.commission.id = body.required("commission");
  application.receivedAt = body.moment("receivedAt");
  // A year that nobody means would wait before all others.
  if (application.receivedAt && *application.receivedAt < std::chrono::sys_days(TextCheck::kEarliest / 1 / 1))
    body.wrong("receivedAt");
  application.origin.synthetic = body.truth("synthetic").value_or(false);
  application.child =
      personFrom(body.requiredObject("child", {"surname", "givenName", "patronymic", "pin", "birthDate"}));
  application.guardian = guardianFrom(body.requiredObject(
      "guardian", {"surname", "givenName", "patronymic", "pin", "birthDate", "address", "kinship", "phone", "email"}));
  if (const auto place = body.object("childPlace", {"soate", "ky", "ru"}))
    application.childPlace = {place->text("soate", 64),
                              {place->text("ky", kLongestPart), place->text("ru", kLongestPart)}};
  for (const auto& code : body.texts("benefits", kMostEntries)) application.benefits.push_back({code, {}});
  application.documentsShown = body.localizedTexts("documents", kMostEntries);
  return application;
}

}  // namespace

web::Response receiveApplication(ApiCall& call) {
  const auto application = applicationFrom(call.body(
      {"number", "commission", "receivedAt", "synthetic", "child", "guardian", "childPlace", "benefits", "documents"}));
  if (!call.token().covers(application.commission.id)) throw ApiError(422, Problem{"commissionUnknown", {}});
  ReceiveApplication receive(call.database(), call.token().actor());
  const auto outcome = receive.receive(application);
  if (!outcome.problems.empty()) {
    const bool used = outcome.received.outcome == Received::Outcome::numberUsed;
    throw ApiError(used ? 409 : 422, outcome.problems);
  }
  const bool isNew = outcome.received.outcome == Received::Outcome::added;
  signing::JsonWriter json(signing::JsonWriter::Layout::compact);
  json.beginObject().member("id", outcome.received.id).member("new", isNew).endObject();
  auto answer = apiAnswer(call, json.text(), std::to_string(outcome.received.version), isNew ? 201 : 200);
  return answer.set("Location", "/api/v1/applications/" + outcome.received.id);
}

}  // namespace balalyk
