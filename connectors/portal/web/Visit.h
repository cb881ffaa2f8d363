#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/portal/web/Assets.h"
#include "connectors/portal/web/Languages.h"
#include "connectors/portal/web/Request.h"
#include "connectors/portal/web/Response.h"
#include "connectors/portal/web/Routes.h"
#include "connectors/portal/web/SessionKeeper.h"
#include "connectors/portal/web/TypedForm.h"
#include "connectors/portal/web/Views.h"
#include "connectors/portal/web/WebLog.h"

namespace balalyk::web {

// An entry of the menu, shown to whoever may open it.
struct MenuItem {
  std::string address;
  std::string textKey;  // "portal.menu.applications"
  Action action;
  std::function<std::int64_t(const Visitor&)> count{};  // what waits there; unset: nothing is counted
};

// What all pages share.
struct Surroundings {
  const Origin& origin;
  const Languages& languages;
  const Views& views;
  const Assets& assets;
  const std::vector<MenuItem>& menu;
  const Routes& routes;
  WebLog& log;
};

// One request while it is handled: what was sent, by whom, in which language, and the ways to answer.
class Visit {
 public:
  Visit(const Surroundings& surroundings, const Request& request, SessionKeeper& session, const Messages& messages)
      : surroundings_(surroundings), request_(request), session_(session), messages_(&messages) {}

  const Request& request() const { return request_; }
  const Messages& messages() const { return *messages_; }
  const std::string& language() const { return messages_->language(); }
  const Visitor* visitor() const { return session_.visitor(); }
  SessionKeeper& session() { return session_; }
  // Whose records this visitor may see or change by the action: it belongs into the query. Of nobody: none but public
  // ones.
  Permission permission(Action action) const;

  // Of the route's pattern; throws std::logic_error when it has none of this name.
  const std::string& parameter(std::string_view name) const;
  int number(std::string_view name) const;
  // Of the form: the first of this name, empty when there is none.
  std::string field(std::string_view name) const { return request_.form.fields.first(name); }
  // The same each time that this form is sent with this content: what a form makes has it as its id, so that a form
  // that is sent again, because the portal was killed before it answered, makes nothing twice. Of a route with
  // Takes::form or upload.
  std::string formId() const;
  // Of a field whose name says «password»; empty when there is none.
  signing::Secret secret(std::string_view name) const;

  // A page in the layout. `title`: in the reader's language.
  Response page(std::string_view view, std::string title, ViewData data, int status = 200);
  // What {{>_form}} needs within a form that changes something: the session's token, and another for «once».
  ViewData& withForm(ViewData& data);
  // The same for a form whose text is kept when it cannot be saved.
  ViewData& withForm(ViewData& data, const TypedForm& form);
  // For a form by which somebody signs in (Takes::signInForm).
  ViewData& withSignInForm(ViewData& data);
  // Where who signed in begins: the first entry of the menu that is this role's; "/" where none is.
  std::string home() const;
  // Of an asset; empty when there is none.
  std::string picture(const std::string& name) const;

  // Logs a trouble that a page of ours shows: the number that it shows with it.
  std::string report(int status, const Problem& problem) const;

  // Keeps the choice in a cookie.
  void chooseLanguage(const std::string& language);
  const std::string& chosenLanguage() const { return chosenLanguage_; }

 private:
  ViewData frame(std::string title);
  std::string shownName(const Visitor& who) const;

  const Surroundings& surroundings_;
  const Request& request_;
  SessionKeeper& session_;
  const Messages* messages_;
  std::string chosenLanguage_;
  bool typedForm_ = false;
};

}  // namespace balalyk::web
