#include "pipeline/actions/Regenerate.h"

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
  auto& archive = database_.archive();
  if (const auto exact = archive.document(numberOrId)) {
    const auto latest = archive.latest(exact->source, exact->sourceKey);
    return {latest.value_or(*exact)};
  }
  return archive.find({.number = numberOrId});
}

Document Regenerate::run(const Document& document, const std::string& reason, const std::string& actor) {
  if (reason.empty()) throw Error("reasonMissing");
  auto fresh = readAgain(database_, document);
  if (!fresh) throw Error("recordGone", {{"source", toString(document.source)}, {"key", document.sourceKey}});
  fresh->replaceSigned = true;
  fresh->replaceEqual = true;
  fresh->priority = Priority::interactive;
  fresh->reason = reason;
  const auto taken = database_.queue().take({&*fresh, 1}, actor);
  return database_.archive().document(taken.at(0).documentId).value();
}

}  // namespace balalyk
