#include "jobs/commands/ReceiptMaker.h"

#include "jobs/output/Log.h"
#include "jobs/output/ReceiptOutput.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "pipeline/ports/KeyRing.h"
#include "signing/SigningError.h"

namespace balalyk {
namespace {

constexpr int kAtOnce = 500;

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

void makeReceiptsDue(Session& session, std::stop_token stop, const std::function<void()>& pulse) {
  auto& authorisations = session.connections.database().authorisations();
  // In steps: those whose key is not to be had do not keep the receipts of others waiting.
  for (auto due = authorisations.withoutReceipt("", kAtOnce); !due.empty();
       due = authorisations.withoutReceipt(due.back().id, kAtOnce)) {
    for (const auto& authorisation : due) {
      if (stop.stop_requested()) return;
      pulse();
      try {
        session.connections.keys().open(authorisation.chairpersonId);  // kept, and so is its refusal
        makeReceipt(session, authorisation.id, Unsettled::left);
      } catch (const Error& error) {
        session.log.problem(LogLevel::warning, "receiptWaits", error.problem(), {{"authorisation", authorisation.id}});
      } catch (const signing::SigningError& error) {
        session.log.problem(LogLevel::warning, "receiptWaits", {error.code(), error.params()},
                            {{"authorisation", authorisation.id}});
      }
    }
  }
}

}  // namespace balalyk
