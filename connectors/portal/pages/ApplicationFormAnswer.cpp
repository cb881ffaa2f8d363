#include "connectors/portal/pages/ApplicationFormAnswer.h"

#include "connectors/portal/pages/ConflictTable.h"
#include "connectors/portal/pages/PageText.h"
#include "connectors/portal/pages/RecordLines.h"
#include "connectors/portal/web/HttpError.h"
#include "pipeline/record/RecordXml.h"

namespace balalyk {
namespace {

using web::Response;
using web::ViewData;
using web::Visit;

// A field of a form takes 64 KB, so many letters of a Cyrillic text.
constexpr int kCommentsLimit = 30'000;

void addHidden(ViewData& data, const ApplicationTyped& typed) {
  std::vector<ViewData> fields;
  for (auto& [name, value] : fieldsOf(typed)) {
    ViewData field;
    fields.push_back(field.text("name", name).text("value", value));
  }
  data.list("typed", std::move(fields));
}

// The list of problems under another name: there are several lists on the page.
void addList(ViewData& data, const char* name, const FormErrors& problems) {
  ViewData list;
  problems.into(list, "portal.application.errors");
  for (const auto& [key, value] : list.values())
    if (key == "errors") data.list(name, std::get<std::vector<ViewData>>(value));
}

}  // namespace

FormMode modeOf(const ApplicationCase& found) {
  if (!found.protocol) return FormMode::edit;
  if (freezes(*found.protocol)) return FormMode::locked;
  return found.protocol->state == State::published ? FormMode::closed : FormMode::edit;
}

std::string ApplicationFormAnswer::nextWaiting(const ApplicationCase& found) const {
  const auto page = database_.applications().list(
      {.commissionId = found.commission.id, .filter = {.state = ApplicationState::waiting}, .limit = 2});
  for (const auto& row : page.rows)
    if (row.id != found.id) return row.id;
  return {};
}

Response ApplicationFormAnswer::page(Visit& visit, const FormShown& shown) const {
  const auto& messages = visit.messages();
  const auto& application = shown.found;
  ViewData data;
  const auto address = "/applications/" + application.id;
  if (shown.mode == FormMode::edit)
    visit.withForm(data, {.name = draftName(application.id), .page = address});
  else if (shown.mode == FormMode::correct)
    visit.withForm(data, {.name = draftName(application.id), .page = address + "/correct"});
  else
    visit.withForm(data);
  const auto benefits = database_.applications().benefits();
  addForm(data,
          {.found = application,
           .typed = shown.typed,
           .mode = shown.mode,
           .benefits = benefits,
           .amounts = database_.amounts(),
           .today = clock_.today(database_),
           .zone = zone_},
          messages);
  data.text("commentsLimit", std::to_string(kCommentsLimit));

  FormErrors errors(messages);
  for (const auto& problem : shown.problems) addProblem(errors, problem, application);
  if (shown.decisionMissing) errors.add(messages.text("portal.application.decision.missing"), "decision");
  if (shown.reasonMissing) errors.add(Problem{"reasonMissing", {}}, "reason");
  errors.into(data, "portal.application.errors");
  FormErrors flags(messages);
  for (const auto& flag : shown.flags) addProblem(flags, flag, application);
  addList(data, "flags", flags);
  data.flag("hasFlags", !flags.empty());
  data.text("flagsTitle", messages.text("portal.application.flags", {{"count", std::to_string(shown.flags.size())}}));
  addReturn(data, shown, messages);
  addNotes(data, shown, visit);

  if (shown.number) {
    const auto& [which, number] = *shown.number;
    static constexpr std::pair<const char*, const char*> kNames[] = {
        {"childPin", "childPinShown"}, {"guardianPin", "guardianPinShown"}, {"phone", "guardianPhoneShown"}};
    const auto& [name, flag] = kNames[static_cast<std::size_t>(which)];
    data.text(name, number).flag(flag, true);
  }
  return visit.page("application",
                    messages.text("portal.application.title", {{"number", application.applicationNumber}}),
                    std::move(data), shown.status);
}

// By the pipeline's checks or by the chairperson: what to correct, and where.
void ApplicationFormAnswer::addReturn(ViewData& data, const FormShown& shown, const Messages& messages) const {
  const auto& protocol = shown.found.protocol;
  const bool returned = protocol && protocol->state == State::returned && shown.mode == FormMode::edit;
  data.flag("isReturned", returned);
  if (!returned) return;
  const bool byChairperson = !protocol->reason.empty();
  data.text("returnedWords", messages.text(byChairperson ? "portal.application.returned.chairperson"
                                                         : "portal.application.returned.check"));
  data.flag("hasReason", byChairperson).text("returnReason", protocol->reason);
  FormErrors why(messages);
  for (const auto& problem : protocol->problems) addProblem(why, problem, shown.found);
  addList(data, "returnedProblems", why);
}

// Who has it open, what was saved when, what was typed and not saved.
void ApplicationFormAnswer::addNotes(ViewData& data, const FormShown& shown, const Visit& visit) const {
  const auto& messages = visit.messages();
  const auto& application = shown.found;
  const auto today = clock_.today(database_);
  const auto& protocol = application.protocol;
  data.flag("isSaved", !shown.saved.empty()).text("savedWords", shown.saved);
  data.flag("hasProtocolLink", protocol.has_value());
  const auto next = shown.saved.empty() ? std::string() : nextWaiting(application);
  data.flag("hasNextWaiting", !next.empty()).text("nextWaiting", next);
  if (shown.restored) {
    // Another form, with nothing typed in it.
    ViewData restored;
    restored.flag("carried", false);
    data.part("restored", restored.text("words", messages.text("portal.application.restored",
                                                               {{"time", moment(*shown.restored, today, zone_)}})));
  }
  data.flag("hasKeptText", shown.keptText);
  data.flag("canRecall", protocol && protocol->state == State::sent);
  const auto& opened = application.opened;
  const bool other = opened && opened->accountId != visit.visitor()->account.id && shown.mode == FormMode::edit;
  data.flag("isOpenedByOther", other);
  if (other) {
    const auto who = opened->name.empty() ? messages.text("portal.application.somebody") : opened->name;
    data.text("openedWords",
              messages.text("portal.application.opened", {{"who", who}, {"time", moment(opened->at, today, zone_)}}));
  }
  const auto& saved = application.saved;
  data.text("savedNote", saved
                             ? messages.text("portal.application.savedAt", {{"time", moment(saved->at, today, zone_)}})
                             : std::string());
}

Response ApplicationFormAnswer::conflict(Visit& visit, const ApplicationCase& application,
                                         const ApplicationTyped& typed, const Conflict& conflict) const {
  const auto& messages = visit.messages();
  const auto benefits = database_.applications().benefits();
  const auto yours = linesOf(typed.form, application, benefits, messages);
  const auto theirs = linesOf(conflict.theirs.form, application, benefits, messages);
  const auto before = conflict.before ? linesOf(conflict.before->form, application, benefits, messages)
                                      : std::vector<RecordLine>(yours.size());
  std::vector<ConflictField> fields;
  for (std::size_t i = 0; i < yours.size(); ++i)
    fields.push_back({yours[i].label, before[i].text, theirs[i].text, yours[i].text});
  ViewData data;
  visit.withForm(data);
  data.text("id", application.id).text("child", application.child.name.full());
  showConflict(data, fields, messages, conflict.before.has_value());
  const auto& saved = conflict.theirs.saved;
  const auto who = saved && !saved->name.empty() ? saved->name : messages.text("portal.application.somebody");
  const auto when = saved ? moment(saved->at, database_.today(), zone_) : std::string();
  data.text("words", messages.text("portal.application.conflict.words", {{"who", who}, {"time", when}}));
  auto over = typed;
  over.version = conflict.theirs.version;
  addHidden(data, over);
  return visit.page("application-conflict", messages.text("portal.application.conflict.title"), std::move(data),
                    web::kConflict);
}

Response ApplicationFormAnswer::review(Visit& visit, const ApplicationCase& application, const ApplicationTyped& typed,
                                       const Application& record) const {
  const auto& messages = visit.messages();
  ViewData data;
  visit.withForm(data);
  data.text("id", application.id).text("child", application.child.name.full()).text("reason", typed.reason);
  addHidden(data, typed);
  std::vector<LineChange> changes;
  const auto before = application.protocol ? database_.archive().recordXml(application.protocol->documentId)
                                           : std::optional<std::string>();
  if (before) {
    const auto was = std::get<Application>(fromXml(*before));
    const auto will = check(record, database_.today(), database_.amounts()).record;
    changes = changesBetween(linesOf(was, messages), linesOf(will, messages));
    data.flag("detailsOnly", changes.empty() && toXml(will) != *before);
  }
  data.flag("hasChanges", !changes.empty()).list("changes", shown(changes));
  data.text("revision", application.protocol ? std::to_string(application.protocol->revision + 1) : "1");
  return visit.page("application-review", messages.text("portal.application.review.title"), std::move(data));
}

}  // namespace balalyk
