#include "connectors/portal/pages/InboxDocumentPage.h"

#include <algorithm>
#include <array>

#include "connectors/portal/pages/DocumentView.h"
#include "connectors/portal/pages/InboxAddress.h"
#include "connectors/portal/pages/PageText.h"
#include "connectors/portal/pages/RecordLines.h"
#include "connectors/portal/web/HttpError.h"
#include "connectors/texts/ProblemText.h"
#include "pipeline/casework/ReviewInbox.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/domain/WrittenDate.h"
#include "pipeline/stages/DocumentFiles.h"

namespace balalyk {
namespace {

using web::Response;
using web::ViewData;
using web::Visit;

constexpr std::size_t kMostWords = 4'000;  // bytes of what a chairperson types
constexpr std::string_view kPdf = "application/pdf";
// portal.inbox.reason.…
constexpr std::array kReasons{"person", "benefit", "decision", "members", "documents", "amount", "text"};

bool canBeReturned(const Document& document) {
  return document.state == State::sent || document.state == State::authorised;
}

// What the secretary reads: the listed reasons as words, then what was typed.
std::string reasonOf(const std::vector<std::string>& reasons, const std::string& words, const Messages& messages) {
  std::string text;
  for (const auto* reason : kReasons)
    if (std::ranges::find(reasons, reason) != reasons.end())
      text += (text.empty() ? "" : "; ") + messages.text(std::string("portal.inbox.reason.") + reason);
  if (!isReason(words)) return text;
  return text + (text.empty() ? "" : ": ") + words;
}

std::string addressOf(const std::string& id, const InboxAddress& list) {
  return "/inbox/" + id + addressQuery(list.withAfter(""));
}

}  // namespace

InboxRow InboxDocumentPage::found(const Visit& visit) const {
  auto row = ReviewInbox(database_, visit.visitor()->account).find(visit.parameter("id"));
  if (!row) web::pageNotFound();
  return *std::move(row);
}

Response InboxDocumentPage::show(Visit& visit) const {
  const auto row = found(visit);
  // The page is what there is to read of one without pages; of others their last page is, or the PDF.
  const bool pages =
      std::ranges::any_of(row.document.files, [](const StoredFile& file) { return file.mediaType == kPdf; });
  if (!pages) ReviewInbox(database_, visit.visitor()->account).markOpened(row);
  return page(visit, row, {}, 200);
}

Response InboxDocumentPage::page(Visit& visit, const InboxRow& row, const Typed& typed, int status) const {
  const auto& messages = visit.messages();
  const auto& document = row.document;
  const auto list =
      inboxAddressOf(visit.request().method == web::Method::get ? visit.request().query : visit.request().form.fields);
  ViewData data;
  visit.withForm(data);
  const std::string state = toString(document.state);
  data.text("document", document.id).text("number", document.number).text("subject", document.subject);
  data.text("kindWord", messages.text(std::string("kind.") + toString(document.kind)));
  data.text("date", document.date ? shortDate(*document.date) : "");
  data.text("stateClass", state).text("stateWord", messages.text("state." + state));
  data.text("revision", std::to_string(document.revision)).text("changed", dayAndTime(document.changedAt, zone_));
  data.flag("openedBefore", row.openedAt.has_value());
  data.text("openedAt", row.openedAt ? dayAndTime(*row.openedAt, zone_) : "");
  data.flag("isSent", document.state == State::sent).flag("canReturn", canBeReturned(document));

  const auto query = addressQuery(list.withAfter(""));
  const auto neighbours = ReviewInbox(database_, visit.visitor()->account).neighbours(list.filter, document.id);
  data.flag("hasPrevious", !neighbours.previous.empty()).text("previous", neighbours.previous + query);
  data.flag("hasNext", !neighbours.next.empty()).text("next", neighbours.next + query);
  data.text("query", query);
  const auto& [kind, from, to] = list.filter;
  data.text("kind", kind ? toString(*kind) : "").text("from", from ? isoDate(*from) : "");
  data.text("to", to ? isoDate(*to) : "");

  data.text("filesAt", "inbox/" + document.id + "/files");
  data.list("files", filesOf(document, *pictures_, messages));

  const auto xml = database_.archive().recordXml(document.id);
  std::vector<RecordLine> lines;
  if (xml) lines = linesOfXml(*xml, messages);
  std::vector<ViewData> words;
  for (const auto& line : lines) {
    ViewData item;
    if (!line.text.empty()) words.push_back(item.text("label", line.label).text("text", line.text));
  }
  data.list("words", "hasWords", std::move(words));

  const auto revisions = database_.archive().revisions(document.source, document.sourceKey);
  const auto own = std::ranges::find(revisions, document.id, &Document::id);
  const bool later = own != revisions.end() && own != revisions.begin();
  data.flag("isLater", later).flag("hasReason", !document.reason.empty()).text("reason", document.reason);
  if (later) {
    const auto before = database_.archive().recordXml(std::prev(own)->id);
    std::vector<LineChange> changes;
    if (before) changes = changesBetween(linesOfXml(*before, messages), lines);
    data.flag("hasChanges", !changes.empty()).list("changes", shown(changes));
    data.flag("detailsOnly", changes.empty() && before != xml);
  }
  std::vector<ViewData> flags;
  for (const auto& flag : document.flags) {
    ViewData item;
    const auto text = describeOnPage(messages, flag);
    flags.push_back(item.text("what", text.what).text("why", text.why).text("remedy", text.remedy));
  }
  data.list("flags", "hasFlags", std::move(flags));
  data.text("flagsTitle", messages.text("portal.inbox.flags", {{"count", std::to_string(document.flags.size())}}));

  std::vector<ViewData> reasons;
  for (const auto* reason : kReasons) {
    ViewData item;
    item.text("word", reason).text("text", messages.text(std::string("portal.inbox.reason.") + reason));
    reasons.push_back(item.flag("chosen", std::ranges::find(typed.reasons, reason) != typed.reasons.end()));
  }
  data.list("reasons", std::move(reasons)).text("typedWords", typed.words).flag("reasonWrong", typed.wrong);
  data.flag("wasReturned", visit.request().query.has("returned"));
  return visit.page("inbox-document", messages.text("portal.inbox.document.title", {{"number", document.number}}),
                    std::move(data), status);
}

Response InboxDocumentPage::giveBack(Visit& visit) const {
  const auto& form = visit.request().form.fields;
  const auto& account = visit.visitor()->account;
  const auto row = found(visit);
  const auto& document = row.document;
  const ReviewInbox inbox(database_, account);
  Typed typed{.reasons = form.all("reason"), .words = form.first("words")};
  const auto reason = reasonOf(typed.reasons, typed.words, visit.messages());
  if (reason.empty() || typed.words.size() > kMostWords) {
    typed.wrong = true;
    return page(visit, row, typed, web::kUnprocessable);
  }
  const auto list = inboxAddressOf(form);
  const auto next = inbox.neighbours(list.filter, document.id).next;
  try {
    inbox.giveBack(document.id, reason);
  } catch (const Error& error) {
    // Signed, recalled or given back meanwhile: the page says what it is now.
    if (error.problem().code != "documentNotSent") throw;
    return Response::redirect(addressOf(document.id, list));
  }
  const auto at = next.empty() ? "/inbox" + addressQuery(list.withAfter("")) : addressOf(next, list);
  return Response::redirect(at + (at.find('?') == std::string::npos ? "?" : "&") + "returned=1");
}

Response InboxDocumentPage::pdf(Visit& visit) const {
  const auto row = found(visit);
  const auto* file = pdfNamed(row.document, visit.parameter("file"));
  auto bytes = file ? contentOf(row.document, *file, store_) : std::nullopt;
  if (!bytes) web::pageNotFound();
  ReviewInbox(database_, visit.visitor()->account).markOpened(row);
  return Response::pdf(std::move(*bytes));
}

Response InboxDocumentPage::picture(Visit& visit) const {
  const auto row = found(visit);
  const auto* file = pdfNamed(row.document, visit.parameter("file"));
  if (!file) web::pageNotFound();
  const auto pages = pictures_->of(row.document, *file);
  const auto number = static_cast<std::size_t>(visit.number("page"));
  if (number == 0 || number > pages->size()) web::pageNotFound();
  if (number == pages->size()) ReviewInbox(database_, visit.visitor()->account).markOpened(row);
  return Response::data("image/png", (*pages)[number - 1]);
}

}  // namespace balalyk
