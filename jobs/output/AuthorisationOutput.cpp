#include "jobs/output/AuthorisationOutput.h"

#include <algorithm>
#include <map>

#include "connectors/texts/Messages.h"
#include "connectors/texts/ProblemText.h"
#include "jobs/output/DocumentOutput.h"
#include "jobs/output/ReceiptOutput.h"
#include "jobs/output/Table.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/stages/StatementXml.h"
#include "pipeline/template/TemplateKinds.h"
#include "signing/JsonWriter.h"

namespace balalyk {
namespace {

using Batches = std::map<std::pair<std::string, std::string>, std::vector<Document>>;

// One chairperson's documents of one commission: what one authorisation can cover.
Batches batchesOf(const std::vector<Document>& documents) {
  Batches batches;
  for (const auto& document : documents) batches[{document.commissionId, document.chairpersonId}].push_back(document);
  return batches;
}

std::string flagsOf(const std::vector<Document>& documents, const Messages& messages) {
  std::string text;
  for (const auto& document : documents) {
    auto notes = document.problems;  // of one that was authorised before: why it waits again
    notes.insert(notes.end(), document.flags.begin(), document.flags.end());
    for (const auto& flag : notes)
      text += "  " +
              messages.text("authorise.flag", {{"number", document.number}, {"text", describe(messages, flag).what}}) +
              "\n";
  }
  return text;
}

// What is signed with the protocol and goes out of the house.
std::string noticesOf(const std::vector<Document>& documents, const Messages& messages) {
  const auto count = std::ranges::count_if(documents, [](const Document& document) {
    return std::ranges::any_of(document.files, [&](const StoredFile& file) { return isNotice(document.kind, file); });
  });
  if (count == 0) return {};
  return "  " + messages.text("authorise.notices", {{"count", std::to_string(count)}}) + "\n";
}

// Those that were authorised before, by what they wait for.
std::string waitingOf(const std::vector<Document>& documents, const Messages& messages) {
  std::vector<std::pair<Problem, int>> counts;
  for (const auto& document : documents) {
    if (document.state != State::authorised || document.problems.empty()) continue;
    const auto& problem = document.problems.front();
    const auto known = std::ranges::find(counts, problem, &std::pair<Problem, int>::first);
    known == counts.end() ? void(counts.emplace_back(problem, 1)) : void(++known->second);
  }
  std::string text;
  for (const auto& [problem, count] : counts)
    text += "  " + messages.text("authorise.waitsAlready", {{"count", std::to_string(count)}}) + "\n    " +
            describe(messages, problem).what + "\n";
  return text;
}

std::string kindsOf(const Authorisation& authorisation, const Messages& messages) {
  std::string text;
  for (const auto kind : authorisation.kinds)
    text += (text.empty() ? "" : ", ") + messages.text("kind." + std::string(toString(kind)));
  return text;
}

std::string standingTable(const std::vector<Authorisation>& authorisations, const Messages& messages,
                          std::size_t width) {
  using A = Table::Align;
  Table table({messages.text("column.commission"), messages.text("column.kind"), messages.text("column.from"),
               messages.text("column.to"), messages.text("column.documents"), messages.text("column.id")},
              {A::whole, A::left, A::whole, A::whole, A::right, A::whole});
  for (const auto& authorisation : authorisations) {
    if (!authorisation.standing || authorisation.revokedAt) continue;
    table.add({authorisation.commissionId, kindsOf(authorisation, messages),
               authorisation.validFrom ? isoDate(*authorisation.validFrom) : "",
               authorisation.validTo ? isoDate(*authorisation.validTo) : "", messages.number(authorisation.documents),
               authorisation.id});
  }
  return table.empty() ? "" : "\n" + messages.text("authorise.standingOnes") + "\n" + table.text(width);
}

void writeJson(signing::JsonWriter& json, const Authorisation& authorisation) {
  json.beginObject()
      .member("id", authorisation.id)
      .member("standing", authorisation.standing)
      .member("chairperson", authorisation.chairpersonId)
      .member("commission", authorisation.commissionId)
      .member("recordedAt", utcTime(authorisation.recordedAt))
      .member("documents", authorisation.documents)
      .member("statementDigest", authorisation.statementDigest)
      .member("certificateDigest", authorisation.certificateDigest);
  if (!authorisation.receiptDigest.empty()) json.member("receiptDigest", authorisation.receiptDigest);
  if (!authorisation.batchDigest.empty()) json.member("batchDigest", authorisation.batchDigest);
  if (authorisation.standing) {
    json.key("kinds").beginArray();
    for (const auto kind : authorisation.kinds) json.value(toString(kind));
    json.endArray();
  }
  if (authorisation.validFrom) json.member("from", isoDate(*authorisation.validFrom));
  if (authorisation.validTo) json.member("to", isoDate(*authorisation.validTo));
  if (authorisation.revokedAt) json.member("revokedAt", utcTime(*authorisation.revokedAt));
  json.endObject();
}

}  // namespace

std::string reviewAsText(const std::vector<Document>& documents, const std::vector<Authorisation>& authorisations,
                         const Messages& messages, std::size_t width) {
  std::string text;
  for (const auto& [whose, batch] : batchesOf(documents)) {
    text += messages.text("authorise.waiting", {{"count", std::to_string(batch.size())},
                                                {"commission", batch.front().commissionName},
                                                {"member", whose.second}}) +
            "\n" + documentTable(batch, messages, Subject::shown, width) + noticesOf(batch, messages) +
            flagsOf(batch, messages) + waitingOf(batch, messages) + "  " +
            messages.text("authorise.batchDigest", {{"digest", batchDigest(batch)}}) + "\n  " +
            messages.text("authorise.how", {{"commission", whose.first}}) + "\n\n";
  }
  if (text.empty()) text = messages.text("authorise.nothing") + "\n";
  return text + standingTable(authorisations, messages, width);
}

std::string reviewAsJson(const std::vector<Document>& documents, const std::vector<Authorisation>& authorisations,
                         const Messages& messages) {
  signing::JsonWriter json;
  json.beginObject().key("waiting").beginArray();
  for (const auto& [whose, batch] : batchesOf(documents)) {
    json.beginObject().member("commission", whose.first).member("chairperson", whose.second);
    json.member("batchDigest", batchDigest(batch)).key("documents").beginArray();
    for (const auto& document : batch) balalyk::writeJson(json, document, messages, Subject::shown);
    json.endArray().endObject();
  }
  json.endArray().key("authorisations").beginArray();
  for (const auto& authorisation : authorisations) writeJson(json, authorisation);
  return json.endArray().endObject().text() + "\n";
}

std::string outcomeAsText(const Authorise::Outcome& outcome, const std::vector<Document>& now,
                          const std::optional<Receipt>& receipt, const Messages& messages) {
  std::map<State, int> states;
  for (const auto& document : now) ++states[document.state];
  std::string text = messages.text("authorise.done", {{"count", std::to_string(outcome.authorised.size())},
                                                      {"id", outcome.authorisation.id}}) +
                     "\n";
  for (const auto& [state, count] : states)
    text += "  " + messages.text("state." + std::string(toString(state))) + ": " + messages.number(count) + "\n";
  for (const auto& document : now)
    for (const auto& problem : document.problems)
      text += "  " + document.number + "  " + document.id + "\n      " + describe(messages, problem).what + "\n";
  for (const auto& id : outcome.skipped) text += "  " + messages.text("authorise.skipped", {{"id", id}}) + "\n";
  if (receipt)
    text += messages.text("authorise.receipt",
                          {{"id", outcome.authorisation.id}, {"digest", receipt->authorisation.receiptDigest}}) +
            "\n";
  return text;
}

std::string outcomeAsJson(const Authorise::Outcome& outcome, const std::vector<Document>& now,
                          const std::optional<Receipt>& receipt, const Messages& messages) {
  signing::JsonWriter json;
  json.beginObject().key("authorisation");
  writeJson(json, outcome.authorisation);
  json.key("documents").beginArray();
  for (const auto& document : now) balalyk::writeJson(json, document, messages, Subject::hidden);
  json.endArray().key("skipped").beginArray();
  for (const auto& id : outcome.skipped) json.value(id);
  json.endArray();
  if (receipt) {
    json.key("receipt");
    writeReceipt(json, *receipt);
  }
  return json.endObject().text() + "\n";
}

std::string authorisationAsJson(const Authorisation& authorisation) {
  signing::JsonWriter json;
  writeJson(json, authorisation);
  return json.text() + "\n";
}

}  // namespace balalyk
