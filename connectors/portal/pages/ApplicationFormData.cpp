#include "connectors/portal/pages/ApplicationFormData.h"

#include <algorithm>

#include "connectors/portal/pages/PageText.h"
#include "pipeline/casework/EditApplication.h"
#include "pipeline/casework/FormProblems.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/domain/Money.h"
#include "pipeline/domain/WrittenDate.h"

namespace balalyk {
namespace {

using web::ViewData;

std::string birthDateOf(const ShownPerson& person) {
  return person.birthDate ? shortDate(*person.birthDate) : "";
}

void addPeople(ViewData& data, const ApplicationCase& found, const Messages& messages) {
  const auto language = recordLanguage(messages);
  const auto& [child, guardian] = std::tie(found.child, found.guardian);
  data.text("child", child.name.full()).text("childPin", child.maskedPin).text("childBorn", birthDateOf(child));
  data.text("childPlace", found.childPlace.name.in(language));
  data.text("guardian", guardian.name.full()).text("guardianPin", guardian.maskedPin);
  data.text("guardianBorn", birthDateOf(guardian)).text("address", guardian.address);
  data.flag("hasKinship", guardian.kinship.has_value());
  if (guardian.kinship) {
    static constexpr const char* kKeys[] = {"portal.application.kinship.father", "portal.application.kinship.mother",
                                            "portal.application.kinship.representative"};
    data.text("kinship", messages.text(kKeys[static_cast<std::size_t>(*guardian.kinship)]));
  }
  data.flag("hasPhone", !guardian.maskedPhone.empty()).text("phone", guardian.maskedPhone);
  data.flag("hasEmail", !guardian.email.empty()).text("email", guardian.email);
}

// The rule's amount beside each benefit, by the day of the sitting where it is known.
void addBenefits(ViewData& data, const FormContent& content, const Messages& messages) {
  const auto language = recordLanguage(messages);
  const auto& form = content.typed.form;
  const auto day = dateFromIso(form.sittingDate).value_or(content.today);
  std::vector<ViewData> choices;
  for (const auto& benefit : content.benefits) {
    ViewData choice;
    const auto amount = content.amounts.amountOf(benefit.code, content.found.childPlace.soate, day);
    choice.text("code", benefit.code).text("name", benefit.name.in(language));
    choice.flag("hasAmount", amount.has_value());
    if (amount)
      choice.text("amount", messages.text("portal.application.benefit.amount", {{"amount", writtenMoney(*amount)}}));
    // Several were ticked by the applicant: none is chosen for the secretary.
    const bool chosen = form.benefits.size() == 1 && form.benefits.front() == benefit.code;
    const bool asked =
        form.benefits.size() > 1 && std::ranges::find(form.benefits, benefit.code) != form.benefits.end();
    choices.push_back(choice.flag("chosen", chosen).flag("asked", asked));
  }
  data.list("benefits", std::move(choices));
  std::vector<ViewData> several;
  if (form.benefits.size() > 1)
    for (const auto& code : form.benefits) several.push_back(ViewData().text("code", code));
  data.list("several", std::move(several));
}

void addMembers(ViewData& data, const FormContent& content, const Messages& messages) {
  static constexpr const char* kRoles[] = {"portal.application.role.chairperson", "portal.application.role.secretary",
                                           "portal.application.role.member"};
  const auto language = recordLanguage(messages);
  const auto& ticked = content.typed.form.ticked;
  std::vector<ViewData> members;
  for (const auto& member : content.found.members) {
    ViewData item;
    item.text("id", member.id).text("name", surnameAndInitials(member.name));
    item.text("position", member.position.in(language));
    item.text("role", messages.text(kRoles[static_cast<std::size_t>(member.role)]));
    item.flag("special", member.role != CommissionRole::member).flag("inactive", !member.active);
    members.push_back(item.flag("chosen", std::ranges::find(ticked, member.id) != ticked.end()));
  }
  data.flag("hasMembers", !members.empty());
  data.list("members", std::move(members));
}

void addDocuments(ViewData& data, const FormContent& content, const Messages& messages) {
  const auto language = recordLanguage(messages);
  const auto& shown = content.typed.form.documentsShown;
  const auto& usual = usualDocuments();
  std::vector<ViewData> boxes;
  for (std::size_t i = 0; i < usual.size(); ++i) {
    ViewData box;
    box.text("number", std::to_string(i)).text("name", usual[i].in(language));
    boxes.push_back(box.flag("chosen", std::ranges::find(shown, usual[i]) != shown.end()));
  }
  data.list("usualDocuments", std::move(boxes));
  // A protocol in two languages names a document in both.
  const auto languages = content.found.commission.languages;
  data.flag("inKy", languages != ProtocolLanguages::ru).flag("inRu", languages != ProtocolLanguages::ky);
  data.flag("inBoth", languages == ProtocolLanguages::both);
  std::vector<LocalizedText> others;
  for (const auto& document : shown)
    if (std::ranges::find(usual, document) == usual.end()) others.push_back(document);
  if (content.mode == FormMode::edit || content.mode == FormMode::correct)
    others.resize(others.size() + static_cast<std::size_t>(std::max(1, content.typed.emptyLines)));
  std::vector<ViewData> lines;
  for (const auto& document : others) {
    ViewData line;
    line.text("line", std::to_string(lines.size() + 1)).text("ky", document.ky).text("ru", document.ru);
    lines.push_back(line);
  }
  data.list("otherDocuments", std::move(lines));
}

void addDecision(ViewData& data, const FormContent& content, const Messages& messages) {
  const auto& [found, typed] = std::tie(content.found, content.typed);
  const auto& form = typed.form;
  data.text("comments", form.comments).text("protocolNumber", form.protocolNumber);
  data.text("sittingDate", form.sittingDate).text("grounds", form.refusalGrounds).text("reason", typed.reason);
  // What is no date would be lost in a field for dates.
  const bool date = form.sittingDate.empty() || dateFromIso(form.sittingDate);
  data.text("dateType", date ? "date" : "text");
  data.flag("approves", form.chosen == Decision::approved).flag("rejects", form.chosen == Decision::rejected);
  data.flag("hasKindergartens", !found.kindergartens.empty()).text("kindergartenId", form.kindergartenId);
  std::vector<ViewData> places;
  for (const auto& place : found.kindergartens) {
    ViewData item;
    item.text("id", place.id).text("name", place.name.in(recordLanguage(messages)));
    places.push_back(item.flag("chosen", place.id == form.kindergartenId));
  }
  data.list("kindergartens", std::move(places));
  data.flag("hasGrantedAmount", found.amountPerMonth && found.state == ApplicationState::approved);
  if (found.amountPerMonth) data.text("grantedAmount", writtenMoney(*found.amountPerMonth));
}

void addStates(ViewData& data, const FormContent& content, const Messages& messages) {
  const auto& found = content.found;
  const std::string state = found.state == ApplicationState::waiting && found.saved ? "work" : toString(found.state);
  data.text("stateClass", state).text("stateWord", messages.text("portal.applications.state." + state));
  data.flag("hasDocument", found.protocol.has_value());
  if (!found.protocol) return;
  const std::string document = toString(found.protocol->state);
  data.text("documentClass", document).text("documentWord", messages.text("state." + document));
  data.text("documentId", found.protocol->documentId);
  data.text("revision", std::to_string(found.protocol->revision));
}

}  // namespace

void addForm(ViewData& data, const FormContent& content, const Messages& messages) {
  const auto& found = content.found;
  data.text("id", found.id).text("version", std::to_string(content.typed.version));
  data.flag("hasApplicationNumber", !found.applicationNumber.empty())
      .text("applicationNumber", found.applicationNumber);
  data.flag("hasReceived", found.receivedAt.has_value());
  if (found.receivedAt) data.text("received", dayAndTime(*found.receivedAt, content.zone));
  data.flag("synthetic", found.synthetic);
  data.flag("editable", content.mode == FormMode::edit || content.mode == FormMode::correct);
  data.flag("disabled", content.mode == FormMode::locked || content.mode == FormMode::closed);
  data.flag("correcting", content.mode == FormMode::correct).flag("editing", content.mode == FormMode::edit);
  data.flag("sent", content.mode == FormMode::locked).flag("published", content.mode == FormMode::closed);
  addStates(data, content, messages);
  addPeople(data, found, messages);
  addBenefits(data, content, messages);
  addMembers(data, content, messages);
  addDocuments(data, content, messages);
  addDecision(data, content, messages);
}

void addProblem(FormErrors& errors, Problem problem, const ApplicationCase& found) {
  const std::string field = toString(formFieldOf(problem));
  if (const auto member = problem.params.find("member"); member != problem.params.end()) {
    const auto one = std::ranges::find(found.members, member->second, &MemberChoice::id);
    if (one != found.members.end()) member->second = surnameAndInitials(one->name);
  }
  errors.add(problem, field);
}

}  // namespace balalyk
