#include "connectors/database/casework/ApplicationRows.h"
#include "connectors/database/casework/CaseReader.h"
#include "connectors/database/casework/DecisionEffects.h"
#include "connectors/database/casework/FoldedNames.h"
#include "connectors/database/casework/FormJson.h"
#include "connectors/database/casework/SqlApplications.h"
#include "connectors/database/documents/ChangeLog.h"
#include "connectors/database/documents/TakeBatch.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/rows/RecordRows.h"
#include "connectors/database/rows/ShownColumns.h"
#include "connectors/database/session/JsonText.h"
#include "pipeline/document/Lifecycle.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/domain/Text.h"
#include "pipeline/stages/CurrentRecords.h"
#include "pipeline/stages/NewDocuments.h"

// Saving, within one transaction.
namespace balalyk {

namespace {

constexpr int kVersionsKept = 20;

// As it can be kept; what cannot be is then a problem of the text.
ApplicationForm storableForm(ApplicationForm form) {
  for (auto* text :
       {&form.comments, &form.protocolNumber, &form.sittingDate, &form.refusalGrounds, &form.kindergartenId})
    *text = storable(*text);
  for (auto* list : {&form.benefits, &form.ticked})
    for (auto& text : *list) text = storable(text);
  for (auto& document : form.documentsShown) document = {storable(document.ky), storable(document.ru)};
  std::erase_if(form.documentsShown,
                [](const LocalizedText& document) { return document.ky.empty() && document.ru.empty(); });
  form.sittingDate = isoWhereDate(form.sittingDate);
  return form;
}

SqlValue numberOrNull(const std::optional<std::int64_t>& number) {
  SqlValue value;
  if (number) value = *number;
  return value;
}

SqlValue wordOrNull(const std::optional<Decision>& decision) {
  return orNull(decision ? toString(*decision) : "");
}

class Saving {
 public:
  Saving(SqlSession& session, const SqlRunner& runner, const std::string& accountId)
      : session_(session),
        sql_(runner.sql()),
        // Taken first, as whatever changes states does: nobody sends, authorises or approves meanwhile.
        changes_(session, sql_, accountId),
        accountId_(accountId),
        reader_(session, runner),
        effects_(session, sql_, runner.zone().dateOf(changes_.now())) {}

  SaveOutcome operator()(const FormWrite& write, const Commissions& commissions, const Applications::Judge& judge) {
    const auto stored = reader_.find(write.id, commissions);
    if (!stored) return NotFound{};
    if (stored->version != write.version) {
      if (isThere(*stored, write)) return there(*stored, write, judge);
      return conflict(*stored, write);
    }
    const auto& protocol = stored->protocol;
    if (protocol && freezes(*protocol)) return Frozen{protocol->documentId, protocol->state};
    const auto form = storableForm(write.form);
    auto record = reader_.record(*stored, form);
    Saved saved{
        .version = stored->version + 1, .before = stateOf(stored->decision), .now = {}, .problems = {}, .flags = {}};
    if (form.chosen) {
      auto checked = judge(record);
      saved.problems = problemsOf(checked);
      saved.flags = std::move(checked.flags);
      if (protocol && protocol->state == State::published && write.reason.empty())
        return AfterPublication{protocol->documentId, saved.problems, saved.flags};
      if (record.approved && saved.problems.empty()) {
        record = std::move(checked.record);
        if (auto problem = effects_.take(record)) saved.problems.push_back(*std::move(problem));
      }
    }
    const auto decided = saved.problems.empty() ? form.chosen : std::nullopt;
    if (!decided && isPublished(write.id)) {
      if (saved.problems.empty()) saved.problems = {{"decisionMissing", {}}};
      return AfterPublication{protocol->documentId, saved.problems, saved.flags};
    }
    saved.now = stateOf(decided);
    keep(*stored, form, record, decided);
    decided == Decision::approved ? effects_.makeVoucher(record) : effects_.takeBack(write.id);
    changes_.note(
        "", "applicationSaved",
        jsonObject(
            {{"application", write.id}, {"version", std::to_string(saved.version)}, {"state", toString(saved.now)}}));
    changes_.write();
    if (protocol && protocol->state == State::published)
      saved.regenerated = regenerate(write, judge);
    else
      follow(write, protocol, saved.now, judge);
    return saved;
  }

 private:
  Conflict conflict(const StoredCase& stored, const FormWrite& write) {
    Conflict conflict{.before = {},
                      .theirs = {stored.version, stored.form, reader_.doing(stored, stored.savedBy, stored.savedAt)}};
    const auto before = session_.run(sql_["version of application"], {write.id, std::int64_t{write.version}}).rows;
    if (before.empty()) return conflict;
    const auto at = before[0].optionalInteger("saved_at");
    conflict.before = FormVersion{
        write.version, formFromJson(before[0].text("form")),
        reader_.doing(stored, before[0].text("saved_by"), at ? std::optional(toTimestamp(*at)) : std::nullopt)};
    return conflict;
  }

  // Whether this very form was saved already, by the same account: its answer was lost on the way.
  bool isThere(const StoredCase& stored, const FormWrite& write) {
    if (stored.version - 1 != write.version || stored.savedBy != accountId_) return false;
    const auto kept = session_.run(sql_["version of application"], {write.id, std::int64_t{stored.version}}).rows;
    return !kept.empty() && formFromJson(kept[0].text("form")) == storableForm(write.form);
  }

  // What it was answered, and the protocol, which the first time may not have been asked for.
  Saved there(const StoredCase& stored, const FormWrite& write, const Applications::Judge& judge) {
    const auto now = stateOf(stored.decision);
    Saved saved{.version = stored.version, .before = now, .now = now, .problems = {}, .flags = {}};
    if (stored.form.chosen) {
      auto checked = judge(reader_.record(stored, stored.form));
      saved.flags = std::move(checked.flags);
      if (now == ApplicationState::waiting) {
        saved.problems = problemsOf(checked);
        if (checked.record.approved)
          for (auto& other : againstApproval(session_, sql_, checked.record))
            saved.problems.push_back(std::move(other));
      }
    }
    const auto& protocol = stored.protocol;
    const bool further = protocol && (freezes(*protocol) || protocol->state == State::published);
    if (write.making == Making::atOnce && now != ApplicationState::waiting && !further)
      follow(write, protocol, now, judge);
    return saved;
  }

  // Its own, and those that another record's number makes.
  std::vector<Problem> problemsOf(const Checked<Application>& checked) {
    auto problems = checked.problems;
    for (auto& rival : numberRivals(session_, sql_, checked.record)) problems.push_back(std::move(rival));
    return problems;
  }

  // What the view shows now, as the night would read it. Nobody changes it before it is taken: whatever time the view
  // shows, nothing can overtake it.
  std::optional<NewDocument> current(const FormWrite& write, const Applications::Judge& judge) {
    const auto statement = asShown(session_, sql_, Source::application, sql_["applications of keys"]);
    const auto rows = session_.run(statement, {jsonTexts({write.id})}).rows;
    if (rows.size() != 1) return std::nullopt;
    auto document = newDocument(judge(applicationFrom(rows[0])));
    document.changedAt = 0;
    return document;
  }

  std::optional<std::string> regenerate(const FormWrite& write, const Applications::Judge& judge) {
    auto document = current(write, judge);
    if (!document) return std::nullopt;
    balalyk::regenerate(*document, write.reason);
    return takeWithin(session_, sql_, {&*document, 1}, accountId_).at(0).documentId;
  }

  // The protocol goes with the decision: whatever stops us leaves both or neither.
  void follow(const FormWrite& write, const std::optional<ProtocolStanding>& protocol, ApplicationState now,
              const Applications::Judge& judge) {
    if (now == ApplicationState::waiting) {
      if (protocol && transition(Event::withdrawn, protocol->state, State::withdrawn))
        withdrawWithin(session_, sql_, {protocol->documentId}, recordWithdrawn(Source::application), accountId_);
      return;
    }
    const bool none = !protocol || protocol->state == State::withdrawn;
    if (none && write.making == Making::whenThere) return;
    auto document = current(write, judge);
    if (!document) return;
    std::optional<Document> latest;
    if (protocol) latest = documentFrom(session_.run(sql_["document"], {protocol->documentId}).rows.at(0));
    makeAgain(*document, latest, write.making == Making::atOnce ? Priority::interactive : Priority::nightly);
    takeWithin(session_, sql_, {&*document, 1}, accountId_);
  }

  bool isPublished(const std::string& id) { return !session_.run(sql_["published of application"], {id}).rows.empty(); }

  void keep(const StoredCase& stored, const ApplicationForm& form, const Application& record,
            const std::optional<Decision>& decided) {
    const auto& id = stored.record.origin.key;
    const auto at = stored.savedAt ? std::optional(toMilliseconds(*stored.savedAt)) : std::nullopt;
    session_.run(sql_["keep version"],
                 {id, std::int64_t{stored.version}, formToJson(stored.form), stored.savedBy, numberOrNull(at)});
    const auto changed =
        session_
            .run(sql_["save application"],
                 {id, std::int64_t{stored.version}, stored.record.commission.id, form.protocolNumber,
                  foldedNumber(form.protocolNumber), orNull(form.sittingDate), wordOrNull(decided),
                  wordOrNull(form.chosen), form.refusalGrounds, form.comments, numberOrNull(record.amountPerMonth),
                  orNull(record.kindergarten ? record.kindergarten->id : ""), accountId_})
            .changed;
    if (changed != 1) throw SqlConflict();  // somebody else's write came between
    writeLists(stored, form, record);
    const std::int64_t version = stored.version + 1;
    session_.run(sql_["keep version"], {id, version, formToJson(form), accountId_, toMilliseconds(changes_.now())});
    session_.run(sql_["forget versions"], {id, version - kVersionsKept});
  }

  void writeLists(const StoredCase& stored, const ApplicationForm& form, const Application& record) {
    const auto& id = stored.record.origin.key;
    // As typed: of the record the check leaves out who may not appear.
    const auto members = reader_.membersToTick(stored, form.ticked);
    std::int64_t position = 0;
    session_.run(sql_["clear application attendance"], {id});
    for (const auto& member : form.ticked)
      if (members.contains(member)) session_.run(sql_["put application attendance"], {id, position++, member});
    session_.run(sql_["clear application benefits"], {id});
    for (const auto& benefit : record.benefits)
      session_.run(sql_["put application benefit"], {id, position++, benefit.code});
    session_.run(sql_["clear application documents"], {id});
    for (const auto& document : form.documentsShown)
      session_.run(sql_["put application document"], {id, position++, document.ky, document.ru});
  }

  SqlSession& session_;
  const SqlCatalogue& sql_;
  ChangeLog changes_;
  const std::string accountId_;
  CaseReader reader_;
  DecisionEffects effects_;
};

}  // namespace

SaveOutcome SqlApplications::save(const FormWrite& write, const Commissions& commissions, const std::string& accountId,
                                  const Judge& judge) {
  return runner_.write([&](SqlSession& session) -> SaveOutcome {
    return Saving(session, runner_, accountId)(write, commissions, judge);
  });
}

}  // namespace balalyk
