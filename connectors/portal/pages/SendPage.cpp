#include "connectors/portal/pages/SendPage.h"

#include "connectors/portal/pages/PageText.h"
#include "connectors/texts/ProblemText.h"
#include "pipeline/casework/SendProtocols.h"
#include "pipeline/domain/WrittenDate.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {
namespace {

using web::Response;
using web::ViewData;
using web::Visit;

// What became of each, until the next time: an answer by redirect shows it, and a reload too.
constexpr const char* kOutcomes = "send/outcomes";
constexpr const char* kAddress = "/applications/send";
constexpr const char* kDone = "done";
constexpr const char* kRecalled = "recalled";

SendProtocols sendingOf(const Visit& visit, PortalDatabase& database) {
  return {database, visit.permission(Action::sendProtocol).commissions, visit.visitor()->account.id};
}

ViewData rowOf(const Document& document, const Messages& messages, const Zone& zone, Date today) {
  ViewData row;
  row.text("document", document.id).text("number", document.number);
  row.text("date", document.date ? shortDate(*document.date) : "").text("subject", document.subject);
  row.text("kind", messages.text(std::string("kind.") + toString(document.kind)));
  row.flag("ofApplication", document.source == Source::application).text("application", document.sourceKey);
  row.text("changed", moment(document.changedAt, today, zone));
  row.flag("hasFlags", !document.flags.empty());
  if (!document.flags.empty()) row.text("flag", describeOnPage(messages, document.flags.front()).what);
  return row;
}

using Outcomes = std::vector<std::pair<std::string, std::string>>;

// What was kept names ids as a form sent them: of other commissions' documents nothing is said.
std::optional<Document> ownDocument(const Visit& visit, PortalDatabase& database, const std::string& id) {
  auto document = database.archive().document(id);
  const auto by = visit.permission(Action::sendProtocol);
  return document && by.ofCommission(document->commissionId) ? std::move(document) : std::nullopt;
}

Outcomes outcomesOf(const std::vector<Handover>& results, const char* done) {
  Outcomes outcomes;
  for (const auto& one : results)
    outcomes.emplace_back(one.result.documentId, one.problem ? one.problem->code : std::string(done));
  return outcomes;
}

}  // namespace

Response SendPage::show(Visit& visit) const {
  const auto& messages = visit.messages();
  const auto today = database_.today();
  const auto sending = sendingOf(visit, database_);
  ViewData data;
  visit.withForm(data);
  const auto rows = [&](const std::vector<Document>& documents) {
    std::vector<ViewData> list;
    for (const auto& document : documents) list.push_back(rowOf(document, messages, zone_, today));
    return list;
  };
  auto drafts = rows(sending.drafts()), sent = rows(sending.sent());
  data.flag("hasDrafts", !drafts.empty());
  data.list("drafts", std::move(drafts));
  data.flag("hasSent", !sent.empty());
  data.list("sent", std::move(sent));

  std::vector<ViewData> outcomes;
  int done = 0;
  if (visit.request().query.has("done")) {
    const auto kept = database_.drafts().find(visit.visitor()->account.id, kOutcomes);
    for (const auto& [id, outcome] : kept ? kept->fields : Outcomes()) {
      const auto document = ownDocument(visit, database_, id);
      const bool well = outcome == kDone || outcome == kRecalled;
      done += well ? 1 : 0;
      ViewData item;
      item.text("number", document ? document->number : id).text("subject", document ? document->subject : "");
      item.flag("well", well);
      std::string words;
      if (well)
        words = messages.text(outcome == kDone ? "portal.send.outcome.done" : "portal.send.outcome.recalled");
      else
        words = messages.text(
            "portal.send.outcome.refused",
            {{"state", document ? messages.text(std::string("state.") + toString(document->state)) : "–"}});
      outcomes.push_back(item.text("words", words));
    }
  }
  data.flag("hasOutcomes", !outcomes.empty());
  data.flag("allWell", done == static_cast<int>(outcomes.size()));
  data.text("outcomesTitle", messages.text("portal.send.outcomes", {{"done", std::to_string(done)},
                                                                    {"count", std::to_string(outcomes.size())}}));
  data.list("outcomes", std::move(outcomes));
  data.flag("nothingChosen", visit.request().query.has("none"));
  return visit.page("applications-send", messages.text("portal.send.title"), std::move(data));
}

Response SendPage::send(Visit& visit) const {
  const auto ids = visit.request().form.fields.all("document");
  if (ids.empty()) return Response::redirect(std::string(kAddress) + "?none=1");
  const auto results = sendingOf(visit, database_).send(ids);
  database_.drafts().keep(visit.visitor()->account.id, kOutcomes, outcomesOf(results, kDone));
  return Response::redirect(std::string(kAddress) + "?done=1");
}

Response SendPage::recall(Visit& visit) const {
  const auto ids = visit.request().form.fields.all("document");
  if (ids.empty()) return Response::redirect(std::string(kAddress) + "?none=1");
  const auto results = sendingOf(visit, database_).recall(ids);
  database_.drafts().keep(visit.visitor()->account.id, kOutcomes, outcomesOf(results, kRecalled));
  return Response::redirect(std::string(kAddress) + "?done=1");
}

}  // namespace balalyk
