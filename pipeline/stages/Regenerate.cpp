#include "pipeline/stages/Regenerate.h"

#include "pipeline/stages/CurrentRecords.h"

namespace balalyk {

namespace {

std::optional<NewDocument> readAgain(PortalDatabase& database, const Document& document) {
  CurrentRecords current(database);
  if (document.source == Source::voucherList) return current.list(document.sourceKey);
  auto shown = current.of(document.source, {document.sourceKey});
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
  auto fresh = readAgain(database_, document);
  if (!fresh) throw Error("recordGone", {{"source", toString(document.source)}, {"key", document.sourceKey}});
  fresh->replaceSigned = true;
  fresh->replaceEqual = true;
  fresh->priority = Priority::interactive;
  fresh->reason = reason;
  const auto taken = database_.documents().take({&*fresh, 1}, actor);
  return database_.documents().document(taken.at(0).documentId).value();
}

}  // namespace balalyk
