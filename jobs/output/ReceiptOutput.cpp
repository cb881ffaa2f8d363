#include "jobs/output/ReceiptOutput.h"

#include "connectors/texts/Messages.h"
#include "connectors/texts/ProblemText.h"
#include "connectors/texts/TextWidth.h"
#include "jobs/output/DocumentOutput.h"
#include "pipeline/actions/Receipt.h"
#include "signing/JsonWriter.h"

namespace balalyk {
namespace {

constexpr ReceiptOutcome kOutcomes[] = {ReceiptOutcome::signed_, ReceiptOutcome::failed, ReceiptOutcome::skipped,
                                        ReceiptOutcome::waiting};

std::string entryText(const Receipt::Entry& entry, const Messages& messages) {
  const auto& document = entry.document;
  std::string text = "  " + printable(document.number) + "  " +
                     messages.text("kind." + std::string(toString(document.kind))) + "  " + document.id + "\n    " +
                     messages.text("receipt.digest", {{"digest", entry.reviewedDigest}}) + "\n";
  if (entry.outcome == ReceiptOutcome::signed_)
    return text + "    " + messages.text("receipt.level", {{"level", document.level}}) + "\n";
  for (const auto& problem : document.problems) text += "    " + describe(messages, problem).what + "\n";
  return text;
}

}  // namespace

std::string receiptText(const Receipt& receipt, const Messages& messages) {
  const auto& authorisation = receipt.authorisation;
  std::string text = messages.text("receipt.heading") + "\n\n" +
                     messages.text("receipt.authorisation", {{"id", authorisation.id},
                                                             {"member", printable(authorisation.chairpersonId)},
                                                             {"commission", printable(authorisation.commissionId)},
                                                             {"time", messages.time(authorisation.recordedAt)}}) +
                     "\n" + messages.text("authorise.batchDigest", {{"digest", authorisation.batchDigest}}) + "\n";
  for (const auto outcome : kOutcomes) {
    if (receipt.count(outcome) == 0) continue;
    text += "\n" +
            messages.text("receipt." + std::string(toString(outcome)),
                          {{"count", std::to_string(receipt.count(outcome))}}) +
            "\n";
    for (const auto& entry : receipt.entries)
      if (entry.outcome == outcome) text += entryText(entry, messages);
  }
  return text;
}

void writeReceipt(signing::JsonWriter& json, const Receipt& receipt) {
  json.beginObject();
  for (const auto outcome : kOutcomes) json.member(toString(outcome), receipt.count(outcome));
  json.member("digest", receipt.authorisation.receiptDigest).key("documents").beginArray();
  for (const auto& entry : receipt.entries) {
    json.beginObject().member("id", entry.document.id).member("outcome", toString(entry.outcome));
    json.member("contentDigest", entry.reviewedDigest).endObject();
  }
  json.endArray().endObject();
}

}  // namespace balalyk
