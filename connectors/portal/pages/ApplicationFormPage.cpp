#include "connectors/portal/pages/ApplicationFormPage.h"

#include <utility>

#include "connectors/portal/pages/PageText.h"
#include "connectors/portal/web/HttpError.h"
#include "pipeline/casework/EditApplication.h"
#include "pipeline/casework/SendProtocols.h"
#include "signing/JsonWriter.h"

namespace balalyk {
namespace {

using web::Response;
using web::Visit;

std::string addressOf(const std::string& id) {
  return "/applications/" + id;
}

const std::string& accountOf(const Visit& visit) {
  return visit.visitor()->account.id;
}

Commissions commissionsFor(const Visit& visit, Action action) {
  return visit.permission(action).commissions;
}

ApplicationTyped typedOf(const ApplicationCase& found) {
  return {.version = found.version, .form = found.form};
}

web::Values valuesOf(const TypedDraft& draft) {
  web::Values values;
  for (const auto& [name, value] : draft.fields) values.add(name, value);
  return values;
}

}  // namespace

ApplicationCase ApplicationFormPage::found(const Visit& visit, Action action) const {
  auto found = database_.applications().open(visit.parameter("id"), commissionsFor(visit, action));
  if (!found) throw web::HttpError(404, {"applicationNotFound", {}});
  return std::move(*found);
}

// By the same person: what others read of it is still right to the minute.
bool ApplicationFormPage::isOpenedLately(const ApplicationCase& found, const std::string& accountId) const {
  static constexpr std::chrono::minutes kLately{1};
  return found.opened && found.opened->accountId == accountId && clock_.now(database_) - found.opened->at < kLately;
}

void ApplicationFormPage::forget(const Visit& visit, const std::string& id) const {
  database_.drafts().remove(accountOf(visit), draftName(id));
}

Response ApplicationFormPage::open(Visit& visit) const {
  const auto application = found(visit, Action::openApplication);
  FormShown shown{.found = application, .typed = typedOf(application), .mode = modeOf(application)};
  const auto draft = database_.drafts().find(accountOf(visit), draftName(application.id));
  if (draft) {
    auto typed = typedFormOf(valuesOf(*draft));
    const bool differs = !showTheSame(typed.form, application.form) || !typed.reason.empty();
    if (differs && shown.mode == FormMode::edit) {
      shown.typed = std::move(typed);
      shown.restored = draft->at;
    }
    shown.keptText = differs && shown.mode == FormMode::locked;
  }
  if (shown.mode == FormMode::edit && shown.typed.form.chosen) {
    EditApplication edit(database_, commissionsFor(visit, Action::editApplication), accountOf(visit));
    if (const auto findings = edit.check(application.id, shown.typed.form)) {
      if (application.state == ApplicationState::waiting) shown.problems = findings->problems;
      shown.flags = findings->flags;
    }
  }
  const auto saved = visit.request().query.first("saved");
  if (saved == "decided" && application.state != ApplicationState::waiting)
    shown.saved = visit.messages().text("portal.application.saved.decided");
  else if (saved == "work")
    shown.saved = visit.messages().text("portal.application.saved.work");
  else if (saved == "recalled" && shown.mode == FormMode::edit)
    shown.saved = visit.messages().text("portal.application.recalled");
  if (shown.mode == FormMode::edit && !isOpenedLately(application, accountOf(visit)))
    database_.applications().markOpened(application.id, commissionsFor(visit, Action::openApplication),
                                        accountOf(visit));
  return answer_.page(visit, shown);
}

Response ApplicationFormPage::correct(Visit& visit) const {
  const auto application = found(visit, Action::regenerate);
  if (modeOf(application) != FormMode::closed) return Response::redirect(addressOf(application.id));
  FormShown shown{.found = application, .typed = typedOf(application), .mode = FormMode::correct};
  if (const auto draft = database_.drafts().find(accountOf(visit), draftName(application.id))) {
    auto typed = typedFormOf(valuesOf(*draft));
    if (!showTheSame(typed.form, application.form) || !typed.reason.empty()) {
      shown.typed = std::move(typed);
      shown.restored = draft->at;
    }
  }
  return answer_.page(visit, shown);
}

Response ApplicationFormPage::save(Visit& visit) const {
  const auto application = found(visit, Action::editApplication);
  auto typed = typedFormOf(visit.request().form.fields);
  auto what = visit.field("do");
  // What is published is changed only after a look at what will differ.
  if (what == "save" && visit.field("mode") == "correct") what = "review";
  if (what == "line") typed.emptyLines = 2;
  if (what == "line" || what == "edit") return again(visit, application, typed);
  if (what == "review") return review(visit, application, typed);
  return write(visit, application, typed, what);
}

// The form with everything that was typed, unsaved.
Response ApplicationFormPage::again(Visit& visit, const ApplicationCase& application,
                                    const ApplicationTyped& typed) const {
  const auto mode = modeOf(application);
  return answer_.page(visit, {.found = application,
                              .typed = typed,
                              .mode = mode == FormMode::closed ? FormMode::correct : mode,
                              .problems = {},
                              .flags = {}});
}

Response ApplicationFormPage::write(Visit& visit, const ApplicationCase& application, const ApplicationTyped& typed,
                                    const std::string& what) const {
  const auto& id = application.id;
  EditApplication edit(database_, commissionsFor(visit, Action::editApplication), accountOf(visit));
  const FormWrite wanted{.id = id, .version = typed.version, .form = typed.form, .reason = typed.reason};
  const bool make = what == "protocol" || !typed.reason.empty();
  const auto outcome = make ? edit.saveAndMakeProtocol(wanted, typed.reason) : edit.save(wanted);
  if (const auto* saved = std::get_if<Saved>(&outcome)) {
    forget(visit, id);
    const bool decided = saved->now != ApplicationState::waiting;
    if (make && decided) return Response::redirect(addressOf(id) + "/protocol");
    return Response::redirect(addressOf(id) + (decided ? "?saved=decided" : "?saved=work"));
  }
  // Nothing was changed; what was typed is not lost.
  const auto keepTyped = [&] {
    database_.drafts().keep(accountOf(visit), draftName(id), keptFields(visit.request().form.fields));
  };
  if (const auto* conflicting = std::get_if<Conflict>(&outcome)) {
    keepTyped();
    return answer_.conflict(visit, application, typed, *conflicting);
  }
  if (std::get_if<Frozen>(&outcome)) {
    keepTyped();
    const auto now = found(visit, Action::openApplication);
    return answer_.page(visit, {.found = now,
                                .typed = typedOf(now),
                                .mode = FormMode::locked,
                                .problems = {},
                                .flags = {},
                                .keptText = true,
                                .status = web::kConflict});
  }
  if (const auto* published = std::get_if<AfterPublication>(&outcome)) {
    keepTyped();
    return answer_.page(visit, {.found = application,
                                .typed = typed,
                                .mode = FormMode::correct,
                                .problems = published->problems,
                                .flags = published->flags,
                                .reasonMissing = typed.reason.empty(),
                                .status = web::kUnprocessable});
  }
  throw web::HttpError(404, {"applicationNotFound", {}});
}

// Before what is published is replaced: what would differ.
Response ApplicationFormPage::review(Visit& visit, const ApplicationCase& application,
                                     const ApplicationTyped& typed) const {
  const auto commissions = commissionsFor(visit, Action::regenerate);
  const auto findings = EditApplication(database_, commissions, accountOf(visit)).check(application.id, typed.form);
  const auto record = database_.applications().record(application.id, commissions, typed.form);
  if (!findings || !record) throw web::HttpError(404, {"applicationNotFound", {}});
  if (findings->problems.empty() && !typed.reason.empty() && typed.form.chosen)
    return answer_.review(visit, application, typed, *record);
  return answer_.page(visit, {.found = application,
                              .typed = typed,
                              .mode = FormMode::correct,
                              .problems = findings->problems,
                              .flags = findings->flags,
                              .reasonMissing = typed.reason.empty(),
                              .decisionMissing = !typed.form.chosen,
                              .status = web::kUnprocessable});
}

Response ApplicationFormPage::keep(Visit& visit) const {
  const auto application = found(visit, Action::editApplication);
  const auto& fields = visit.request().form.fields;
  const auto typed = typedFormOf(fields);
  // A late one, after the save that it was overtaken by, keeps nothing.
  if (showTheSame(typed.form, application.form) && typed.reason.empty())
    forget(visit, application.id);
  else
    database_.drafts().keep(accountOf(visit), draftName(application.id), keptFields(fields));
  signing::JsonWriter json(signing::JsonWriter::Layout::compact);
  json.beginObject().member("time", timeOfDay(database_.now(), zone_)).endObject();
  return Response::data("application/json", json.text());
}

Response ApplicationFormPage::discard(Visit& visit) const {
  const auto application = found(visit, Action::editApplication);
  forget(visit, application.id);
  return Response::redirect(addressOf(application.id));
}

Response ApplicationFormPage::show(Visit& visit) const {
  const auto application = found(visit, Action::openApplication);
  const auto which = hiddenNumberFrom(visit.field("shown"));
  if (!which) web::refuseRequest("a number that is not shown");
  const auto number = database_.applications().show(application.id, commissionsFor(visit, Action::showPersonalNumber),
                                                    *which, accountOf(visit));
  if (!number) throw web::HttpError(404, {"applicationNotFound", {}});
  auto mode = modeOf(application);
  if (mode == FormMode::closed && visit.field("mode") == "correct") mode = FormMode::correct;
  const bool typing = mode == FormMode::edit || mode == FormMode::correct;
  return answer_.page(visit, {.found = application,
                              .typed = typing ? typedFormOf(visit.request().form.fields) : typedOf(application),
                              .mode = mode,
                              .problems = {},
                              .flags = {},
                              .number = std::pair(*which, *number)});
}

Response ApplicationFormPage::recall(Visit& visit) const {
  const auto application = found(visit, Action::openApplication);
  if (application.protocol)
    SendProtocols(database_, commissionsFor(visit, Action::sendProtocol), accountOf(visit))
        .recall({application.protocol->documentId});
  return Response::redirect(addressOf(application.id) + "?saved=recalled");
}

}  // namespace balalyk
