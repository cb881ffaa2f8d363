#include "pipeline/casework/ReceiveApplication.h"

#include <algorithm>

#include "pipeline/casework/ContactDetails.h"
#include "pipeline/casework/FormProblems.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/domain/Text.h"
#include "pipeline/record/RecordWords.h"
#include "signing/JsonWriter.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

constexpr std::size_t kLongestNumber = 64;  // bytes: it is looked up by them
constexpr std::size_t kMostBenefits = 20, kMostDocuments = 50;
constexpr std::chrono::minutes kClocksDiffer{5};

// What is decided later is not asked of an application that has just come.
bool concernsIntake(const Problem& problem) {
  switch (formFieldOf(problem)) {
    case FormField::child:
    case FormField::guardian:
    case FormField::documents:
      return true;
    default:
      break;
  }
  const auto field = problem.params.find("field");
  return field != problem.params.end() && field->second == "application.number";
}

void write(signing::JsonWriter& json, const Person& person) {
  json.value(person.name.surname).value(person.name.givenName).value(person.name.patronymic).value(person.pin);
  json.value(person.statedBirthDate ? isoDate(*person.statedBirthDate) : "");
}

// Of all that was handed in, so that the same number with something else is noticed.
std::string digestOf(const Application& application) {
  signing::JsonWriter json(signing::JsonWriter::Layout::compact);
  const auto& guardian = application.guardian;
  json.beginArray().value(application.applicationNumber).value(application.commission.id);
  json.value(application.receivedAt ? isoMoment(*application.receivedAt) : "").value(application.origin.synthetic);
  write(json, application.child);
  json.value(application.childPlace.soate).value(application.childPlace.name.ky).value(application.childPlace.name.ru);
  write(json, guardian);
  json.value(guardian.address).value(guardian.kinship ? toString(*guardian.kinship) : "");
  json.value(guardian.phone).value(guardian.email).beginArray();
  for (const auto& benefit : application.benefits) json.value(benefit.code);
  json.endArray().beginArray();
  for (const auto& document : application.documentsShown) json.value(document.ky).value(document.ru);
  return signing::toHex(signing::sha256(json.endArray().endArray().text()));
}

std::vector<Problem> checkContact(Guardian& guardian) {
  std::vector<Problem> problems;
  if (!guardian.phone.empty()) {
    if (const auto phone = phoneFrom(guardian.phone))
      guardian.phone = *phone;
    else
      problems.push_back({"phoneImpossible", {{"field", "guardian.phone"}}});
  }
  if (!guardian.email.empty() && !isEmail(guardian.email))
    problems.push_back({"emailImpossible", {{"field", "guardian.email"}}});
  return problems;
}

std::vector<Problem> checkNumbers(const Application& application, Timestamp now) {
  std::vector<Problem> problems;
  if (application.applicationNumber.empty()) problems.push_back({"applicationNumberMissing", {}});
  if (application.applicationNumber.size() > kLongestNumber)
    problems.push_back({"textTooLong", {{"field", "application.number"}, {"limit", std::to_string(kLongestNumber)}}});
  if (application.receivedAt && *application.receivedAt > now + kClocksDiffer)
    problems.push_back({"receivedInFuture", {}});
  if (application.benefits.size() > kMostBenefits)
    problems.push_back({"benefitsSeveral", {{"count", std::to_string(application.benefits.size())}}});
  if (application.documentsShown.size() > kMostDocuments)
    problems.push_back({"listTooLong", {{"field", "documentsShown"}, {"limit", std::to_string(kMostDocuments)}}});
  return problems;
}

std::optional<Problem> problemOf(Received::Outcome outcome) {
  switch (outcome) {
    case Received::Outcome::added:
    case Received::Outcome::already:
      break;
    case Received::Outcome::numberUsed:
      return Problem{"applicationNumberUsed", {}};
    case Received::Outcome::commissionUnknown:
      return Problem{"commissionUnknown", {}};
    case Received::Outcome::benefitUnknown:
      return Problem{"benefitUnknown", {}};
  }
  return std::nullopt;
}

}  // namespace

ReceiveApplication::Outcome ReceiveApplication::receive(const Application& given) {
  // What people see as one number is one.
  auto application = given;
  application.applicationNumber = normaliseLine(given.applicationNumber);
  const auto digest = digestOf(application);
  const auto now = database_.now();
  auto problems = checkNumbers(application, now);
  if (!problems.empty()) return {{}, std::move(problems)};
  auto checked = check(application, database_.zone().dateOf(now), database_.amounts());
  for (auto& problem : checked.problems)
    if (concernsIntake(problem)) problems.push_back(std::move(problem));
  for (auto& problem : checkContact(checked.record.guardian)) problems.push_back(std::move(problem));
  if (!problems.empty()) return {{}, std::move(problems)};
  // Of what is not of an application, nothing: the secretary's form begins empty.
  application.child = checked.record.child;
  application.childPlace = checked.record.childPlace;
  application.guardian = checked.record.guardian;
  application.documentsShown = checked.record.documentsShown;
  Outcome outcome{database_.intake().receive(application, digest, actor_), {}};
  if (auto problem = problemOf(outcome.received.outcome)) outcome.problems.push_back(*std::move(problem));
  return outcome;
}

}  // namespace balalyk
