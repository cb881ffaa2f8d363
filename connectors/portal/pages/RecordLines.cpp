#include "connectors/portal/pages/RecordLines.h"

#include <algorithm>

#include "connectors/portal/pages/PageText.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/domain/Money.h"
#include "pipeline/domain/WrittenDate.h"
#include "pipeline/record/RecordXml.h"

namespace balalyk {
namespace {

void addLine(std::string& text, const std::string& line) {
  if (!line.empty()) text += (text.empty() ? "" : "\n") + line;
}

std::string documentsIn(const std::vector<LocalizedText>& documents, Language language) {
  std::string text;
  for (const auto& document : documents) addLine(text, document.in(language));
  return text;
}

std::string memberIn(const PersonName& name, const LocalizedText& position, Language language) {
  return surnameAndInitials(name) + " – " + position.in(language);
}

std::string dateIn(const std::string& typed) {
  const auto date = dateFromIso(typed);
  return date ? shortDate(*date) : typed;
}

std::string personIn(const Person& person) {
  return person.name.full();
}

}  // namespace

std::vector<RecordLine> linesOf(const Application& record, const Messages& messages) {
  const auto language = recordLanguage(messages);
  std::string benefits, members;
  for (const auto& benefit : record.benefits) addLine(benefits, benefit.name.in(language));
  for (const auto& member : record.ticked) addLine(members, memberIn(member.name, member.position, language));
  return {
      {messages.text("field.protocol.number"), record.protocolNumber},
      {messages.text("field.protocol.date"), record.sittingDate ? shortDate(*record.sittingDate) : ""},
      {messages.text("portal.application.decision.short"),
       messages.text(record.approved ? "portal.applications.state.approved" : "portal.applications.state.rejected")},
      {messages.text("field.refusalGrounds"), record.refusalGrounds},
      {messages.text("field.benefit.name"), benefits},
      {messages.text("field.amountPerMonth"), record.amountPerMonth ? writtenMoney(*record.amountPerMonth) : ""},
      {messages.text("portal.application.members.title"), members},
      {messages.text("field.documentsShown"), documentsIn(record.documentsShown, language)},
      {messages.text("field.comments"), record.comments},
      {messages.text("field.kindergarten.name"), record.kindergarten ? record.kindergarten->name.in(language) : ""},
      {messages.text("field.child"), personIn(record.child)},
      {messages.text("field.guardian"), personIn(record.guardian)},
      {messages.text("field.guardian.address"), record.guardian.address},
      {messages.text("field.commission.name"), record.commission.name.in(language)},
  };
}

std::vector<RecordLine> linesOf(const MealSubsidy& record, const Messages& messages) {
  const auto language = recordLanguage(messages);
  std::string members;
  for (const auto& member : record.ticked) addLine(members, memberIn(member.name, member.position, language));
  return {
      {messages.text("field.protocol.number"), record.protocolNumber},
      {messages.text("field.protocol.date"), record.sittingDate ? shortDate(*record.sittingDate) : ""},
      {messages.text("field.amountPerDay"), record.amountPerDay ? writtenMoney(*record.amountPerDay) : ""},
      {messages.text("field.child"),
       record.child ? personIn(*record.child) : messages.text("portal.inbox.record.allChildren")},
      {messages.text("field.kindergarten.name"), record.kindergarten ? record.kindergarten->name.in(language) : ""},
      {messages.text("portal.application.members.title"), members},
      {messages.text("field.comments"), record.comments},
      {messages.text("field.commission.name"), record.commission.name.in(language)},
  };
}

std::vector<RecordLine> linesOf(const VoucherList& record, const Messages& messages) {
  const auto language = recordLanguage(messages);
  std::string holders;
  Tyiyn sum = 0;
  for (const auto& holder : record.holders) {
    sum += holder.amountPerMonth;
    addLine(holders, messages.text("portal.inbox.record.holder", {{"child", holder.child.full()},
                                                                  {"amount", writtenMoney(holder.amountPerMonth)},
                                                                  {"from", shortDate(holder.from)},
                                                                  {"to", shortDate(holder.to)},
                                                                  {"number", holder.protocolNumber},
                                                                  {"date", shortDate(holder.protocolDate)}}));
  }
  return {
      {messages.text("field.kindergarten.name"), record.kindergarten.name.in(language)},
      {messages.text("portal.inbox.record.month"), writtenMonth(record.month, language)},
      {messages.text("portal.inbox.record.children"), messages.number(static_cast<long long>(record.holders.size()))},
      {messages.text("portal.inbox.record.sum"), writtenMoney(sum)},
      {messages.text("portal.inbox.record.holders"), holders},
      {messages.text("field.commission.name"), record.commission.name.in(language)},
  };
}

std::vector<RecordLine> linesOfXml(std::string_view xml, const Messages& messages) {
  return std::visit([&](const auto& record) { return linesOf(record, messages); }, fromXml(xml));
}

std::vector<RecordLine> linesOf(const ApplicationForm& form, const ApplicationCase& of,
                                const std::vector<BenefitCategory>& benefits, const Messages& messages) {
  const auto language = recordLanguage(messages);
  std::string chosenBenefits, members, kindergarten = form.kindergartenId;
  for (const auto& code : form.benefits) {
    const auto found = std::ranges::find(benefits, code, &BenefitCategory::code);
    addLine(chosenBenefits, found == benefits.end() ? code : found->name.in(language));
  }
  for (const auto& id : form.ticked) {
    const auto found = std::ranges::find(of.members, id, &MemberChoice::id);
    addLine(members, found == of.members.end() ? id : memberIn(found->name, found->position, language));
  }
  const auto place = std::ranges::find(of.kindergartens, form.kindergartenId, &Kindergarten::id);
  if (place != of.kindergartens.end()) kindergarten = place->name.in(language);
  const auto decision = !form.chosen
                            ? std::string()
                            : messages.text(*form.chosen == Decision::approved ? "portal.applications.state.approved"
                                                                               : "portal.applications.state.rejected");
  return {
      {messages.text("field.benefit.name"), chosenBenefits},
      {messages.text("portal.application.members.title"), members},
      {messages.text("field.documentsShown"), documentsIn(form.documentsShown, language)},
      {messages.text("field.comments"), form.comments},
      {messages.text("field.kindergarten.name"), kindergarten},
      {messages.text("field.protocol.number"), form.protocolNumber},
      {messages.text("field.protocol.date"), dateIn(form.sittingDate)},
      {messages.text("portal.application.decision.short"), decision},
      {messages.text("field.refusalGrounds"), form.refusalGrounds},
  };
}

std::vector<LineChange> changesBetween(const std::vector<RecordLine>& before, const std::vector<RecordLine>& after) {
  std::vector<LineChange> changes;
  for (std::size_t i = 0; i < std::min(before.size(), after.size()); ++i)
    if (before[i].text != after[i].text) changes.push_back({after[i].label, before[i].text, after[i].text});
  return changes;
}

std::vector<web::ViewData> shown(const std::vector<LineChange>& changes) {
  std::vector<web::ViewData> rows;
  for (const auto& change : changes) {
    web::ViewData row;
    rows.push_back(row.text("label", change.label).text("before", change.before).text("after", change.after));
  }
  return rows;
}

}  // namespace balalyk
