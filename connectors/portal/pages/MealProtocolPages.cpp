#include "connectors/portal/pages/MealProtocolPages.h"

#include <algorithm>
#include <thread>

#include "connectors/portal/pages/PagePictures.h"
#include "connectors/portal/pages/PageText.h"
#include "connectors/portal/web/HttpError.h"
#include "connectors/texts/ProblemText.h"
#include "pipeline/actions/Recall.h"
#include "pipeline/domain/WrittenDate.h"
#include "pipeline/ports/DocumentStore.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {
namespace {

using web::Access;
using web::Response;
using web::Takes;
using web::ViewData;
using web::Visit;

constexpr auto kPatience = std::chrono::seconds(2);  // for a draft that is being made
constexpr auto kPoll = std::chrono::milliseconds(100);
constexpr int kMostPages = 30;

class MealProtocolPages {
 public:
  explicit MealProtocolPages(const PageParts& parts)
      : database_(parts.database), store_(parts.store), pictures_(parts.store, parts.pdf) {}

  Response protocol(Visit& visit) {
    const auto document = awaited(entry(visit, Action::viewMeals));
    return page(visit, document, {}, 200);
  }

  // Whether what a page waits for is there.
  Response ready(Visit& visit) {
    const auto document = entry(visit, Action::viewMeals).document;
    const bool ready = document && document->state != State::decided;
    return Response::data("application/json", ready ? R"({"ready":true})" : R"({"ready":false})");
  }

  Response picture(Visit& visit) {
    const auto document = shown(visit);
    auto number = static_cast<std::size_t>(visit.number("page"));
    if (number < 1) web::pageNotFound();
    for (const auto& file : document.files) {
      if (file.mediaType != "application/pdf") continue;
      // A protocol in two languages is two files, whose pages are counted through.
      const auto pages = pictures_.of(document, file);
      if (number <= pages->size()) return Response::data("image/png", pages->at(number - 1));
      number -= pages->size();
    }
    web::pageNotFound();
  }

  Response container(Visit& visit) {
    const auto document = entry(visit, Action::viewMeals).document;
    if (!document || !document->container) web::pageNotFound();
    auto content = store_.get(document->container->digest);
    if (!content) web::pageNotFound();
    return Response::download(document->container->mediaType, *std::move(content), document->container->name);
  }

  Response send(Visit& visit) {
    return handOver(
        visit, [&](const std::vector<std::string>& ids, const Sender& by) { return Send(database_).run(ids, by); });
  }

  Response recall(Visit& visit) {
    return handOver(
        visit, [&](const std::vector<std::string>& ids, const Sender& by) { return Recall(database_).run(ids, by); });
  }

 private:
  MealEntry entry(Visit& visit, Action action) {
    auto found = database_.mealBook().meal(visit.permission(action), visit.parameter("id"));
    if (!found) web::pageNotFound();
    return *std::move(found);
  }

  // The document that the page shows, which its pictures name: not a newer one that came meanwhile.
  Document shown(Visit& visit) {
    const auto latest = entry(visit, Action::viewMeals).document;
    if (!latest) web::pageNotFound();
    const auto wanted = visit.request().query.first("of");
    if (wanted.empty() || wanted == latest->id) return *latest;
    const auto revisions = database_.archive().revisions(latest->source, latest->sourceKey);
    const auto found = std::ranges::find(revisions, wanted, &Document::id);
    if (found == revisions.end()) web::pageNotFound();
    return *found;
  }

  // Now, so that the pictures, which a browser asks for all at once, are there.
  bool drawn(const Document& document) {
    try {
      for (const auto& file : document.files)
        if (file.mediaType == "application/pdf") pictures_.of(document, file);
      return true;
    } catch (const Error& error) {
      if (error.problem().code != "pageImagesFailed" && error.problem().code != "pageNotFound") throw;
      return false;
    }
  }

  MealEntry awaited(MealEntry entry) {
    const auto until = std::chrono::steady_clock::now() + kPatience;
    while (entry.document && entry.document->state == State::decided && std::chrono::steady_clock::now() < until) {
      std::this_thread::sleep_for(kPoll);
      entry.document = database_.archive().latest(Source::mealSubsidy, entry.record.origin.key);
    }
    return entry;
  }

  template <class Move>
  Response handOver(Visit& visit, Move move) {
    const auto of = entry(visit, Action::editMeals);
    if (!of.document) web::pageNotFound();
    // The one that was looked at: a newer revision has not been.
    const auto id = visit.field("document");
    if (id != of.document->id) return page(visit, of, Problem{"recordChanged", {}}, web::kConflict);
    const auto handovers = move({id}, Sender{visit.visitor()->account.id, of.record.commission.id});
    if (const auto& problem = handovers.at(0).problem) return page(visit, of, *problem, web::kConflict);
    return Response::redirect("/meals/" + visit.parameter("id") + "/protocol");
  }

  // A member is said by the name, where the problem has its id.
  static std::vector<ViewData> texts(const Messages& messages, const std::vector<Problem>& problems,
                                     const std::vector<Member>& members) {
    std::vector<ViewData> items;
    for (auto problem : problems) {
      const auto id = problem.params.find("member");
      for (const auto& member : members)
        if (id != problem.params.end() && member.id == id->second) id->second = member.name.full();
      const auto text = describeOnPage(messages, problem);
      ViewData item;
      items.push_back(item.text("what", text.what).text("why", text.why).text("remedy", text.remedy));
    }
    return items;
  }

  Response page(Visit& visit, const MealEntry& of, const std::optional<Problem>& refused, int status) {
    const auto& messages = visit.messages();
    if (!of.document) web::pageNotFound();
    const auto& document = *of.document;
    ViewData data;
    const auto heading = messages.text("portal.meals.protocol.title", {{"number", of.record.protocolNumber}});
    data.text("heading", heading).text("id", of.record.origin.key).text("commissionId", of.record.commission.id);
    data.text("document", document.id).text("stateClass", toString(document.state));
    data.text("state", messages.text(std::string("state.") + toString(document.state)));
    data.text("changed", dayAndTime(document.changedAt, database_.zone()));
    data.flag("isRefused", refused.has_value());
    if (refused) {
      const auto text = describeOnPage(messages, *refused);
      data.text("refused", text.what + " " + text.remedy);
    }
    data.flag("isReturned", document.state == State::returned || document.state == State::quarantined);
    data.list("problems", texts(messages, document.problems, of.record.ticked)).text("reason", document.reason);
    data.flag("hasReason", !document.reason.empty());
    data.flag("hasFlags", !document.flags.empty()).list("flags", texts(messages, document.flags, of.record.ticked));
    const bool waiting = document.state == State::decided;
    data.flag("isWaiting", waiting).flag("renews", waiting);
    data.flag("canSend", document.state == State::drafted).flag("canRecall", document.state == State::sent);
    data.flag("hasContainer", document.container.has_value());
    const bool isDrawn = drawn(document);
    data.flag("notDrawn", !isDrawn);
    std::vector<ViewData> pages;
    for (int number = 1; isDrawn && number <= std::min(document.pages, kMostPages); ++number) {
      ViewData item;
      item.text("number", std::to_string(number));
      pages.push_back(item.text(
          "alt", messages.text("portal.meals.protocol.page",
                               {{"page", std::to_string(number)}, {"pages", std::to_string(document.pages)}})));
    }
    data.flag("hasPages", !pages.empty());
    data.list("pages", std::move(pages));
    data.flag("hasMorePages", isDrawn && document.pages > kMostPages);
    data.text("morePages", messages.text("portal.meals.protocol.more", {{"count", std::to_string(kMostPages)}}));
    visit.withForm(data);
    return visit.page("meal-protocol", heading, std::move(data), status);
  }

  PortalDatabase& database_;
  DocumentStore& store_;
  PagePictures pictures_;
};

}  // namespace

void addMealProtocolPages(web::Content& content, const PageParts& parts) {
  const auto pages = std::make_shared<MealProtocolPages>(parts);
  const web::HandlersOf with(pages);
  auto& routes = content.routes;
  constexpr auto view = Access::may(Action::viewMeals), edit = Access::may(Action::editMeals);
  routes.get("/meals/{id:id}/protocol", view, with(&MealProtocolPages::protocol));
  routes.get("/meals/{id:id}/ready", view, with(&MealProtocolPages::ready));
  routes.get("/meals/{id:id}/pages/{page:number}", view, with(&MealProtocolPages::picture));
  routes.get("/meals/{id:id}/container", view, with(&MealProtocolPages::container));
  routes.post("/meals/{id:id}/send", edit, Takes::form, with(&MealProtocolPages::send));
  routes.post("/meals/{id:id}/recall", edit, Takes::form, with(&MealProtocolPages::recall));
}

}  // namespace balalyk
