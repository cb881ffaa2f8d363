#include "connectors/portal/web/Visit.h"

#include <algorithm>
#include <stdexcept>

#include "connectors/portal/web/ErrorPage.h"
#include "connectors/portal/web/OnceKey.h"
#include "connectors/portal/web/Tokens.h"
#include "pipeline/domain/Uuid.h"

namespace balalyk::web {
namespace {

// A page is there whether or not this can be counted.
std::int64_t countOf(const MenuItem& item, const Visitor& who) {
  if (!item.count) return 0;
  try {
    return item.count(who);
  } catch (const Error&) {
    return 0;
  }
}

}  // namespace

const std::string& Visit::parameter(std::string_view name) const {
  const auto found = request_.parameters.find(name);
  if (found == request_.parameters.end()) throw std::logic_error("no parameter named " + std::string(name));
  return found->second;
}

int Visit::number(std::string_view name) const {
  return std::stoi(parameter(name));
}

std::string Visit::formId() const {
  return uuidOf(session_.digest() + '\n' + onceKey(field("once"), request_.form));
}

signing::Secret Visit::secret(std::string_view name) const {
  for (const auto& [key, secret] : request_.form.passwords)
    if (key == name) return signing::Secret(secret.reveal());
  return {};
}

Permission Visit::permission(Action action) const {
  const auto* who = visitor();
  return who ? balalyk::permission(who->account, action) : Permission{.everywhere = isPublic(action)};
}

std::string Visit::shownName(const Visitor& who) const {
  if (!who.name.empty() || who.account.grants.empty()) return who.name;
  return messages().text("role." + std::string(toString(who.account.grants.front().role)));
}

std::string Visit::picture(const std::string& name) const {
  return surroundings_.assets.has(name) ? surroundings_.assets.address(name) : std::string();
}

std::string Visit::home() const {
  for (const auto& item : surroundings_.menu)
    if (item.action != Action::useOwnAccount && !isPublic(item.action) && !permission(item.action).none())
      return item.address;
  return "/";
}

ViewData Visit::frame(std::string title) {
  const auto& [origin, languages, views, assets, menu, routes, log] = surroundings_;
  ViewData data;
  data.text("title", std::move(title)).text("language", language());
  data.text("bootstrap", assets.address("bootstrap.css")).text("sheet", assets.address("portal.css"));
  data.text("icon", assets.address("icon.svg")).text("script", assets.address("portal.js"));
  data.flag("onThisMachine", !origin.overTls());
  // An installation beside another portal may lack them: nothing leads there then.
  data.flag("canSignIn", routes.find(Method::get, "/sign-in").route != nullptr);
  data.flag("canCheck", routes.find(Method::get, "/check").route != nullptr);
  const bool isPage = request_.method == Method::get || routes.find(Method::get, request_.path).route;
  const auto& here = request_.method == Method::get ? request_.target : request_.path;
  data.text("here", isPage && isLocalPath(here) ? here : "/");
  data.flag("stranger", request_.stranger);
  if (typedForm_) data.text("typedForm", "typed-form").text("addressOfLanguage", "/language");
  std::vector<ViewData> choices;
  for (const auto& code : Messages::languages()) {
    ViewData choice;
    choice.text("code", code).text("addressHere", (isPage ? request_.path : "/") + "?lang=" + code);
    choice.text("name", languages.of(code).text("portal.language.name"));
    choices.push_back(choice.flag("current", code == language()));
  }
  data.list("languages", std::move(choices));
  const auto* who = visitor();
  data.flag("signedIn", who != nullptr);
  if (!who) return data;
  data.text("visitor", shownName(*who)).text("signOutToken", session_.formToken()).text("signOutOnce", newToken());
  std::vector<ViewData> items;
  for (const auto& item : menu) {
    if (permission(item.action).none()) continue;
    ViewData entry;
    entry.text("address", item.address).text("name", messages().text(item.textKey));
    const auto waiting = countOf(item, *who);
    entry.flag("waits", waiting > 0).text("waiting", messages().number(waiting));
    items.push_back(entry.flag("current", request_.path.starts_with(item.address)));
  }
  return data.list("menu", std::move(items));
}

Response Visit::page(std::string_view view, std::string title, ViewData data, int status) {
  // The frame's are few; what the page itself says counts.
  const auto around = frame(std::move(title));
  const auto own = data.values().size();
  const auto has = [&](const std::string& name) {
    const auto end = data.values().begin() + static_cast<std::ptrdiff_t>(own);
    return std::any_of(data.values().begin(), end, [&](const auto& value) { return value.first == name; });
  };
  for (const auto& [name, value] : around.values()) {
    if (has(name)) continue;
    if (const auto* text = std::get_if<std::string>(&value)) data.text(name, *text);
    if (const auto* flag = std::get_if<bool>(&value)) data.flag(name, *flag);
    if (const auto* list = std::get_if<std::vector<ViewData>>(&value)) data.list(name, *list);
  }
  return Response::page(surroundings_.views.render(language(), view, data), status);
}

ViewData& Visit::withForm(ViewData& data) {
  return data.text("csrf", session_.formToken()).text("once", newToken());
}

ViewData& Visit::withForm(ViewData& data, const TypedForm& form) {
  typedForm_ = true;
  withForm(data).flag("carried", true);
  const auto* who = visitor();
  return data.text("typedName", form.name).text("typedPage", form.page).text("typedBy", who ? who->account.id : "");
}

ViewData& Visit::withSignInForm(ViewData& data) {
  return data.text("csrf", session_.cookieToken()).text("once", newToken());
}

std::string Visit::report(int status, const Problem& problem) const {
  auto number = newTroubleNumber();
  surroundings_.log.failed({.number = number, .route = request_.route, .status = status, .problem = problem});
  return number;
}

void Visit::chooseLanguage(const std::string& language) {
  if (surroundings_.languages.has(language)) chosenLanguage_ = language;
}

}  // namespace balalyk::web
