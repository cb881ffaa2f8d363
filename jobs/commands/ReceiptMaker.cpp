#include "jobs/commands/ReceiptMaker.h"

#include "jobs/Session.h"
#include "jobs/output/Log.h"
#include "jobs/output/ReceiptOutput.h"
#include "jobs/wiring/Connections.h"
#include "pipeline/ports/KeyRing.h"
#include "signing/SigningError.h"

namespace balalyk {
namespace {

constexpr int kANight = 1000;

Receipts receipts(Session& session) {
  auto& connections = session.connections;
  return {connections.database(), connections.store(), connections.validator()};
}

void sign(Session& session, Receipt& receipt) {
  const auto key = session.connections.keys().open(receipt.authorisation.chairpersonId);
  receipt.authorisation.receiptDigest = receipts(session).sign(receipt, receiptText(receipt, session.messages), *key);
}

}  // namespace

std::optional<Receipt> makeReceipt(Session& session, const std::string& authorisationId, Unsettled unsettled) {
  auto receipt = receipts(session).gather(authorisationId);
  if (!receipt.settled() && unsettled == Unsettled::left) return std::nullopt;
  if (!receipt.settled()) {
    const auto waiting = std::to_string(receipt.count(ReceiptOutcome::waiting));
    throw Error("receiptNotSettled", {{"id", authorisationId}, {"count", waiting}});
  }
  sign(session, receipt);
  return receipt;
}

void makeReceiptsDue(Session& session) {
  for (const auto& authorisation : session.connections.database().authorisations().withoutReceipt(kANight)) {
    try {
      makeReceipt(session, authorisation.id, Unsettled::left);
    } catch (const Error& error) {
      session.log.problem(LogLevel::warning, "receiptWaits", error.problem(), {{"authorisation", authorisation.id}});
    } catch (const signing::SigningError& error) {
      session.log.problem(LogLevel::warning, "receiptWaits", {error.code(), error.params()},
                          {{"authorisation", authorisation.id}});
    }
  }
}

}  // namespace balalyk
