#include "connectors/portal/pages/BatchPages.h"

#include <charconv>

#include "connectors/portal/pages/BatchView.h"
#include "connectors/portal/pages/InboxAddress.h"
#include "connectors/portal/pages/PageText.h"
#include "connectors/portal/pages/SignerProblem.h"
#include "connectors/portal/pages/StandingView.h"
#include "connectors/portal/web/HttpError.h"
#include "connectors/texts/ProblemText.h"
#include "pipeline/actions/KeyHolder.h"
#include "pipeline/casework/ConfirmBatch.h"
#include "pipeline/casework/ReviewInbox.h"
#include "pipeline/ports/DocumentStore.h"
#include "signing/JsonWriter.h"

namespace balalyk {
namespace {

using web::Response;
using web::ViewData;
using web::Visit;

constexpr int kRecent = 20;
constexpr int kMost = 10'000;  // what one order to the signer holds
constexpr const char* kAsice = "application/vnd.etsi.asic-e+zip";

std::string addressOf(const std::string& batchId) {
  return "/inbox/batches/" + batchId;
}

int pageIn(const web::Values& query) {
  const auto text = query.first("page");
  int number = 1;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number < 1 || number > kMost ? 1 : number;
}

}  // namespace

ShownBatch BatchPages::found(const Visit& visit) const {
  auto shown = ConfirmBatch(database_, visit.visitor()->account).find(visit.parameter("batch"));
  if (!shown) web::pageNotFound();
  return *std::move(shown);
}

std::string BatchPages::commissionOf(const Visit& visit, const std::string& chairpersonId) const {
  for (const auto& grant : visit.visitor()->account.grants)
    if (grant.role == Role::chairperson && grant.memberId == chairpersonId)
      return nameOf(grant.place, database_, visit.messages());
  return {};
}

Response BatchPages::choose(Visit& visit) const {
  return choice(visit, std::nullopt, 200);
}

Response BatchPages::choice(Visit& visit, const std::optional<Problem>& refused, int status) const {
  const auto& messages = visit.messages();
  const auto& account = visit.visitor()->account;
  ViewData data;
  visit.withForm(data);
  data.flag("isRefused", refused.has_value());
  if (refused) {
    const auto text = describeOnPage(messages, *refused);
    data.text("what", text.what).text("remedy", text.remedy);
  }
  std::int64_t all = 0, unopened = 0;
  std::vector<ViewData> kinds;
  const auto words = [&](std::int64_t waiting, std::int64_t never) {
    return messages.text("portal.batch.choice",
                         {{"count", std::to_string(waiting)}, {"unopened", std::to_string(never)}});
  };
  for (const auto& count : ReviewInbox(database_, account).counts()) {
    ViewData item;
    item.text("kind", toString(count.kind)).text("name", messages.text(std::string("kind.") + toString(count.kind)));
    kinds.push_back(item.text("words", words(count.waiting, count.unopened)));
    all += count.waiting;
    unopened += count.unopened;
  }
  data.flag("severalKinds", kinds.size() > 1);
  data.list("kinds", "hasKinds", std::move(kinds));
  data.text("allWords", words(all, unopened));
  std::vector<ViewData> batches;
  const bool several = chairpersonsOf(account).size() > 1;
  data.flag("severalCommissions", several).flag("madeSeveral", visit.request().query.has("several"));
  const auto recent = ConfirmBatch(database_, account).recent(kRecent);
  std::vector<std::string> authorised;
  for (const auto& batch : recent)
    if (batch.authorised && !batch.alive) authorised.push_back(batch.id);
  const auto waiting = database_.batches().waiting(authorised);
  for (const auto& batch : recent) {
    const std::string word = toString(standingOf(batch, waiting.contains(batch.id)));
    ViewData item;
    item.text("batch", batch.id).text("prepared", dayAndTime(batch.preparedAt, zone_));
    item.text("count", messages.text("portal.batch.count", {{"count", std::to_string(batch.documents)}}));
    item.text("commission", several ? commissionOf(visit, batch.chairpersonId) : "");
    item.text("standingClass", word).text("standingWord", messages.text("portal.batch.standing." + word));
    batches.push_back(item.flag("hasReceipt", !batch.receiptDigest.empty()));
  }
  data.list("batches", "hasBatches", std::move(batches));
  return visit.page("inbox-batch", messages.text("portal.batch.title"), std::move(data), status);
}

Response BatchPages::prepare(Visit& visit) const {
  const auto& account = visit.visitor()->account;
  const auto& form = visit.request().form.fields;
  const auto list = inboxAddressOf(form);
  const ReviewInbox inbox(database_, account);
  const ConfirmBatch batches(database_, account);
  std::vector<std::string> ids;
  if (form.first("which") == "all") {
    for (const auto& row : inbox.waiting(list.filter, "", kMost).rows) ids.push_back(row.document.id);
  } else if (form.first("which") == "again") {
    // What of an earlier list still waits, as it is now.
    const auto before = batches.find(form.first("batch"));
    if (!before) web::pageNotFound();
    for (const auto& entry : before->documents)
      if (entry.document.state == State::sent && entry.document.chairpersonId == before->batch.chairpersonId)
        ids.push_back(entry.document.id);
  } else {
    ids = form.all("document");
  }
  if (ids.empty()) {
    const auto back = "/inbox" + addressQuery(list.withAfter(""));
    return Response::redirect(back + (back.find('?') == std::string::npos ? "?" : "&") + "nothing=1");
  }
  try {
    const auto made = batches.prepareEach(ids, visit.formId());
    return Response::redirect(made.size() == 1 ? addressOf(made.front().batch.id) : "/inbox/batch?several=1");
  } catch (const Error& error) {
    const auto& code = error.problem().code;
    if (code != "documentNotSent" && code != "documentNotFound" && code != "batchTooLarge") throw;
    return choice(visit, error.problem(), web::kConflict);
  }
}

Response BatchPages::show(Visit& visit) const {
  return page(visit, found(visit), std::nullopt, 200);
}

Response BatchPages::page(Visit& visit, const ShownBatch& shown, const std::optional<Problem>& refused,
                          int status) const {
  const auto& messages = visit.messages();
  const int left = database_.signIn().left(KeyHolder::attemptAt(shown.batch.chairpersonId));
  auto data =
      balalyk::shown({.shown = shown, .number = pageIn(visit.request().query), .refused = refused, .triesLeft = left},
                     database_, messages);
  visit.withForm(data);
  // Whose key, and so which password, is asked for.
  const bool several = chairpersonsOf(visit.visitor()->account).size() > 1;
  data.flag("severalCommissions", several);
  data.text("commission", several ? commissionOf(visit, shown.batch.chairpersonId) : "");
  return visit.page("inbox-batch-one", messages.text("portal.batch.one.title"), std::move(data), status);
}

Response BatchPages::confirm(Visit& visit) const {
  auto shown = found(visit);
  auto password = visit.secret("password");
  if (password.empty()) return page(visit, shown, Problem{"keyPasswordEmpty", {}}, web::kUnprocessable);
  try {
    ConfirmBatch(database_, visit.visitor()->account)
        .confirm(shown.batch.id, visit.field("digest"), std::move(password), signer_);
  } catch (const Error& error) {
    const auto& problem = error.problem();
    if (!isOfSigner(error)) throw;
    // It was given to the signer, by this form or another: the page says how far it is.
    if (problem.code != "signerLost" && problem.code != "batchUnderWay")
      return page(visit, found(visit), problem, web::kUnprocessable);
  }
  return Response::redirect(addressOf(shown.batch.id));
}

Response BatchPages::status(Visit& visit) const {
  const auto shown = found(visit);
  signing::JsonWriter json;
  json.beginObject().member("ready", shown.standing != BatchStanding::running);
  json.member("done", doneOf(shown)).member("text", progressOf(shown, visit.messages())).endObject();
  return Response::data("application/json", json.text());
}

Response BatchPages::receipt(Visit& visit) const {
  const auto shown = found(visit);
  if (shown.batch.receiptDigest.empty()) web::pageNotFound();
  auto content = store_.get(shown.batch.receiptDigest);
  if (!content) throw Error("fileMissing", {{"file", "receipt"}, {"document", shown.batch.id}});
  return Response::download(kAsice, *std::move(content), "receipt-" + shown.batch.id + ".asice");
}

}  // namespace balalyk
