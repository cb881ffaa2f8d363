#include "pipeline/stages/NewDocuments.h"

#include <algorithm>

#include "pipeline/domain/IsoDate.h"
#include "pipeline/record/RecordXml.h"
#include "signing/crypto/Digest.h"

namespace balalyk {
namespace {

void addParticulars(const Application& record, NewDocument& document) {
  document.number = record.protocolNumber;
  document.date = record.sittingDate;
  document.subject = record.child.name.full();
  // A returned record does not keep its number from others.
  document.uniqueNumber = document.problems.empty();
  if (document.problems.empty()) document.approval = approvalOf(record);
}

void addParticulars(const MealSubsidy& record, NewDocument& document) {
  document.number = record.protocolNumber;
  document.date = record.sittingDate;
  document.subject = record.child ? record.child->name.full() : record.commission.name.in(Language::ky);
}

void addParticulars(const VoucherList& record, NewDocument& document) {
  if (record.month.ok()) {
    document.number = record.kindergarten.id + "/" + isoMonth(record.month);
    document.date = record.month / std::chrono::day(1);
  } else {
    document.number = record.origin.key;
  }
  document.subject = record.kindergarten.name.in(Language::ky);
  document.replaceSigned = true;
}

}  // namespace

std::optional<Approval> approvalOf(const Application& record) {
  if (!record.approved || !record.sittingDate) return std::nullopt;
  return Approval{.applicationKey = record.origin.key,
                  .child = signing::toHex(signing::sha256(record.child.pin)),
                  .soate = record.commission.soate,
                  .year = static_cast<int>(record.sittingDate->year())};
}

NewDocument newDocument(const Record& record, std::vector<Problem> problems, std::vector<Flag> flags) {
  NewDocument document;
  document.kind = kindOf(record);
  document.source = sourceOf(record);
  document.sourceKey = originOf(record).key;
  // A list is made of many rows: it is not compared by one time.
  if (document.source != Source::voucherList) document.changedAt = originOf(record).changedAt;
  document.synthetic = originOf(record).synthetic;
  document.commissionId = commissionOf(record).id;
  document.commissionName = commissionOf(record).name.in(Language::ky);
  if (const auto* chairperson = chairpersonOf(record)) document.chairpersonId = chairperson->id;
  document.recordXml = toXml(record);
  document.recordDigest = recordDigest(document.recordXml);
  document.state = problems.empty() ? State::decided : State::returned;
  document.problems = std::move(problems);
  document.flags = std::move(flags);
  std::visit([&](const auto& one) { addParticulars(one, document); }, record);
  return document;
}

void regenerate(NewDocument& document, const std::string& reason) {
  document.replaceSigned = true;
  document.replaceEqual = true;
  document.priority = Priority::interactive;
  document.reason = reason;
}

void makeAgain(NewDocument& document, const std::optional<Document>& latest, Priority priority) {
  document.priority = priority;
  if (!latest) return;
  const bool rejected = latest->state == State::returned && latest->problems.empty();
  // The reason of a regeneration is that of its corrections too; a rejection's is not.
  if (latest->state != State::returned) document.reason = latest->reason;
  document.replaceEqual = priority == Priority::interactive && (rejected || latest->state == State::quarantined);
}

NewDocument oneOf(std::vector<NewDocument> rows) {
  auto document = std::move(*std::ranges::min_element(rows, {}, &NewDocument::recordDigest));
  if (rows.size() == 1) return document;
  document.state = State::returned;
  document.problems = {{"recordShownTwice", {{"count", std::to_string(rows.size())}}}};
  document.uniqueNumber = false;
  document.changedAt = 0;
  return document;
}

}  // namespace balalyk
