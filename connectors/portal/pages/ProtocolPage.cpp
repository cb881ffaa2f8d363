#include "connectors/portal/pages/ProtocolPage.h"

#include <algorithm>

#include "connectors/portal/pages/DocumentView.h"
#include "connectors/portal/pages/PageText.h"
#include "connectors/portal/pages/RecordLines.h"
#include "connectors/portal/web/HttpError.h"
#include "connectors/texts/ProblemText.h"
#include "pipeline/casework/EditApplication.h"
#include "pipeline/casework/SendProtocols.h"
#include "pipeline/domain/WrittenDate.h"
#include "pipeline/record/RecordXml.h"
#include "pipeline/stages/DocumentFiles.h"

namespace balalyk {
namespace {

using web::Response;
using web::ViewData;
using web::Visit;

// A draft is made in about a second: the request waits that long, then the page renews itself.
constexpr std::chrono::milliseconds kPatience{2000};

std::string addressOf(const std::string& id) {
  return "/applications/" + id;
}

}  // namespace

ApplicationCase ProtocolPage::found(const Visit& visit) const {
  auto found =
      database_.applications().open(visit.parameter("id"), visit.permission(Action::openApplication).commissions);
  if (!found) throw web::HttpError(404, {"applicationNotFound", {}});
  return std::move(*found);
}

Response ProtocolPage::show(Visit& visit) const {
  const auto application = found(visit);
  const auto& messages = visit.messages();
  EditApplication edit(database_, visit.permission(Action::openApplication).commissions, visit.visitor()->account.id);
  const auto document = edit.awaitProtocol(application.id, kPatience);
  if (!document || document->state == State::returned || document->state == State::withdrawn) {
    if (application.state == ApplicationState::waiting || document)
      return Response::redirect(addressOf(application.id));
    ViewData none;
    visit.withForm(none);
    none.text("id", application.id).text("child", application.child.name.full());
    return visit.page("protocol-none", messages.text("portal.protocol.title"), std::move(none));
  }
  if (document->state == State::decided) return waits(visit, application);

  ViewData data;
  visit.withForm(data);
  const std::string state = toString(document->state);
  data.text("id", application.id).text("child", application.child.name.full()).text("document", document->id);
  data.text("number", document->number).text("date", document->date ? shortDate(*document->date) : "");
  data.text("documentClass", state).text("documentWord", messages.text("state." + state));
  data.text("revision", std::to_string(document->revision))
      .text("made", moment(document->changedAt, database_.today(), zone_));
  data.flag("canSend", document->state == State::drafted).flag("canRecall", document->state == State::sent);
  data.flag("quarantined", document->state == State::quarantined);
  data.flag("isSent", visit.request().query.has("sent") && freezes(document->state));
  data.flag("isRefused", visit.request().query.has("refused"));
  data.text("filesAt", "applications/" + application.id + "/protocol/" + document->id);
  data.list("files", filesOf(*document, *pictures_, messages));

  const auto xml = database_.archive().recordXml(document->id);
  std::vector<RecordLine> lines;
  if (xml) lines = linesOf(std::get<Application>(fromXml(*xml)), messages);
  std::vector<ViewData> words;
  for (const auto& line : lines) {
    ViewData item;
    if (!line.text.empty()) words.push_back(item.text("label", line.label).text("text", line.text));
  }
  data.flag("hasWords", !words.empty());
  data.list("words", std::move(words));

  const auto revisions = database_.archive().revisions(Source::application, document->sourceKey);
  data.flag("isLater", revisions.size() > 1);
  if (revisions.size() > 1) {
    const auto before = database_.archive().recordXml(revisions[revisions.size() - 2].id);
    std::vector<LineChange> changes;
    if (before) changes = changesBetween(linesOf(std::get<Application>(fromXml(*before)), messages), lines);
    data.flag("hasChanges", !changes.empty()).list("changes", shown(changes));
    data.flag("detailsOnly", changes.empty() && before != xml);
    data.flag("hasReason", !document->reason.empty()).text("reason", document->reason);
  }
  std::vector<ViewData> flags;
  for (const auto& flag : document->flags) {
    ViewData item;
    const auto text = describeOnPage(messages, flag);
    flags.push_back(item.text("what", text.what).text("remedy", text.remedy));
  }
  data.flag("hasFlags", !flags.empty());
  data.list("flags", std::move(flags));
  data.text("flagsTitle",
            messages.text("portal.application.flags", {{"count", std::to_string(document->flags.size())}}));
  return visit.page("protocol", messages.text("portal.protocol.title"), std::move(data));
}

Response ProtocolPage::waits(Visit& visit, const ApplicationCase& application) const {
  ViewData data;
  data.text("id", application.id).text("child", application.child.name.full()).flag("renews", true);
  return visit.page("protocol-waits", visit.messages().text("portal.protocol.waits.title"), std::move(data));
}

Response ProtocolPage::status(Visit& visit) const {
  const auto application = found(visit);
  const bool ready = !application.protocol || application.protocol->state != State::decided;
  return Response::data("application/json", ready ? R"({"ready":true})" : R"({"ready":false})");
}

Response ProtocolPage::make(Visit& visit) const {
  const auto application = found(visit);
  EditApplication(database_, visit.permission(Action::makeProtocol).commissions, visit.visitor()->account.id)
      .makeProtocol(application.id);
  return Response::redirect(addressOf(application.id) + "/protocol");
}

Response ProtocolPage::send(Visit& visit) const {
  const auto application = found(visit);
  // What was looked at is what is sent: a newer revision has to be looked at first.
  const auto document = visit.field("document");
  const bool same = application.protocol && application.protocol->documentId == document;
  bool sent = false;
  if (same) {
    SendProtocols sending(database_, visit.permission(Action::sendProtocol).commissions, visit.visitor()->account.id);
    const auto results = sending.send({document});
    sent = !results.empty() && !results.front().problem;
  }
  return Response::redirect(addressOf(application.id) + (sent ? "/protocol?sent=1" : "/protocol?refused=1"));
}

std::pair<Document, StoredFile> ProtocolPage::fileOf(const Visit& visit) const {
  const auto application = found(visit);
  for (const auto& document : database_.archive().revisions(Source::application, application.id)) {
    if (document.id != visit.parameter("document")) continue;
    if (const auto* file = pdfNamed(document, visit.parameter("file"))) return {document, *file};
  }
  web::pageNotFound();
}

Response ProtocolPage::picture(Visit& visit) const {
  const auto [document, file] = fileOf(visit);
  const auto pages = pictures_->of(document, file);
  const auto number = static_cast<std::size_t>(visit.number("page"));
  if (number == 0 || number > pages->size()) web::pageNotFound();
  return Response::data("image/png", (*pages)[number - 1]);
}

Response ProtocolPage::pdf(Visit& visit) const {
  const auto [document, file] = fileOf(visit);
  auto bytes = contentOf(document, file, store_);
  if (!bytes) web::pageNotFound();
  return Response::pdf(std::move(*bytes));
}

}  // namespace balalyk
