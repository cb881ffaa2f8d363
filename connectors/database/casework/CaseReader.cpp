#include "connectors/database/casework/CaseReader.h"

#include <algorithm>

#include "connectors/database/casework/ApplicationRows.h"
#include "connectors/database/casework/FoldedNames.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/rows/RecordRows.h"
#include "connectors/database/rows/TableRows.h"
#include "connectors/database/session/JsonText.h"
#include "connectors/database/session/NumberKey.h"
#include "pipeline/domain/IsoDate.h"

namespace balalyk {

namespace {

std::optional<Timestamp> timeIn(const SqlRow& row, const char* column) {
  const auto at = row.optionalInteger(column);
  return at ? std::optional(toTimestamp(*at)) : std::nullopt;
}

Kindergarten kindergartenFrom(const SqlRow& row) {
  return {row.text("id"), {row.text("name_ky"), row.text("name_ru")}};
}

std::map<std::string, Member> membersIn(const SqlResult& result) {
  std::map<std::string, Member> members;
  for (const auto& row : result.rows) members.emplace(row.text("id"), memberOfTable(row));
  return members;
}

std::optional<Doing> doingOf(const std::string& accountId, std::optional<Timestamp> at, const SqlResult& names) {
  if (accountId.empty() || !at) return std::nullopt;
  Doing doing{accountId, "", *at};
  for (const auto& row : names.rows)
    doing.name = PersonName{row.text("surname"), row.text("given_name"), row.text("patronymic")}.full();
  return doing;
}

bool isOf(const Problem& problem, const char* column) {
  const auto found = problem.params.find("column");
  return found != problem.params.end() && found->second == column;
}

}  // namespace

std::optional<StoredCase> CaseReader::find(const std::string& id, const Commissions& commissions) {
  const auto results = session_.runAll({{sql_["application to edit"], {id, jsonTexts(commissions)}},
                                        {sql_["benefits of applications"], {jsonTexts({id})}},
                                        {sql_["ticked of application"], {id}},
                                        {sql_["documents of application"], {id}},
                                        {sql_["now"], {}}});
  if (results[0].rows.empty()) return std::nullopt;
  const auto& row = results[0].rows[0];
  now_ = toTimestamp(results[4].rows.at(0).integer("now"));
  StoredCase stored{.record = applicationFrom(row),
                    .form = formOf(row, results[1], results[2], results[3]),
                    .version = static_cast<int>(row.integer("version")),
                    .decision = decisionFrom(row.text("decision")),
                    .savedBy = row.text("saved_by"),
                    .openedBy = row.text("opened_by"),
                    .savedAt = timeIn(row, "saved_at"),
                    .openedAt = timeIn(row, "opened_at"),
                    .protocol = protocolFrom(row, "document_changed_at")};
  // The form has its own word for it.
  std::erase_if(stored.record.origin.unreadable, [](const Problem& problem) { return isOf(problem, "sitting_date"); });
  return stored;
}

ApplicationForm CaseReader::formOf(const SqlRow& row, const SqlResult& benefits, const SqlResult& ticked,
                                   const SqlResult& documents) {
  ApplicationForm form{.benefits = {},
                       .ticked = {},
                       .documentsShown = {},
                       .comments = row.text("comments"),
                       .protocolNumber = row.text("protocol_number"),
                       .sittingDate = row.text("sitting_date"),
                       .chosen = decisionFrom(row.text("chosen")),
                       .refusalGrounds = row.text("refusal_grounds"),
                       .kindergartenId = row.text("kindergarten_id")};
  for (const auto& one : benefits.rows) form.benefits.push_back(one.text("code"));
  for (const auto& one : ticked.rows) form.ticked.push_back(one.text("member_id"));
  for (const auto& one : documents.rows) form.documentsShown.push_back({one.text("name_ky"), one.text("name_ru")});
  return form;
}

Application CaseReader::record(const StoredCase& stored, const ApplicationForm& form) {
  auto record = stored.record;
  record.protocolNumber = form.protocolNumber;
  record.sittingDate = dateFromIso(isoWhereDate(form.sittingDate));
  record.approved = form.chosen == Decision::approved;
  record.refusalGrounds = form.refusalGrounds;
  record.comments = form.comments;
  record.documentsShown = form.documentsShown;
  record.kindergarten = kindergarten(stored, form.kindergartenId);
  const auto known = categories();
  for (const auto& code : form.benefits) {
    const auto category = std::ranges::find(known, code, &BenefitCategory::code);
    if (category != known.end()) record.benefits.push_back(*category);
  }
  const auto members = membersToTick(stored, form.ticked);
  for (const auto& id : form.ticked)
    if (const auto member = members.find(id); member != members.end()) record.ticked.push_back(member->second);
  // The amount is the rule's; where no rule knows one, what is there stays.
  if (record.benefits.size() == 1 && record.sittingDate) {
    const auto amount =
        runner_.amounts().amountOf(record.benefits[0].code, record.childPlace.soate, *record.sittingDate);
    if (amount) record.amountPerMonth = record.approved ? amount : std::nullopt;
  }
  return record;
}

SqlAsk CaseReader::askMembers(const StoredCase& stored, const std::vector<std::string>& named) const {
  return {sql_["members to tick"], {stored.record.commission.id, stored.record.origin.key, jsonTexts(named)}};
}

std::map<std::string, Member> CaseReader::membersToTick(const StoredCase& stored,
                                                        const std::vector<std::string>& named) {
  const auto [statement, values] = askMembers(stored, named);
  return membersIn(session_.run(statement, values));
}

// Nobody is asked for by an empty name.
CaseSurroundings CaseReader::surroundings(const StoredCase& stored) {
  const auto& commission = stored.record.commission.id;
  const auto results = session_.runAll({askMembers(stored, {}),
                                        {sql_["kindergartens to choose"], {commission}},
                                        {sql_["name of account"], {stored.savedBy, commission}},
                                        {sql_["name of account"], {stored.openedBy, commission}}},
                                       SqlSession::Then::last);
  CaseSurroundings around{.members = membersIn(results[0]),
                          .saved = doingOf(stored.savedBy, stored.savedAt, results[2]),
                          .opened = doingOf(stored.openedBy, stored.openedAt, results[3])};
  for (const auto& row : results[1].rows) around.kindergartens.push_back(kindergartenFrom(row));
  return around;
}

std::optional<Kindergarten> CaseReader::kindergarten(const StoredCase& stored, const std::string& id) {
  if (id.empty()) return std::nullopt;
  const auto found =
      session_.run(sql_["kindergarten of application"], {id, stored.record.commission.id, stored.record.origin.key});
  return found.rows.empty() ? std::nullopt : std::optional(kindergartenFrom(found.rows[0]));
}

std::vector<BenefitCategory> CaseReader::categories() {
  return categoriesIn(session_.run(sql_["categories"]));
}

std::optional<Doing> CaseReader::doing(const StoredCase& stored, const std::string& accountId,
                                       std::optional<Timestamp> at) {
  return doingOf(accountId, at, session_.run(sql_["name of account"], {accountId, stored.record.commission.id}));
}

std::vector<Problem> numberRivals(SqlSession& session, const SqlCatalogue& sql, const Application& record) {
  const auto key = foldedNumber(record.protocolNumber);
  if (key.empty() || !record.sittingDate) return {};
  const int year = static_cast<int>(record.sittingDate->year());
  const auto& commission = record.commission.id;
  const auto documents =
      session.run(sql["documents of number"], {commission, std::int64_t{year}, key, record.origin.key}).rows;
  if (!documents.empty()) {
    const bool same = numberKey(documents[0].text("number")) == numberKey(record.protocolNumber);
    return {{same ? "numberUsedTwice" : "numberLooksUsed", {{"document", documents[0].text("document_id")}}}};
  }
  const auto decided =
      session.run(sql["decided applications of number"], {commission, key, std::to_string(year), record.origin.key})
          .rows;
  if (decided.empty()) return {};
  return {{"numberUsedByApplication", {{"key", decided[0].text("id")}}}};
}

}  // namespace balalyk
