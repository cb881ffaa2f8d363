#include "connectors/portal/pages/FeedbackPages.h"

#include <algorithm>

#include "connectors/portal/pages/FormErrors.h"
#include "connectors/portal/web/HttpError.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {
namespace {

using web::Access;
using web::Response;
using web::Takes;
using web::ViewData;
using web::Visit;

constexpr const char* kDraft = "feedback";

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

bool isBlank(std::string_view text) {
  return text.find_first_not_of(" \t\n") == std::string_view::npos;
}

// A page of ours without its query; from where else it comes does not matter.
std::string pageFrom(const std::string& text) {
  const auto page = text.substr(0, text.find_first_of("?#"));
  return web::isLocalPath(page) && page.size() <= 200 ? page : std::string();
}

Response formPage(Visit& visit, const std::string& page, const std::string& message, bool kept,
                  const std::optional<Problem>& problem) {
  ViewData data;
  visit.withForm(data, {.name = kDraft, .page = "/feedback"});
  data.text("page", page).text("message", message).text("limit", std::to_string(kFeedbackLongest));
  data.flag("kept", kept);
  FormErrors errors(visit.messages());
  if (problem) errors.add(*problem, "message");
  errors.into(data, "portal.wrong.title");
  return visit.page("feedback", visit.messages().text("portal.feedback.title"), std::move(data),
                    problem ? web::kUnprocessable : 200);
}

Response show(Visit& visit, PortalDatabase& database) {
  const auto draft = database.drafts().find(visit.visitor()->account.id, kDraft);
  std::string page = pageFrom(visit.request().query.first("page")), message;
  if (draft) {
    for (const auto& [name, value] : draft->fields) {
      if (name == "message") message = value;
      if (name == "page") page = pageFrom(value);
    }
  }
  return formPage(visit, page, message, draft.has_value(), std::nullopt);
}

Response send(Visit& visit, PortalDatabase& database) {
  const auto& account = visit.visitor()->account.id;
  const auto page = pageFrom(visit.field("page")), message = visit.field("message");
  if (isBlank(message)) return formPage(visit, page, message, false, Problem{"feedbackEmpty", {}});
  if (characters(message) > kFeedbackLongest)
    return formPage(visit, page, message, false,
                    Problem{"feedbackTooLong", {{"limit", std::to_string(kFeedbackLongest)}}});
  if (!database.feedback().add(account, page, message, visit.formId()))
    return formPage(visit, page, message, false,
                    Problem{"feedbackTooMany", {{"limit", std::to_string(kFeedbackDaily)}}});
  database.drafts().remove(account, kDraft);
  return Response::redirect("/feedback/thanks");
}

}  // namespace

void addFeedbackPages(web::Content& content, const PageParts& parts) {
  auto& routes = content.routes;
  auto& database = parts.database;
  routes.get("/feedback", Access::signedIn(), [&database](Visit& visit) { return show(visit, database); });
  routes.post("/feedback", Access::signedIn(), Takes::form,
              [&database](Visit& visit) { return send(visit, database); });
  routes.get("/feedback/thanks", Access::signedIn(), [](Visit& visit) {
    return visit.page("feedback-thanks", visit.messages().text("portal.feedback.thanks.title"), {});
  });
}

}  // namespace balalyk
