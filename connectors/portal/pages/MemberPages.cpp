#include "connectors/portal/pages/MemberPages.h"

#include <algorithm>

#include "connectors/portal/pages/ConflictFields.h"
#include "connectors/portal/pages/FormErrors.h"
#include "connectors/portal/pages/KeptText.h"
#include "connectors/portal/pages/MemberForm.h"
#include "connectors/portal/pages/PageText.h"
#include "connectors/portal/web/HttpError.h"
#include "connectors/portal/web/PlainText.h"
#include "connectors/texts/ProblemText.h"
#include "pipeline/domain/WrittenDate.h"
#include "pipeline/ports/PortalDatabase.h"
#include "pipeline/record/RecordWords.h"

namespace balalyk {
namespace {

using web::Access;
using web::Response;
using web::Takes;
using web::ViewData;
using web::Visit;

class MemberPages {
 public:
  explicit MemberPages(PortalDatabase& database) : database_(database) {}

  Response list(Visit& visit) {
    const auto by = visit.permission(Action::viewMembers);
    const auto commissions = database_.memberBook().commissions(by);
    const auto& commission = chosen(visit.request().query.first("commission"), commissions);
    ViewData data;
    std::vector<ViewData> rows, others;
    bool chairperson = false;
    for (const auto& entry : manage(visit).list(by, commission.id)) {
      rows.push_back(row(visit, entry));
      chairperson = chairperson || (entry.member.active && entry.member.role == CommissionRole::chairperson);
    }
    for (const auto& one : commissions) {
      ViewData item;
      item.text("id", one.id).text("name", one.name.in(recordLanguage(visit.messages())));
      others.push_back(item.flag("current", one.id == commission.id));
    }
    const auto done = doneText(visit);
    data.text("commission", commission.name.in(recordLanguage(visit.messages()))).text("commissionId", commission.id);
    data.flag("severalCommissions", commissions.size() > 1).list("commissions", std::move(others));
    data.flag("isDone", !done.empty()).text("done", done).flag("chairpersonMissing", !rows.empty() && !chairperson);
    data.flag("hasRows", !rows.empty());
    data.list("rows", std::move(rows));
    visit.withForm(data);
    return visit.page("members", visit.messages().text("portal.members.title"), std::move(data));
  }

  Response blank(Visit& visit) {
    const auto commissions = database_.memberBook().commissions(visit.permission(Action::editMembers));
    TypedMember typed;
    typed.member.commissionId = chosen(visit.request().query.first("commission"), commissions).id;
    const auto kept = keptText(database_, visit, draftName(typed.member));
    if (kept) typed = restored(*kept, typed);
    return form(visit, typed, {}, 200, kept);
  }

  Response open(Visit& visit) {
    const auto entry = database_.memberBook().member(visit.permission(Action::editMembers), visit.parameter("id"));
    if (!entry) web::pageNotFound();
    auto typed = typedMemberOf(*entry);
    auto kept = keptText(database_, visit, draftName(typed.member));
    // A late one, after the save that overtook it, says nothing new.
    if (kept && isSame(restored(*kept, typed), *entry)) kept.reset();
    if (kept) typed = restored(*kept, typed);
    return form(visit, typed, {}, 200, kept);
  }

  Response add(Visit& visit) {
    auto typed = typedMemberOf(visit.request().form.fields);
    typed.member.id.clear();
    typed.member.commissionId = visit.field("commission");
    typed.pinShown = true;
    return answer(visit, typed, "added");
  }

  Response save(Visit& visit) {
    auto typed = typedMemberOf(visit.request().form.fields);
    typed.member.id = visit.parameter("id");
    return answer(visit, typed, "saved");
  }

  // The form again with what was typed and with the number, which is asked for on purpose and noted.
  Response show(Visit& visit) {
    const auto by = visit.permission(Action::editMembers);
    auto typed = typedMemberOf(visit.request().form.fields);
    typed.member.id = visit.parameter("id");
    auto& book = database_.memberBook();
    const auto entry = book.member(by, typed.member.id);
    if (!entry || !book.noteShown(by, typed.member.id, visit.visitor()->account.id)) web::pageNotFound();
    typed.member.pin = entry->member.pin;
    typed.member.commissionId = entry->member.commissionId;
    typed.pinShown = true;
    return form(visit, typed, {}, 200);
  }

  Response setActive(Visit& visit) {
    const bool active = visit.field("active") == "1";
    return settle(visit,
                  manage(visit).setActive(visit.permission(Action::editMembers), visit.parameter("id"), version(visit),
                                          active, visit.field("confirmed")),
                  active ? "activated" : "deactivated", "active");
  }

  Response remove(Visit& visit) {
    return settle(visit,
                  manage(visit).remove(visit.permission(Action::editMembers), visit.parameter("id"), version(visit),
                                       visit.field("confirmed")),
                  "removed", "remove");
  }

 private:
  ManageMembers manage(Visit& visit) const {
    return {database_.memberBook(), database_.today(), visit.visitor()->account.id};
  }

  static std::int64_t version(const Visit& visit) { return typedMemberOf(visit.request().form.fields).version; }

  // The one that is asked for, or the first that is open.
  static const Commission& chosen(const std::string& id, const std::vector<Commission>& commissions) {
    const auto found = id.empty() ? commissions.begin() : std::ranges::find(commissions, id, &Commission::id);
    if (found == commissions.end()) web::pageNotFound();
    return *found;
  }

  static std::string listAddress(const std::string& commissionId, const std::string& done) {
    return "/members?commission=" + web::queryValue(commissionId) + (done.empty() ? "" : "&done=" + done);
  }

  static std::string doneText(const Visit& visit) {
    const auto done = visit.request().query.first("done");
    for (const char* word : {"added", "saved", "removed", "activated", "deactivated"})
      if (done == word) return visit.messages().text(std::string("portal.members.done.") + word);
    return "";
  }

  static ViewData row(const Visit& visit, const ListedEntry& entry) {
    const auto& member = entry.member;
    const auto language = recordLanguage(visit.messages());
    ViewData row;
    row.text("id", member.id).text("name", member.name.full()).text("pin", maskedPin(member.pin));
    row.text("role", visit.messages().text(std::string("portal.members.role.") + toString(member.role)));
    row.text("position", member.position.in(language)).text("workplace", member.workplace.in(language));
    row.flag("hasWorkplace", !member.workplace.in(language).empty()).flag("active", member.active);
    return row.text("otherState", member.active ? "0" : "1").text("version", std::to_string(entry.version));
  }

  static std::string draftName(const Member& member) {
    return "member/" + (member.id.empty() ? "new/" + member.commissionId : member.id);
  }

  static TypedMember restored(const KeptText& kept, const TypedMember& there) {
    auto typed = typedMemberOf(kept.fields);
    typed.member.id = there.member.id;
    typed.member.commissionId = there.member.commissionId;
    if (there.member.id.empty()) typed.pinShown = true;
    return typed;
  }

  static bool isSame(TypedMember kept, const ListedEntry& there) {
    if (!kept.pinShown) kept.member.pin = there.member.pin;
    return kept.member == there.member;
  }

  Response answer(Visit& visit, TypedMember typed, const char* done) {
    const auto draft = draftName(typed.member);
    ManageMembers manage(database_.memberBook(), database_.today(), visit.visitor()->account.id,
                         typed.member.id.empty() ? visit.formId() : "");
    const auto result = manage.save(visit.permission(Action::editMembers), typed.member, typed.version, !typed.pinShown,
                                    visit.field("confirmed"));
    // With what the checks made of it: a number without blanks, a name in its usual form.
    if (result.outcome != ManageMembers::Outcome::notFound) typed.member = result.member;
    switch (result.outcome) {
      case ManageMembers::Outcome::done:
        forgetText(database_, visit, draft);
        return Response::redirect(listAddress(result.member.commissionId, done));
      case ManageMembers::Outcome::wrong:
      case ManageMembers::Outcome::ask:
        return form(visit, typed, result, web::kUnprocessable);
      case ManageMembers::Outcome::conflict:
        typed.version = result.theirs->version;
        return form(visit, typed, result, web::kConflict);
      case ManageMembers::Outcome::notFound:
        break;
    }
    web::pageNotFound();
  }

  // A switch or a removal: done, or asked for.
  Response settle(Visit& visit, const ManageMembers::Result& result, const char* done, const char* action) {
    using Outcome = ManageMembers::Outcome;
    if (result.outcome == Outcome::notFound) web::pageNotFound();
    const auto& member = result.member;
    if (result.outcome == Outcome::done) return Response::redirect(listAddress(member.commissionId, done));
    const auto& messages = visit.messages();
    ViewData data;
    const std::string what = std::string("portal.members.ask.") + done;
    data.text("heading", messages.text(what)).text("yes", messages.text(what + ".yes")).text("action", action);
    data.text("id", member.id).text("name", member.name.full()).text("commissionId", member.commissionId);
    data.text("version", std::to_string(result.theirs ? result.theirs->version : version(visit)));
    data.text("active", visit.field("active")).text("confirmed", ManageMembers::confirmationOf(result.consequences));
    data.flag("isConflict", result.outcome == Outcome::conflict).flag("isRefused", result.outcome == Outcome::wrong);
    if (!result.problems.empty()) {
      const auto text = describeOnPage(messages, named(visit, result.problems.front()));
      data.text("refused", text.what + " " + text.remedy);
    }
    showConsequences(data, messages, result);
    visit.withForm(data);
    return visit.page("member-ask", messages.text(what), std::move(data),
                      result.outcome == Outcome::ask ? web::kUnprocessable : web::kConflict);
  }

  static void showConsequences(ViewData& data, const Messages& messages, const ManageMembers::Result& result) {
    std::vector<ViewData> items, documents;
    for (const auto& problem : result.consequences) {
      const auto text = describeOnPage(messages, problem);
      ViewData item;
      items.push_back(item.text("what", text.what).text("why", text.why).text("remedy", text.remedy));
    }
    for (const auto& document : result.underWay) {
      ViewData item;
      const std::string state = toString(document.state);
      item.text("key", document.sourceKey).text("number", document.number).text("subject", document.subject);
      item.flag("isApplication", document.source == Source::application);
      item.flag("isMeal", document.source == Source::mealSubsidy);
      item.flag("isList", document.source == Source::voucherList);  // its key is ORGANISATION/2026-11
      documents.push_back(item.text("state", state).text("stateWord", messages.text("state." + state)));
    }
    data.flag("hasConsequences", !items.empty()).flag("hasUnderWay", !documents.empty());
    data.list("consequences", std::move(items)).list("underWay", std::move(documents));
  }

  Response form(Visit& visit, const TypedMember& typed, const ManageMembers::Result& result, int status,
                const std::optional<KeptText>& kept = std::nullopt) {
    const auto& messages = visit.messages();
    const auto& member = typed.member;
    const bool isNew = member.id.empty();
    const auto commissions = database_.memberBook().commissions(visit.permission(Action::editMembers));
    const auto& commission = chosen(member.commissionId, commissions);
    FormErrors errors(messages);
    for (auto problem : result.problems) {
      const auto place = memberFieldOf(problem);
      errors.add(named(visit, std::move(problem)), place);
    }
    ViewData data;
    errors.into(data, "portal.lists.errors");
    const auto heading = messages.text(isNew ? "portal.members.new" : "portal.members.edit");
    data.text("heading", heading).text("place", isNew ? "new" : member.id).text("commissionId", commission.id);
    data.text("commission", commission.name.in(recordLanguage(messages)))
        .text("version", std::to_string(typed.version));
    data.flag("pinShown", typed.pinShown).text("pin", typed.pinShown ? member.pin : maskedPin(pinOf(visit, typed)));
    const auto birth = manage(visit).birthDateOf(pinOf(visit, typed));
    data.text("birthDate", birth ? shortDate(*birth) : "—");
    data.list("lines", memberLines(typed, messages, result.problems)).list("roles", memberRoles(member.role, messages));
    data.flag("isRestored", kept.has_value());
    if (kept)
      data.text("restored", messages.text("portal.lists.restored", {{"time", dayAndTime(kept->at, database_.zone())}}));
    const bool blank = isNew && !kept && !visit.request().form.fields.has("version");
    data.flag("active", blank || member.active);
    const bool conflict = result.outcome == ManageMembers::Outcome::conflict && result.theirs.has_value();
    data.flag("isConflict", conflict);
    if (conflict) {
      // A number that the form does not show is none that its sender changed.
      auto yours = member;
      if (!typed.pinShown) yours.pin = result.theirs->member.pin;
      showConflict(data, memberConflict(visit.request().form.fields, result.theirs->member, yours, messages), messages);
    }
    data.flag("isAsking", !result.consequences.empty());
    data.text("confirmed", result.consequences.empty() ? "" : ManageMembers::confirmationOf(result.consequences));
    showConsequences(data, messages, result);
    if (!isNew) data.list("was", before(visit, member, result));
    visit.withForm(
        data, {.name = draftName(member),
               .page = isNew ? "/members/new?commission=" + web::queryValue(commission.id) : "/members/" + member.id});
    return visit.page("member", heading, std::move(data), status);
  }

  // Another entry is said by its name, where the problem has its id.
  Problem named(Visit& visit, Problem problem) {
    const auto id = problem.params.find("member");
    if (id == problem.params.end() || id->second.empty()) return problem;
    const auto entry = database_.memberBook().member(visit.permission(Action::editMembers), id->second);
    if (entry) id->second = entry->member.name.full();
    return problem;
  }

  // The number that the page does not show is still known by its last digits.
  std::string pinOf(Visit& visit, const TypedMember& typed) {
    if (typed.pinShown || !typed.member.pin.empty()) return typed.member.pin;
    const auto entry = database_.memberBook().member(visit.permission(Action::editMembers), typed.member.id);
    return entry ? entry->member.pin : "";
  }

  // What a conflict is compared with: the list as this form's version had it.
  std::vector<ViewData> before(Visit& visit, const Member& member, const ManageMembers::Result& result) {
    if (result.theirs) return memberBefore(result.theirs->member);
    auto sent = sentBefore(visit.request().form.fields);
    if (!sent.empty()) return sent;
    const auto entry = database_.memberBook().member(visit.permission(Action::editMembers), member.id);
    return memberBefore(entry ? entry->member : member);
  }

  PortalDatabase& database_;
};

}  // namespace

void addMemberPages(web::Content& content, const PageParts& parts) {
  const auto pages = std::make_shared<MemberPages>(parts.database);
  const web::HandlersOf with(pages);
  auto& routes = content.routes;
  constexpr auto view = Access::may(Action::viewMembers), edit = Access::may(Action::editMembers);
  routes.get("/members", view, with(&MemberPages::list));
  routes.get("/members/new", edit, with(&MemberPages::blank));
  routes.post("/members/new", edit, Takes::form, with(&MemberPages::add));
  routes.post("/members/typed", edit, Takes::form,
              [&database = parts.database](Visit& visit) { return keepText(database, visit); });
  routes.get("/members/{id:id}", edit, with(&MemberPages::open));
  routes.post("/members/{id:id}", edit, Takes::form, with(&MemberPages::save));
  routes.post("/members/{id:id}/show", edit, Takes::form, with(&MemberPages::show));
  routes.post("/members/{id:id}/active", edit, Takes::form, with(&MemberPages::setActive));
  routes.post("/members/{id:id}/remove", edit, Takes::form, with(&MemberPages::remove));
}

}  // namespace balalyk
