#include "connectors/portal/pages/ArchiveDocumentPage.h"

#include "connectors/portal/pages/ArchiveHistory.h"
#include "connectors/portal/pages/PageText.h"
#include "connectors/portal/web/HttpError.h"
#include "pipeline/domain/Text.h"
#include "pipeline/domain/TypedReason.h"
#include "pipeline/domain/WrittenDate.h"
#include "pipeline/evidence/EvidenceAssembler.h"
#include "pipeline/evidence/EvidenceOutlook.h"
#include "pipeline/ports/ArchiveSearch.h"
#include "pipeline/ports/PortalDatabase.h"
#include "pipeline/ports/Retention.h"
#include "pipeline/stages/DocumentFiles.h"

namespace balalyk {
namespace {

using web::Response;
using web::ViewData;
using web::Visit;

constexpr std::string_view kPdf = ".pdf";
constexpr const char* kContainerType = "application/vnd.etsi.asic-e+zip";
constexpr std::size_t kLongestReason = 500;

bool isPdf(const StoredFile& file) {
  return file.name.ends_with(kPdf);
}

std::string stemOf(const StoredFile& file) {
  return file.name.substr(0, file.name.size() - kPdf.size());
}

// «Протокол, кыргызча»
std::string titleOf(const StoredFile& file, const Messages& messages) {
  const auto key = "portal.protocol.file." + stemOf(file);
  return messages.has(key) ? messages.text(key) : file.name;
}

// In groups that two people can read to each other.
std::string grouped(const std::string& digest) {
  std::string text;
  for (std::size_t i = 0; i < digest.size(); ++i) text += (i && i % 4 == 0 ? " " : "") + std::string(1, digest[i]);
  return text;
}

std::string addressOf(const Document& document) {
  return "/archive/" + document.id;
}

const StoredFile& namedIn(const Document& document, const std::string& stem) {
  for (const auto& file : document.files)
    if (isPdf(file) && stemOf(file) == stem) return file;
  web::pageNotFound();
}

ViewData revisionOf(const Document& document, const Document& shown, const Messages& messages, const Zone& zone) {
  ViewData item;
  const std::string state = toString(document.state);
  item.text("id", document.id).text("revision", std::to_string(document.revision)).text("number", document.number);
  item.text("stateClass", state).text("stateWord", messages.text("state." + state)).text("level", document.level);
  item.text("published", document.publishedAt ? dayAndTime(*document.publishedAt, zone) : "");
  item.flag("current", document.id == shown.id).flag("archived", document.publishedAt.has_value());
  item.flag("hasReason", !document.reason.empty()).text("reason", document.reason);
  return item;
}

}  // namespace

Document ArchiveDocumentPage::found(const Visit& visit, Action action) const {
  auto document = database_.archiveSearch().document(visit.parameter("id"), visit.permission(action));
  if (!document) web::pageNotFound();
  return std::move(*document);
}

Response ArchiveDocumentPage::show(Visit& visit) const {
  const auto document = found(visit, Action::viewArchive);
  const auto& messages = visit.messages();
  ViewData data;
  visit.withForm(data);
  const std::string state = toString(document.state);
  data.text("id", document.id).text("number", document.number).text("subject", document.subject);
  data.text("kind", messages.text(std::string("kind.") + toString(document.kind)));
  data.text("date", document.date ? shortDate(*document.date) : "").text("commission", document.commissionName);
  data.text("stateClass", state).text("stateWord", messages.text("state." + state));
  data.text("level", document.level).text("revisionNumber", std::to_string(document.revision));
  data.flag("hasSigned", document.signAt.has_value());
  data.text("signed", document.signAt ? dayAndTime(*document.signAt, zone_) : "");
  data.text("published", document.publishedAt ? dayAndTime(*document.publishedAt, zone_) : "");
  data.text("chairperson", database_.members().shownName(document.chairpersonId));
  data.text("recordDigest", grouped(document.recordDigest)).flag("hasContainer", document.container.has_value());
  data.text("containerDigest", document.container ? grouped(document.container->digest) : "");
  const bool mayCorrect = document.state == State::published && document.source == Source::application &&
                          visit.permission(Action::regenerate).ofCommission(document.commissionId);
  data.flag("canCorrect", mayCorrect).text("application", document.sourceKey);
  const auto newer = document.supersededBy.empty() ? std::nullopt
                                                   : database_.archiveSearch().document(
                                                         document.supersededBy, visit.permission(Action::viewArchive));
  data.flag("isSuperseded", document.state == State::superseded).flag("hasNewer", newer.has_value());
  data.text("newer", newer ? newer->id : "");

  std::vector<ViewData> revisions;
  for (const auto& one : database_.archive().revisions(document.source, document.sourceKey))
    revisions.push_back(revisionOf(one, document, messages, zone_));
  data.list("revisions", std::move(revisions));
  data.list("history", historyOf(document, database_, messages, zone_));
  addEvidence(data, document, messages);
  addFiles(data, document, messages);
  addKeeping(data, visit, document);
  return visit.page("archive-document", messages.text("portal.archive.document.title"), std::move(data));
}

void ArchiveDocumentPage::addEvidence(ViewData& data, const Document& document, const Messages& messages) const {
  EvidenceOutlook outlook;
  if (document.container)
    outlook = evidenceOutlook(database_.evidence(), store_, document.container->digest, rules_.policy);
  std::vector<ViewData> stamps;
  for (const auto& stamp : outlook.stamps) {
    ViewData item;
    const char* kind = stamp.kind == EvidenceKind::seal      ? "seal"
                       : stamp.kind == EvidenceKind::renewal ? "renewal"
                                                             : "rehash";
    item.text("what", messages.text(std::string("portal.archive.evidence.") + kind));
    item.text("at", dayAndTime(stamp.stampedAt, zone_)).text("algorithm", stamp.algorithm);
    stamps.push_back(item.text("until", shortDate(zone_.dateOf(stamp.provedUntil))));
  }
  data.flag("isSealed", outlook.provedUntil.has_value());
  data.list("stamps", std::move(stamps));
  if (!outlook.provedUntil) return;
  const auto now = database_.now();
  data.text("provedUntil", shortDate(zone_.dateOf(*outlook.provedUntil))).flag("isOver", *outlook.provedUntil <= now);
  const auto renewal = *outlook.provedUntil - rules_.renewBefore;
  data.text("renewal", messages.text(renewal > now ? "portal.archive.evidence.renewed" : "portal.archive.evidence.due",
                                     {{"day", shortDate(zone_.dateOf(renewal))}}));
}

void ArchiveDocumentPage::addFiles(ViewData& data, const Document& document, const Messages& messages) const {
  std::vector<ViewData> files;
  for (const auto& file : document.files) {
    if (!isPdf(file)) continue;
    ViewData item;
    const auto title = titleOf(file, messages);
    item.text("stem", stemOf(file)).text("title", title).flag("notice", file.name.starts_with("notice"));
    std::vector<ViewData> pages;
    bool drawn = true;
    try {
      const auto pictures = pictures_->of(document, file);
      const auto count = std::to_string(pictures->size());
      for (std::size_t i = 1; i <= pictures->size(); ++i) {
        ViewData page;
        page.text("page", std::to_string(i));
        pages.push_back(page.text(
            "alternative",
            messages.text("portal.protocol.page", {{"title", title}, {"page", std::to_string(i)}, {"pages", count}})));
      }
    } catch (const Error&) {
      drawn = false;  // the helper, the store or the file: the rest of the page is there all the same
    }
    files.push_back(item.flag("drawn", drawn).list("pages", std::move(pages)));
  }
  data.list("files", std::move(files));
}

void ArchiveDocumentPage::addKeeping(ViewData& data, const Visit& visit, const Document& document) const {
  const auto& messages = visit.messages();
  const auto hold = database_.retention().hold(document.id);
  data.flag("isHeld", hold.has_value()).flag("keeps", !visit.permission(Action::keepArchive).none());
  if (hold)
    data.text("holdReason", hold->reason)
        .text("heldSince", dayAndTime(hold->setAt, zone_))
        .text("heldBy", actorText(hold->accountId, nullptr, database_, messages));
  data.flag("reasonMissing", visit.request().query.has("reason"));
  const auto years = rules_.retention.find(document.kind);
  data.text("kept", years == rules_.retention.end()
                        ? messages.text("portal.archive.kept.always")
                        : messages.text("portal.archive.kept.years", {{"years", std::to_string(years->second)}}));
}

Response ArchiveDocumentPage::pdf(Visit& visit) const {
  const auto document = found(visit, Action::viewArchive);
  auto bytes = contentOf(document, namedIn(document, visit.parameter("file")), store_);
  if (!bytes) web::pageNotFound();
  return Response::pdf(std::move(*bytes));
}

Response ArchiveDocumentPage::picture(Visit& visit) const {
  const auto document = found(visit, Action::viewArchive);
  const auto pages = pictures_->of(document, namedIn(document, visit.parameter("file")));
  const auto number = static_cast<std::size_t>(visit.number("page"));
  if (number == 0 || number > pages->size()) web::pageNotFound();
  return Response::data("image/png", (*pages)[number - 1]);
}

std::string ArchiveDocumentPage::containerOf(const Document& document) const {
  auto bytes = document.container ? store_.get(document.container->digest) : std::nullopt;
  if (!bytes) web::pageNotFound();
  return std::move(*bytes);
}

Response ArchiveDocumentPage::container(Visit& visit) const {
  const auto document = found(visit, Action::exportArchive);
  return Response::download(kContainerType, containerOf(document), document.id + ".asice");
}

Response ArchiveDocumentPage::withEvidence(Visit& visit) const {
  const auto document = found(visit, Action::exportArchive);
  const auto container = containerOf(document);
  auto bytes = EvidenceAssembler(database_.evidence(), store_).withEvidence(document.container->digest, container);
  if (!bytes) web::pageNotFound();
  return Response::download(kContainerType, std::move(*bytes), document.id + "-evidence.asice");
}

Response ArchiveDocumentPage::hold(Visit& visit) const {
  const auto document = found(visit, Action::keepArchive);
  const auto reason = shortened(typedReason(visit.field("reason")), kLongestReason);
  if (reason.empty()) return Response::redirect(addressOf(document) + "?reason=1");
  database_.retention().setHold(document.id, reason, visit.visitor()->account.id);
  return Response::redirect(addressOf(document));
}

Response ArchiveDocumentPage::release(Visit& visit) const {
  const auto document = found(visit, Action::keepArchive);
  const auto reason = shortened(typedReason(visit.field("reason")), kLongestReason);
  if (reason.empty()) return Response::redirect(addressOf(document) + "?reason=1");
  database_.retention().liftHold(document.id, reason, visit.visitor()->account.id);
  return Response::redirect(addressOf(document));
}

}  // namespace balalyk
