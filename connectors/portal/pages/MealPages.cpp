#include "connectors/portal/pages/MealPages.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "connectors/portal/pages/ConflictFields.h"
#include "connectors/portal/pages/FormErrors.h"
#include "connectors/portal/pages/KeptText.h"
#include "connectors/portal/pages/MealForm.h"
#include "connectors/portal/pages/MealProtocolPages.h"
#include "connectors/portal/pages/MemberForm.h"
#include "connectors/portal/pages/PageText.h"
#include "connectors/portal/web/HttpError.h"
#include "connectors/portal/web/PlainText.h"
#include "connectors/texts/ProblemText.h"
#include "pipeline/casework/ManageMembers.h"
#include "pipeline/casework/MealDecisions.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/domain/Money.h"
#include "pipeline/domain/WrittenDate.h"
#include "pipeline/ports/PdfService.h"
#include "signing/JsonWriter.h"

namespace balalyk {
namespace {

using web::Access;
using web::Response;
using web::Takes;
using web::ViewData;
using web::Visit;

constexpr int kCards = 20;

std::string bytesOf(const web::Upload& upload) {
  std::ifstream file(upload.file(), std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return std::move(content).str();
}

class MealPages {
 public:
  MealPages(PortalDatabase& database, PdfService& pdf) : database_(database), pdf_(pdf) {}

  Response list(Visit& visit) {
    const auto by = visit.permission(Action::viewMeals);
    const auto commissions = database_.memberBook().commissions(by);
    const auto& query = visit.request().query;
    const auto& commission = chosen(query.first("commission"), commissions);
    auto entries = database_.mealBook().meals(by, commission.id, query.first("after"), kCards + 1);
    const auto language = recordLanguage(visit.messages());
    ViewData data;
    data.flag("hasNext", entries.size() > kCards);
    if (entries.size() > kCards) entries.resize(kCards);
    data.text("next", entries.empty() ? "" : entries.back().record.origin.key);
    std::vector<ViewData> cards, others;
    for (const auto& entry : entries) cards.push_back(card(visit, entry));
    for (const auto& one : commissions) {
      ViewData item;
      item.text("id", one.id).text("name", one.name.in(language));
      others.push_back(item.flag("current", one.id == commission.id));
    }
    data.text("commission", commission.name.in(language)).text("commissionId", commission.id);
    data.flag("severalCommissions", commissions.size() > 1).list("commissions", std::move(others));
    data.flag("hasCards", !cards.empty());
    data.list("cards", std::move(cards));
    return visit.page("meals", visit.messages().text("portal.meals.title"), std::move(data));
  }

  Response blank(Visit& visit) {
    const auto commissions = database_.memberBook().commissions(visit.permission(Action::editMeals));
    TypedMeal typed{.commissionId = chosen(visit.request().query.first("commission"), commissions).id};
    const auto kept = keptText(database_, visit, draftName(typed));
    if (kept) typed = restored(*kept, typed);
    return form(visit, typed, std::nullopt, {}, 200, kept);
  }

  Response open(Visit& visit) {
    const auto entry = database_.mealBook().meal(visit.permission(Action::editMeals), visit.parameter("id"));
    if (!entry) web::pageNotFound();
    auto typed = typedMealOf(*entry);
    auto kept = entry->frozen() ? std::nullopt : keptText(database_, visit, draftName(typed));
    // A late one, after the save that overtook it, says nothing new.
    if (kept && isSame(restored(*kept, typed), typed)) kept.reset();
    if (kept) typed = restored(*kept, typed);
    return form(visit, typed, entry, {}, 200, kept);
  }

  Response add(Visit& visit) { return save(visit, ""); }
  Response change(Visit& visit) { return save(visit, visit.parameter("id")); }

  // The file alone, with JavaScript: its progress is shown, and the form needs no second sending.
  Response upload(Visit& visit) {
    const auto by = visit.permission(Action::editMeals);
    const auto& sent = visit.request().form.upload;
    if (!sent) throw web::HttpError(400, {"formFileEmpty", {}});
    const auto kept =
        decisions(visit).keepFile(by, visit.request().query.first("commission"), sent->name(), bytesOf(*sent));
    if (!kept) web::pageNotFound();
    if (kept->problem) throw web::HttpError(web::kUnprocessable, *kept->problem);
    signing::JsonWriter json(signing::JsonWriter::Layout::compact);
    json.beginObject().member("id", kept->file->id).member("name", kept->file->name);
    json.member("facts", facts(visit.messages(), *kept->file)).endObject();
    return Response::data("application/json", json.text());
  }

  Response file(Visit& visit) {
    const auto by = visit.permission(Action::viewMeals);
    const auto entry = database_.mealBook().meal(by, visit.parameter("id"));
    if (!entry || !entry->file) web::pageNotFound();
    auto content = database_.records().upload(entry->record.uploadId, kLargestUpload);
    if (!content) web::pageNotFound();
    return Response::download("application/pdf", *std::move(content), entry->file->name);
  }

 private:
  MealDecisions decisions(Visit& visit) const { return {database_, pdf_, visit.visitor()->account.id}; }

  static const Commission& chosen(const std::string& id, const std::vector<Commission>& commissions) {
    const auto found = id.empty() ? commissions.begin() : std::ranges::find(commissions, id, &Commission::id);
    if (found == commissions.end()) web::pageNotFound();
    return *found;
  }

  static std::string draftName(const TypedMeal& typed) {
    return "meal/" + (typed.id.empty() ? "new/" + typed.commissionId : typed.id);
  }

  // The form shows the last digits of the number that is there; sent back, they mean it.
  static void unmask(TypedMeal& typed, const TypedMeal& there) {
    if (!there.pin.empty() && typed.pin == maskedPin(there.pin)) typed.pin = there.pin;
  }

  // What was typed, in the place of what is there; of a file only that which was kept.
  static TypedMeal restored(const KeptText& kept, const TypedMeal& there) {
    auto typed = typedMealOf(kept.fields);
    typed.id = there.id;
    typed.commissionId = there.commissionId;
    unmask(typed, there);
    return typed;
  }

  static bool isSame(TypedMeal kept, const TypedMeal& there) {
    kept.version = there.version;
    return kept == there;
  }

  static std::map<std::string, std::string> namesOf(const std::vector<ListedEntry>& members,
                                                    const std::vector<Kindergarten>& kindergartens,
                                                    const std::vector<std::optional<UploadedFile>>& files,
                                                    const Messages& messages) {
    std::map<std::string, std::string> names;
    for (const auto& entry : members) names[entry.member.id] = surnameAndInitials(entry.member.name);
    for (const auto& one : kindergartens) names[one.id] = one.name.in(recordLanguage(messages));
    for (const auto& file : files)
      if (file) names[file->id] = file->name;
    return names;
  }

  static std::string facts(const Messages& messages, const UploadedFile& file) {
    const auto size = messages.decimal(std::max(0.1, static_cast<double>(file.size) / (1 << 20)), 1);
    if (file.pages == 0) return messages.text("portal.meals.file.size", {{"size", size}});
    return messages.text("portal.meals.file.facts", {{"size", size}, {"pages", std::to_string(file.pages)}});
  }

  static std::string reference(const Visit& visit, const MealSubsidy& record) {
    if (!record.sittingDate || record.protocolNumber.empty()) return "№" + record.protocolNumber;
    return writtenReference(*record.sittingDate, record.protocolNumber, recordLanguage(visit.messages()));
  }

  ViewData card(Visit& visit, const MealEntry& entry) const {
    const auto& record = entry.record;
    const auto& messages = visit.messages();
    ViewData card;
    card.text("id", record.origin.key).text("reference", reference(visit, record));
    card.text("amount", record.amountPerDay ? writtenMoney(*record.amountPerDay) : "—");
    card.flag("ofChild", record.child.has_value()).text("child", record.child ? record.child->name.full() : "");
    card.flag("hasFile", entry.file.has_value());
    if (entry.file) card.text("file", entry.file->name).text("fileFacts", facts(messages, *entry.file));
    card.text("changed", dayAndTime(Timestamp(std::chrono::milliseconds(record.origin.changedAt)), database_.zone()));
    card.flag("hasDocument", entry.document.has_value());
    if (!entry.document) return card;
    card.text("stateClass", toString(entry.document->state));
    return card.text("state", messages.text(std::string("state.") + toString(entry.document->state)));
  }

  // What was typed comes back whatever is wrong with it; a file that came with it is kept first.
  Response save(Visit& visit, const std::string& id) {
    const auto by = visit.permission(Action::editMeals);
    const auto& sent = visit.request().form;
    auto typed = typedMealOf(sent.fields);
    typed.id = id;
    std::optional<MealEntry> entry;
    if (!id.empty()) {
      entry = database_.mealBook().meal(by, id);
      if (!entry) web::pageNotFound();
      typed.commissionId = entry->record.commission.id;
      unmask(typed, typedMealOf(*entry));
    }
    MealDecisions::Result refused{.outcome = MealDecisions::Outcome::wrong};
    if (sent.upload) {
      auto kept = decisions(visit).keepFile(by, typed.commissionId, sent.upload->name(), bytesOf(*sent.upload));
      if (!kept) web::pageNotFound();
      if (kept->problem) refused.problems.push_back(*std::move(kept->problem));
      if (kept->file) {
        typed.fileId = kept->file->id;
        typed.dropFile = false;
      }
    }
    if (!refused.problems.empty()) return form(visit, typed, entry, refused, web::kUnprocessable);
    auto read = readMeal(typed);
    MealDecisions deciding(database_, pdf_, visit.visitor()->account.id, id.empty() ? visit.formId() : "");
    auto result =
        deciding.save(by, std::move(read.record), typed.ticked, typed.version, typed.reason, std::move(read.unread));
    switch (result.outcome) {
      case MealDecisions::Outcome::done:
        forgetText(database_, visit, draftName(typed));
        return Response::redirect("/meals/" + result.id + "/protocol");
      case MealDecisions::Outcome::notFound:
        web::pageNotFound();
      case MealDecisions::Outcome::conflict:
        typed.version = result.theirs->version;
        return form(visit, typed, entry, result, web::kConflict);
      case MealDecisions::Outcome::frozen:
        return form(visit, typed, database_.mealBook().meal(by, id), result, web::kConflict);
      case MealDecisions::Outcome::reasonMissing:
        result.problems.push_back({"reasonMissing", {}});
        return form(visit, typed, database_.mealBook().meal(by, id), result, web::kUnprocessable);
      case MealDecisions::Outcome::wrong:
        break;
    }
    return form(visit, typed, entry, result, web::kUnprocessable);
  }

  Response form(Visit& visit, const TypedMeal& typed, const std::optional<MealEntry>& entry,
                const MealDecisions::Result& result, int status, const std::optional<KeptText>& kept = std::nullopt) {
    const auto by = visit.permission(Action::editMeals);
    const auto& messages = visit.messages();
    const auto commissions = database_.memberBook().commissions(by);
    const auto& commission = chosen(typed.commissionId, commissions);
    FormErrors errors(messages);
    for (const auto& problem : result.problems) errors.add(problem, mealFieldOf(problem));
    ViewData data;
    errors.into(data, "portal.lists.errors");
    const auto* document = entry && entry->document ? &*entry->document : nullptr;
    const bool frozen = entry && entry->frozen();
    data.flag("isFrozen", frozen).flag("isPublished", document && document->state == State::published);
    if (frozen) {
      const auto word = messages.text(std::string("state.") + toString(document->state));
      data.text("frozen", messages.text("portal.meals.frozen", {{"state", word}}));
    }
    const auto heading = entry ? reference(visit, entry->record) : messages.text("portal.meals.new");
    data.text("heading", heading).text("place", typed.id.empty() ? "new" : typed.id);
    data.text("commission", commission.name.in(recordLanguage(messages))).text("commissionId", commission.id);
    data.text("version", std::to_string(typed.version));
    data.text("dateType", typed.date.empty() || dateFromIso(typed.date) ? "date" : "text");
    auto members =
        ManageMembers(database_.memberBook(), database_.today(), visit.visitor()->account.id).list(by, commission.id);
    const auto kindergartens = database_.mealBook().kindergartens(by, commission.id);
    auto masked = typed;
    if (entry && entry->record.child && typed.pin == entry->record.child->pin) masked.pin = maskedPin(typed.pin);
    showMeal(data, masked, members, kindergartens, messages, result.problems);
    const auto file = typed.fileId.empty() ? std::nullopt : database_.mealBook().file(by, commission.id, typed.fileId);
    data.flag("hasFile", file.has_value()).text("upload", file ? file->id : "");
    if (file) data.text("file", file->name).text("fileFacts", facts(messages, *file));
    data.flag("isRestored", kept.has_value());
    if (kept)
      data.text("restored", messages.text("portal.lists.restored", {{"time", dayAndTime(kept->at, database_.zone())}}));
    const auto& fields = kept ? kept->fields : visit.request().form.fields;
    const bool conflict = result.outcome == MealDecisions::Outcome::conflict && result.theirs.has_value();
    data.flag("isConflict", conflict);
    if (conflict)
      showConflict(data,
                   mealConflict(fields, typedMealOf(*result.theirs), typed,
                                namesOf(members, kindergartens, {file, result.theirs->file}, messages), messages),
                   messages);
    data.list("was", conflict                     ? mealBefore(typedMealOf(*result.theirs))
                     : sentBefore(fields).empty() ? mealBefore(typed)
                                                  : sentBefore(fields));
    visit.withForm(data, {.name = draftName(typed),
                          .page = typed.id.empty() ? "/meals/new?commission=" + web::queryValue(commission.id)
                                                   : "/meals/" + typed.id});
    return visit.page("meal", heading, std::move(data), status);
  }

  PortalDatabase& database_;
  PdfService& pdf_;
};

}  // namespace

void addMealPages(web::Content& content, const PageParts& parts) {
  const auto pages = std::make_shared<MealPages>(parts.database, parts.pdf);
  const web::HandlersOf with(pages);
  auto& routes = content.routes;
  constexpr auto view = Access::may(Action::viewMeals), edit = Access::may(Action::editMeals);
  routes.get("/meals", view, with(&MealPages::list));
  routes.get("/meals/new", edit, with(&MealPages::blank));
  routes.post("/meals/new", edit, Takes::upload, with(&MealPages::add));
  routes.post("/meals/typed", edit, Takes::form,
              [&database = parts.database](Visit& visit) { return keepText(database, visit); });
  routes.post("/meals/upload", edit, Takes::upload, with(&MealPages::upload));
  routes.get("/meals/{id:id}", edit, with(&MealPages::open));
  routes.post("/meals/{id:id}", edit, Takes::upload, with(&MealPages::change));
  routes.get("/meals/{id:id}/file", view, with(&MealPages::file));
  addMealProtocolPages(content, parts);
}

}  // namespace balalyk
