#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "pipeline/actions/Receipt.h"
#include "pipeline/engine/Worker.h"
#include "pipeline/ports/DocumentStore.h"
#include "pipeline/ports/KeyRing.h"
#include "pipeline/ports/PortalDatabase.h"
#include "pipeline/ports/Signer.h"
#include "signing/validation/Validator.h"

namespace balalyk {

// A batch that a chairperson confirmed, from the password to the receipt. The same order again continues where an
// earlier try ended, wherever that was: the batch's authorisation has its id, so it is authorised once, and what is
// signed is not signed again.
class SignBatch {
 public:
  struct Parts {
    PortalDatabase& database;
    DocumentStore& store;
    const signing::Validator& validator;
    // The stages that move what is authorised, with the key ring that they sign with.
    std::function<std::vector<std::shared_ptr<StageRunner>>(KeyRing&)> stages;
    std::function<std::string(const Receipt&)> receiptText;
    WorkerOptions worker;
    std::chrono::milliseconds lease{20'000};  // of the batch: so long after a kill it counts as under way, elsewhere
  };
  // The chairperson's key, opened with the password.
  using OpenKeys = std::function<std::unique_ptr<KeyRing>()>;

  explicit SignBatch(const Parts& parts) : parts_(parts) {}

  // Throws as Signer::sign(); also signing::SigningError. Asked to stop, it finishes what is in its hands.
  BatchReport run(const BatchOrder& order, const OpenKeys& openKeys, const Signer::Heard& heard,
                  const std::stop_token& stop);

 private:
  class Turn;
  void requireUnchanged(const BatchOrder& order);
  void authorise(const BatchOrder& order, signing::SigningKey& key);
  void drive(const BatchOrder& order, KeyRing& keys, Turn& turn, const std::stop_token& stop);
  bool hastenWhatOthersLeft(const BatchOrder& order);
  std::optional<Problem> makeReceipt(const BatchOrder& order, signing::SigningKey& key);
  BatchReport report(const BatchOrder& order);

  const Parts& parts_;
};

// The member's key, once its certificate is one that a signature can be verified with: nothing else is signed, not even
// a statement. Throws Error.
std::shared_ptr<signing::SigningKey> openUsableKey(KeyRing& keys, const std::string& memberId,
                                                   const signing::Validator& validator, Timestamp now);

}  // namespace balalyk
