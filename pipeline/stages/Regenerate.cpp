#include "pipeline/stages/Regenerate.h"

#include "pipeline/document/NewDocuments.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/stages/CurrentRecords.h"

namespace balalyk {

namespace {

std::optional<NewDocument> readAgain(Records& records, const Document& document, Date today) {
  if (document.source == Source::voucherList) {
    const auto slash = document.sourceKey.rfind('/');
    const auto month = slash == std::string::npos ? std::nullopt : monthFromIso(document.sourceKey.substr(slash + 1));
    auto list = month ? records.voucherList(document.sourceKey.substr(0, slash), *month) : std::nullopt;
    if (!list) return std::nullopt;
    return newDocument(check(std::move(*list), today));
  }
  auto shown = CurrentRecords(records, today).of(document.source, {document.sourceKey});
  if (shown.empty()) return std::nullopt;
  return std::move(shown.begin()->second);
}

}  // namespace

std::vector<Document> Regenerate::candidates(const std::string& numberOrId) const {
  auto& documents = database_.documents();
  if (const auto exact = documents.document(numberOrId)) {
    const auto latest = documents.latest(exact->source, exact->sourceKey);
    return {latest.value_or(*exact)};
  }
  return documents.find({.number = numberOrId});
}

Document Regenerate::run(const Document& document, const std::string& reason, const std::string& actor) {
  if (reason.empty()) throw Error("reasonMissing");
  const Date today = database_.today();
  auto fresh = readAgain(database_.records(), document, today);
  if (!fresh) throw Error("recordGone", {{"source", toString(document.source)}, {"key", document.sourceKey}});
  fresh->replaceSigned = true;
  fresh->replaceEqual = true;
  fresh->priority = Priority::interactive;
  fresh->reason = reason;
  const auto taken = database_.documents().take({&*fresh, 1}, actor);
  return database_.documents().document(taken.at(0).documentId).value();
}

}  // namespace balalyk
