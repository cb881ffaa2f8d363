#include "connectors/portal/pages/VoucherPages.h"

#include <algorithm>
#include <functional>

#include "connectors/portal/pages/PageText.h"
#include "connectors/portal/web/HttpError.h"
#include "connectors/portal/web/PlainText.h"
#include "pipeline/domain/Collation.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/domain/Money.h"
#include "pipeline/domain/SearchKey.h"
#include "pipeline/domain/WrittenDate.h"
#include "pipeline/ports/DocumentStore.h"
#include "pipeline/ports/PortalDatabase.h"
#include "pipeline/record/RecordCheck.h"
#include "pipeline/record/VoucherCsv.h"
#include "pipeline/stages/DocumentFiles.h"

namespace balalyk {
namespace {

using web::Access;
using web::Response;
using web::ViewData;
using web::Visit;

constexpr std::size_t kOrganisations = 50, kChildren = 100;  // on a page

// The place in the order where the page after that entry begins; one that is gone begins at the first.
template <class Entries, class Id>
std::size_t placeAfter(const Entries& entries, const std::string& after, Id idOf) {
  if (after.empty()) return 0;
  const auto found =
      std::ranges::find_if(entries, [&](const auto& entry) { return std::invoke(idOf, entry) == after; });
  return found == entries.end() ? 0 : static_cast<std::size_t>(found - entries.begin()) + 1;
}

class VoucherPages {
 public:
  explicit VoucherPages(const PageParts& parts) : database_(parts.database), store_(parts.store) {}

  Response organisations(Visit& visit) {
    const auto& query = visit.request().query;
    const auto month = monthOf(query.first("month"));
    auto found =
        matching(database_.voucherBook().organisations(visit.permission(Action::viewVouchers)), query.first("name"));
    sortByName(found, recordLanguage(visit.messages()));
    const auto begin = placeAfter(found, query.first("after"), [](const auto& one) { return one.kindergarten.id; });
    const auto end = std::min(found.size(), begin + kOrganisations);
    std::vector<std::string> ids;
    for (auto at = begin; at < end; ++at) ids.push_back(found[at].kindergarten.id);
    const auto totals = database_.voucherBook().totals(month, ids);
    ViewData data;
    std::vector<ViewData> rows;
    for (auto at = begin; at < end; ++at) rows.push_back(organisationRow(visit, found[at], totals));
    addMonths(visit, data, month);
    data.text("name", query.first("name")).flag("isSearch", !query.first("name").empty());
    data.text("count", visit.messages().text("portal.vouchers.count", {{"count", std::to_string(found.size())}}));
    data.flag("hasRows", !rows.empty());
    data.list("rows", std::move(rows));
    data.flag("hasNext", end < found.size()).flag("hasFirst", begin > 0);
    data.flag("hasPager", end < found.size() || begin > 0);
    const auto filter = "?month=" + isoMonth(month) + nameFilter(query.first("name"));
    data.text("first", filter);
    data.text("next", end < found.size() ? filter + "&after=" + web::queryValue(found[end - 1].kindergarten.id) : "");
    return visit.page("vouchers", visit.messages().text("portal.vouchers.title"), std::move(data));
  }

  Response list(Visit& visit) {
    const auto organisation = open(visit);
    const auto month = monthOf(visit.parameter("month"));
    const auto list = checkedList(organisation, month);
    const auto& messages = visit.messages();
    const auto language = recordLanguage(messages);
    ViewData data;
    const auto& holders = list ? list->holders : kNobody;
    const auto begin = placeAfter(holders, visit.request().query.first("after"), &VoucherHolder::key);
    const auto end = std::min(holders.size(), begin + kChildren);
    std::vector<ViewData> rows;
    Tyiyn sum = 0;
    for (const auto& holder : holders) sum += holder.amountPerMonth;
    for (auto at = begin; at < end; ++at) rows.push_back(holderRow(visit, holders[at], at + 1));
    addMonths(visit, data, month);
    data.text("organisation", organisation.kindergarten.name.in(language)).text("id", organisation.kindergarten.id);
    data.text("commission", organisation.commission.in(language)).text("month", isoMonth(month));
    data.text("writtenMonth", writtenMonth(month, language));
    data.text("children", messages.text("portal.vouchers.children", {{"count", std::to_string(holders.size())}}));
    data.text("sum", writtenMoney(sum)).flag("hasRows", !rows.empty());
    data.list("rows", std::move(rows));
    data.flag("hasNext", end < holders.size()).flag("hasFirst", begin > 0);
    data.flag("hasPager", end < holders.size() || begin > 0);
    data.text("next", end < holders.size() ? "?after=" + web::queryValue(holders[end - 1].key) : "");
    addDocument(visit, data, organisation, month);
    return visit.page("voucher-list", titleOf(organisation, month, language), std::move(data));
  }

  // Of a list that is published the very file that was signed; else of what it would be now, under a name that says so.
  Response csv(Visit& visit) {
    const auto organisation = open(visit);
    const auto month = monthOf(visit.parameter("month"));
    const auto name = organisation.kindergarten.id + "-" + isoMonth(month);
    if (const auto document = published(organisation, month)) {
      for (const auto& file : document->files) {
        if (file.mediaType != "text/csv") continue;
        if (auto content = contentOf(*document, file, store_))
          return Response::download("text/csv; charset=utf-8", *std::move(content), name + ".csv");
      }
    }
    const auto list = checkedList(organisation, month);
    if (!list) web::pageNotFound();
    return Response::download("text/csv; charset=utf-8", voucherCsv(*list), name + "-draft.csv");
  }

  Response container(Visit& visit) {
    const auto document = requirePublished(visit);
    if (!document.container) web::pageNotFound();
    auto content = store_.get(document.container->digest);
    if (!content) web::pageNotFound();
    return Response::download(document.container->mediaType, *std::move(content), document.container->name);
  }

  Response pdf(Visit& visit) {
    const auto document = requirePublished(visit);
    const auto pdfs = pdfsOf(document);
    const auto number = static_cast<std::size_t>(visit.number("file"));
    if (number < 1 || number > pdfs.size()) web::pageNotFound();
    auto content = contentOf(document, pdfs[number - 1], store_);
    if (!content) web::pageNotFound();
    return Response::pdf(*std::move(content));
  }

 private:
  Organisation open(Visit& visit) {
    auto found = database_.voucherBook().organisation(visit.permission(Action::viewVouchers), visit.parameter("id"));
    if (!found) web::pageNotFound();
    return *std::move(found);
  }

  std::chrono::year_month present() {
    const auto today = database_.today();
    return today.year() / today.month();
  }

  std::chrono::year_month monthOf(const std::string& text) {
    if (text.empty()) return present();
    const auto month = monthFromIso(text);
    if (!month) web::pageNotFound();
    return *month;
  }

  static std::vector<Organisation> matching(std::vector<Organisation> all, const std::string& name) {
    const auto words = searchWords(name);
    std::erase_if(all, [&](const Organisation& one) {
      const auto its = " " + searchKey(one.kindergarten.name.ky) + " " + searchKey(one.kindergarten.name.ru) + " " +
                       searchKey(one.commission.ky) + " " + searchKey(one.commission.ru);
      return !std::ranges::all_of(words, [&](const auto& word) { return its.find(" " + word) != std::string::npos; });
    });
    return all;
  }

  // Sort keys are made once each: the ministry's list has thousands.
  static void sortByName(std::vector<Organisation>& all, Language language) {
    std::vector<std::pair<std::string, std::size_t>> order;
    order.reserve(all.size());
    for (std::size_t at = 0; at < all.size(); ++at)
      order.emplace_back(collationKey(all[at].kindergarten.name.in(language)), at);
    std::ranges::sort(order, [&](const auto& left, const auto& right) {
      return std::tie(left.first, all[left.second].kindergarten.id) <
             std::tie(right.first, all[right.second].kindergarten.id);
    });
    std::vector<Organisation> sorted;
    sorted.reserve(all.size());
    for (const auto& [key, at] : order) sorted.push_back(std::move(all[at]));
    all = std::move(sorted);
  }

  static std::string nameFilter(const std::string& name) {
    return name.empty() ? "" : "&name=" + web::queryValue(name);
  }

  // The chosen month, the ones around it, and the present one.
  void addMonths(const Visit& visit, ViewData& data, std::chrono::year_month month) {
    const auto language = recordLanguage(visit.messages());
    std::vector<ViewData> months;
    for (int back = 1; back >= -11; --back) {
      const auto one = present() + std::chrono::months(back);
      ViewData item;
      item.text("value", isoMonth(one)).text("label", writtenMonth(one, language));
      months.push_back(item.flag("chosen", one == month));
    }
    const bool listed = month <= present() + std::chrono::months(1) && month >= present() - std::chrono::months(11);
    if (!listed) {
      ViewData item;
      item.text("value", isoMonth(month)).text("label", writtenMonth(month, language));
      months.push_back(item.flag("chosen", true));
    }
    data.list("months", std::move(months)).text("monthValue", isoMonth(month));
    data.text("writtenMonth", writtenMonth(month, language));
  }

  static ViewData organisationRow(const Visit& visit, const Organisation& one,
                                  const std::map<std::string, VoucherTotal>& totals) {
    const auto language = recordLanguage(visit.messages());
    const auto found = totals.find(one.kindergarten.id);
    const auto total = found == totals.end() ? VoucherTotal{} : found->second;
    ViewData row;
    row.text("id", one.kindergarten.id).text("name", one.kindergarten.name.in(language));
    row.text("commission", one.commission.in(language)).text("children", visit.messages().number(total.children));
    return row.text("sum", writtenMoney(total.perMonth));
  }

  static ViewData holderRow(const Visit& visit, const VoucherHolder& holder, std::size_t number) {
    const auto language = recordLanguage(visit.messages());
    ViewData row;
    row.text("number", std::to_string(number)).text("child", holder.child.full());
    row.text("amount", writtenMoney(holder.amountPerMonth));
    row.text("from", holder.from.ok() ? shortDate(holder.from) : "—");
    row.text("to", holder.to.ok() ? shortDate(holder.to) : "—");
    return row.text("protocol", holder.protocolDate.ok()
                                    ? writtenReference(holder.protocolDate, holder.protocolNumber, language)
                                    : "№" + holder.protocolNumber);
  }

  // As the list's document is made: texts in their usual form, by name.
  std::optional<VoucherList> checkedList(const Organisation& organisation, std::chrono::year_month month) {
    auto list = database_.records().voucherList(organisation.kindergarten.id, month);
    if (!list) return std::nullopt;
    return check(*std::move(list), database_.today()).record;
  }

  std::optional<Document> published(const Organisation& organisation, std::chrono::year_month month) {
    const auto key = organisation.kindergarten.id + "/" + isoMonth(month);
    auto revisions = database_.archive().revisions(Source::voucherList, key);
    const auto found = std::ranges::find(revisions, State::published, &Document::state);
    return found == revisions.end() ? std::nullopt : std::optional(std::move(*found));
  }

  Document requirePublished(Visit& visit) {
    auto document = published(open(visit), monthOf(visit.parameter("month")));
    if (!document) web::pageNotFound();
    return *std::move(document);
  }

  static std::vector<StoredFile> pdfsOf(const Document& document) {
    std::vector<StoredFile> pdfs;
    std::ranges::copy_if(document.files, std::back_inserter(pdfs),
                         [](const StoredFile& file) { return file.mediaType == "application/pdf"; });
    return pdfs;
  }

  void addDocument(const Visit& visit, ViewData& data, const Organisation& organisation,
                   std::chrono::year_month month) {
    const auto document = published(organisation, month);
    data.flag("isPublished", document.has_value());
    if (!document) return;
    data.text("published",
              visit.messages().text(
                  "portal.vouchers.published",
                  {{"day", document->publishedAt ? dayAndTime(*document->publishedAt, database_.zone()) : "—"}}));
    data.flag("hasContainer", document->container.has_value());
    std::vector<ViewData> files;
    const auto pdfs = pdfsOf(*document);
    for (std::size_t at = 0; at < pdfs.size(); ++at) {
      ViewData file;
      files.push_back(file.text("number", std::to_string(at + 1)).text("name", pdfs[at].name));
    }
    data.list("files", std::move(files));
  }

  static std::string titleOf(const Organisation& organisation, std::chrono::year_month month, Language language) {
    return organisation.kindergarten.name.in(language) + ", " + writtenMonth(month, language);
  }

  inline static const std::vector<VoucherHolder> kNobody;
  PortalDatabase& database_;
  DocumentStore& store_;
};

}  // namespace

void addVoucherPages(web::Content& content, const PageParts& parts) {
  const auto pages = std::make_shared<VoucherPages>(parts);
  const web::HandlersOf with(pages);
  auto& routes = content.routes;
  constexpr auto view = Access::may(Action::viewVouchers);
  routes.get("/vouchers", view, with(&VoucherPages::organisations));
  routes.get("/vouchers/{id:id}/{month:id}", view, with(&VoucherPages::list));
  routes.get("/vouchers/{id:id}/{month:id}/csv", view, with(&VoucherPages::csv));
  routes.get("/vouchers/{id:id}/{month:id}/container", view, with(&VoucherPages::container));
  routes.get("/vouchers/{id:id}/{month:id}/files/{file:number}", view, with(&VoucherPages::pdf));
}

}  // namespace balalyk
