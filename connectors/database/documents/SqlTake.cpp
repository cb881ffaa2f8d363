#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "connectors/database/documents/ApprovalBook.h"
#include "connectors/database/documents/ChangeLog.h"
#include "connectors/database/documents/FindQuery.h"
#include "connectors/database/documents/ShownTimes.h"
#include "connectors/database/documents/SqlDocumentQueue.h"
#include "connectors/database/documents/TakeBatch.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/JsonText.h"
#include "connectors/database/session/NumberKey.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/domain/Uuid.h"

namespace balalyk {

namespace {

using RecordKey = std::pair<std::string, std::string>;                  // source, source key
using NumberSlot = std::tuple<std::string, std::int64_t, std::string>;  // commission, year, folded number

RecordKey recordOf(const NewDocument& document) {
  return {toString(document.source), document.sourceKey};
}

std::optional<NumberSlot> slotOf(const NewDocument& document) {
  if (!document.uniqueNumber || !document.date || document.number.empty()) return std::nullopt;
  return NumberSlot{document.commissionId, static_cast<int>(document.date->year()), lookAlikeKey(document.number)};
}

const Flag kSentBefore{"sentBefore", {}};

struct Revision {
  std::string id;
  Kind kind{};
  int revision = 0;
  State state{};
  std::string recordDigest;
  bool isSigned = false;
  std::string problems;  // JSON
  bool returnedByCheck = false;
  bool isFilled = false;
  bool recalled = false;    // and not sent since: a person sends it
  bool sentBefore = false;  // one of its record was with the chairperson, and this is not sent yet

  // A signed document is never replaced without being asked for, wherever it is on its way; unless it was withdrawn and
  // its record decided once more.
  bool signedOnce() const {
    return state != State::withdrawn && (isSigned || state == State::signed_ || state == State::published);
  }
  bool stays() const { return state == State::signed_ || state == State::published; }
  bool stoppedByCheck() const { return state == State::returned && returnedByCheck; }
  bool onItsWay() const {
    return !isSigned && (state == State::decided || state == State::drafted || state == State::sent ||
                         state == State::authorised || state == State::quarantined);
  }
};

struct NumberHolder {
  RecordKey record;
  std::string documentId;
  bool isSigned = false;
  std::string written;  // the number as it is written there
};

// One batch in one transaction: what is there is read at once, each record is decided on in turn, the outcome is
// written at once.
class TakeBatch {
 public:
  TakeBatch(SqlSession& session, const SqlCatalogue& sql, std::span<const NewDocument> batch, const std::string& actor)
      : session_(session), sql_(sql), batch_(batch), changes_(session, sql, actor) {}

  std::vector<TakeResult> operator()() {
    const ShownTimes shown(session_, sql_, batch_);
    readRevisions();
    readNumbers();
    readApprovals();
    std::vector<TakeResult> results;
    for (const auto& document : batch_)
      results.push_back(shown.overtook(document) ? TakeResult{TakeOutcome::overtaken, ""} : take(document));
    write();
    return results;
  }

 private:
  void readRevisions() {
    std::set<RecordKey> records;
    for (const auto& document : batch_) records.insert(recordOf(document));
    JsonRows rows;
    for (const auto& [source, key] : records) rows.row().text("of_source", source).text("of_key", key);
    wanted_ = rows.str();
    for (const auto& row : session_.run(sql_["latest revisions of"], {wanted_}).rows) {
      latest_[{row.text("source"), row.text("source_key")}] = {.id = row.text("id"),
                                                               .kind = kindFrom(row.text("kind")),
                                                               .revision = static_cast<int>(row.integer("revision")),
                                                               .state = stateFrom(row.text("state")),
                                                               .recordDigest = row.text("record_digest"),
                                                               .isSigned = !row.isNull("container_digest"),
                                                               .problems = row.text("problems"),
                                                               .returnedByCheck = row.flag("returned_by_check"),
                                                               .isFilled = !row.text("content_digest").empty(),
                                                               .recalled = row.flag("recalled"),
                                                               .sentBefore = wasSent(row)};
    }
  }

  static bool wasSent(const SqlRow& row) {
    const auto state = stateFrom(row.text("state"));
    if (state == State::sent || state == State::authorised) return true;
    const auto flags = problemsFromJson(row.text("flags"));
    return state != State::signed_ && state != State::published && std::ranges::find(flags, kSentBefore) != flags.end();
  }

  void readNumbers() {
    JsonRows rows;
    for (const auto& document : batch_) {
      if (const auto slot = slotOf(document)) {
        rows.row()
            .text("of_commission", std::get<0>(*slot))
            .integer("of_year", std::get<1>(*slot))
            .text("of_number", std::get<2>(*slot));
      }
    }
    const auto keep = [this](const SqlResult& result) {
      for (const auto& row : result.rows) {
        numbers_[{row.text("commission_id"), row.integer("year"), row.text("number_key")}] = {
            .record = {row.text("source"), row.text("source_key")},
            .documentId = row.text("document_id"),
            .isSigned = !row.isNull("container_digest"),
            .written = row.text("number")};
      }
    };
    if (!rows.empty()) keep(session_.run(sql_["who has the numbers"], {rows.str()}));
    keep(session_.run(sql_["numbers of records"], {wanted_}));
  }

  void readApprovals() {
    std::vector<Approval> coming;
    std::vector<std::string> keys;
    for (const auto& document : batch_) {
      if (document.source != Source::application) continue;
      keys.push_back(document.sourceKey);
      if (document.approval) coming.push_back(*document.approval);
    }
    if (!keys.empty()) approvals_.emplace(session_, sql_, coming, keys);
  }

  // The document's flags and those of its approval, which is in force from here on; a refusal ends it.
  std::vector<Flag> decided(const NewDocument& document) {
    auto flags = document.flags;
    if (document.approval) {
      for (const auto& reason : approvals_->against(*document.approval))
        flags.push_back(reason.outcome == VoucherQuotas::Outcome::childHasOne
                            ? Flag{"childHasVoucher", {{"key", reason.applicationKey}}}
                            : Flag{"quotaExceeded",
                                   {{"region", reason.region}, {"year", std::to_string(document.approval->year)}}});
      approvals_->enter(*document.approval);
    } else {
      endApproval(document);
    }
    return flags;
  }
  // It may have been refused or gone meanwhile, and decided once more as it was signed.
  void approvedStill(const NewDocument& document) {
    if (document.approval) approvals_->enter(*document.approval);
  }
  void endApproval(const NewDocument& document) {
    if (document.kind == Kind::voucherRefusal) approvals_->strike(document.sourceKey);
  }

  TakeResult take(const NewDocument& document) {
    const auto record = recordOf(document);
    const auto found = latest_.find(record);
    if (!document.id.empty() && found != latest_.end() && found->second.id == document.id)
      return {TakeOutcome::taken, document.id};
    if (!document.onlyAfter.empty() && (found == latest_.end() || found->second.id != document.onlyAfter))
      return {TakeOutcome::notLatest, found == latest_.end() ? "" : found->second.id};
    if (found != latest_.end()) {
      auto& last = found->second;
      const bool equal = last.recordDigest == document.recordDigest && last.state != State::withdrawn;
      if (equal && !document.replaceEqual) {
        auto result = checkAgain(document, record, last);
        if (result.outcome == TakeOutcome::unchanged && !last.stoppedByCheck()) approvedStill(document);
        return result;
      }
      if (last.signedOnce() && !document.replaceSigned) {
        endApproval(document);
        return {TakeOutcome::changedAfterSigning, last.id};
      }
    }
    const auto id = document.id.empty() ? newUuid(changes_.now()) : document.id;
    const int revision = found == latest_.end() ? 1 : found->second.revision + 1;
    if (found != latest_.end() && !found->second.stays()) supersede(found->second, id);
    releaseNumbers(record);
    const auto rival = claimNumber(document, record, id);
    const auto* before = found == latest_.end() ? nullptr : &found->second;
    insert(document, id, revision, rival, before);
    const auto state = rival ? State::returned : document.state;
    latest_[record] = {.id = id,
                       .kind = document.kind,
                       .revision = revision,
                       .state = state,
                       .recordDigest = document.recordDigest,
                       .problems = problemsToJson(withRival(document.problems, rival)),
                       .returnedByCheck = state == State::returned,
                       .recalled = before && before->recalled,
                       .sentBefore = before && before->sentBefore};
    return {rival ? TakeOutcome::numberTaken : TakeOutcome::taken, id};
  }

  static std::vector<Problem> withRival(std::vector<Problem> problems, const std::optional<Problem>& rival) {
    if (rival) problems.push_back(*rival);
    return problems;
  }

  // The same record again. What it was returned for may have passed by itself, and what is on its way may have got a
  // problem that the frozen record does not show. The document stays what it is: no revision differs in nothing.
  TakeResult checkAgain(const NewDocument& document, const RecordKey& record, Revision& last) {
    const bool stopped = last.stoppedByCheck();
    if (!stopped && (!last.onItsWay() || document.problems.empty())) {
      if (last.state == State::decided && document.priority == Priority::interactive) hurried_.push_back(last.id);
      return {TakeOutcome::unchanged, last.id};
    }
    if (!stopped) releaseNumbers(record);
    const auto rival = claimNumber(document, record, last.id);
    const auto found = withRival(document.problems, rival);
    const auto problems = problemsToJson(found);
    const auto state = rival ? State::returned : document.state;
    if (stopped && state == State::returned && problems == last.problems) return {TakeOutcome::unchanged, last.id};
    const bool passed = state == State::decided;
    // Its files were made of this very record: they need no making again.
    const auto next = passed && last.isFilled ? State::drafted : state;
    const bool due = next == State::decided;
    checkedAgain_.row()
        .text("of_document", last.id)
        .text("now", toString(next))
        .text("found", problems)
        .text("shown", problemsToJson(passed ? decided(document) : document.flags))
        .integer("by_check", passed ? 0 : 1)
        .textOrNull("next_stage", due ? toString(Stage::fill) : "");
    changes_.moved(last.id, last.kind, last.state, next, passed ? Event::taken : Event::returned, numbered(found));
    last.state = next;
    last.problems = problems;
    last.returnedByCheck = !passed;
    return {rival ? TakeOutcome::numberTaken : passed ? TakeOutcome::taken : TakeOutcome::returned, last.id};
  }

  static std::map<std::string, std::string> numbered(const std::vector<Problem>& problems) {
    std::map<std::string, std::string> detail;
    for (std::size_t i = 0; i < problems.size(); ++i) detail["problem" + std::to_string(i + 1)] = problems[i].code;
    return detail;
  }

  void supersede(const Revision& last, const std::string& newer) {
    superseded_.row().text("of_document", last.id).text("newer", newer);
    changes_.moved(last.id, last.kind, last.state, State::superseded, Event::superseded, {{"by", newer}});
  }

  // A revision gives up the number of the one before, unless that one was signed with it.
  void releaseNumbers(const RecordKey& record) {
    std::erase_if(numbers_, [&](const auto& entry) {
      const auto& [slot, holder] = entry;
      if (holder.record != record || holder.isSigned) return false;
      if (newNumbers_.erase(slot) == 0) releasedNumbers_.insert(slot);
      return true;
    });
  }

  // What is to be said of the number: another record has it, or one that looks the same.
  std::optional<Problem> claimNumber(const NewDocument& document, const RecordKey& record, const std::string& id) {
    const auto slot = slotOf(document);
    if (!slot || document.state == State::returned) return std::nullopt;
    const auto [holder, added] = numbers_.try_emplace(*slot, NumberHolder{record, id, false, document.number});
    if (added) {
      newNumbers_.insert(*slot);
      return std::nullopt;
    }
    if (holder->second.record == record) return std::nullopt;
    const bool same = numberKey(holder->second.written) == numberKey(document.number);
    return Problem{same ? "numberUsedTwice" : "numberLooksUsed", {{"document", holder->second.documentId}}};
  }

  void insert(const NewDocument& document, const std::string& id, int revision, const std::optional<Problem>& rival,
              const Revision* before) {
    const auto problems = withRival(document.problems, rival);
    const auto state = rival ? State::returned : document.state;
    const bool due = state == State::decided;
    auto flags = due ? decided(document) : document.flags;
    if (before && before->sentBefore) flags.push_back(kSentBefore);
    documents_.row()
        .text("id", id)
        .text("kind", toString(document.kind))
        .text("source", toString(document.source))
        .text("source_key", document.sourceKey)
        .integer("revision", revision)
        .text("commission_id", document.commissionId)
        .text("commission_name", document.commissionName)
        .text("chairperson_id", document.chairpersonId)
        .text("number", indexedNumber(document.number))
        .text("date", document.date ? isoDate(*document.date) : "")
        .text("subject", document.subject)
        .integer("synthetic", document.synthetic ? 1 : 0)
        .text("state", toString(state))
        .text("problems", problemsToJson(problems))
        .text("flags", problemsToJson(flags))
        .text("reason", document.reason)
        .text("record_digest", document.recordDigest)
        .integer("changed_at", toMilliseconds(changes_.now()))
        .textOrNull("stage", due ? toString(Stage::fill) : "")
        .integer("priority", static_cast<std::int64_t>(document.priority))
        .integer("returned_by_check", state == State::returned ? 1 : 0)
        .integer("recalled", before && before->recalled ? 1 : 0);
    if (due) documents_.integer("due_at", toMilliseconds(changes_.now()));
    records_.row().text("of_document", id).text("xml", document.recordXml);
    const auto words = indexedWords(document.subject);
    for (const auto& word : std::set<std::string>(words.begin(), words.end())) {
      words_.row().text("of_document", id).text("word", word).integer("day", dayNumber(document.date));
    }
    auto detail = numbered(problems);
    detail.insert({{"kind", toString(document.kind)},
                   {"source", toString(document.source)},
                   {"sourceKey", document.sourceKey},
                   {"revision", std::to_string(revision)},
                   {"recordDigest", document.recordDigest}});
    changes_.entered(id, document.kind, state, due ? Event::taken : Event::returned, detail);
  }

  void write() {
    if (!documents_.empty()) {
      session_.post(sql_["insert documents"], {documents_.str()});
      session_.post(sql_["insert records"], {records_.str()});
    }
    // After the new ones: a record that occurs twice in a batch supersedes what this very batch inserted.
    if (!superseded_.empty()) session_.post(sql_["supersede"], {superseded_.str()});
    if (!checkedAgain_.empty()) reportSent(session_.run(sql_["checked again"], {checkedAgain_.str()}));
    if (!words_.empty()) session_.post(sql_["insert words"], {words_.str()});
    for (const auto& [commission, year, number] : releasedNumbers_) {
      session_.post(sql_["give up number"], {commission, year, number});
    }
    for (const auto& slot : newNumbers_) {
      const auto& holder = numbers_.at(slot);
      session_.post(sql_["keep number"], {std::get<0>(slot), std::get<1>(slot), std::get<2>(slot), holder.record.first,
                                          holder.record.second, holder.documentId});
    }
    if (!hurried_.empty()) session_.post(sql_["hurry"], {jsonTexts(hurried_)});
    if (approvals_) approvals_->write();
    changes_.write();
  }

  void reportSent(const SqlResult& checked) {
    for (const auto& row : checked.rows)
      if (stateFrom(row.text("state")) == State::sent) changes_.sentAtOnce(row.text("id"), kindFrom(row.text("kind")));
  }

  SqlSession& session_;
  const SqlCatalogue& sql_;
  std::span<const NewDocument> batch_;
  ChangeLog changes_;
  std::string wanted_;
  std::map<RecordKey, Revision> latest_;
  std::map<NumberSlot, NumberHolder> numbers_;
  std::set<NumberSlot> newNumbers_, releasedNumbers_;
  std::optional<ApprovalBook> approvals_;
  std::vector<std::string> hurried_;  // to be filled already, and now a person waits
  JsonRows superseded_, documents_, records_, words_, checkedAgain_;
};

}  // namespace

std::vector<TakeResult> takeWithin(SqlSession& session, const SqlCatalogue& sql, std::span<const NewDocument> batch,
                                   const std::string& actor) {
  return TakeBatch(session, sql, batch, actor)();
}

std::vector<TakeResult> SqlDocumentQueue::take(std::span<const NewDocument> batch, const std::string& actor) {
  if (batch.empty()) return {};
  return runner_.write([&](SqlSession& session) { return takeWithin(session, sql_, batch, actor); });
}

}  // namespace balalyk
