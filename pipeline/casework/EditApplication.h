#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/domain/IsoDate.h"
#include "pipeline/ports/Applications.h"
#include "pipeline/ports/PortalDatabase.h"
#include "pipeline/record/DocumentWords.h"

namespace balalyk {

// What a secretary does with an application. `commissions`: of the visitor's permission for editApplication (of
// makeProtocol, regenerate: where that is done); `accountId`: who, for the audit trail.
class EditApplication {
 public:
  EditApplication(PortalDatabase& database, Commissions commissions, std::string accountId);

  // Keeps what was typed; decides when a decision is chosen and nothing speaks against it. What was decided and no
  // longer is takes its protocol back. A protocol that is there already is made again; of one that is published only
  // with a reason, as a new revision. All of it or nothing.
  SaveOutcome save(const FormWrite& write, const std::string& reason = "") {
    return run(write, reason, Making::whenThere);
  }
  // The same, and the protocol is made before all nightly ones.
  SaveOutcome saveAndMakeProtocol(const FormWrite& write, const std::string& reason = "") {
    return run(write, reason, Making::atOnce);
  }
  // Of what is decided already. Its state then: decided, returned, or further where it is there already; nullopt: the
  // application is not found or not decided.
  std::optional<Document> makeProtocol(const std::string& id);
  // A new revision of what is published, of what is saved. Throws Error reasonMissing, documentNotLatest{document}:
  // somebody else made one meanwhile; nullopt: not found, or not made yet.
  std::optional<Document> regenerate(const std::string& id, const std::string& reason);

  // The form as it is, without saving: what the pipeline would say of it. nullopt: not found.
  struct Findings {
    std::vector<Problem> problems;
    std::vector<Flag> flags;
    std::optional<Tyiyn> amountPerMonth;  // of an approval, by the rule
  };
  std::optional<Findings> check(const std::string& id, const ApplicationForm& form);

  // The latest revision of its protocol. nullopt: not found, or there is none.
  std::optional<Document> protocol(const std::string& id);
  // The same, once it is no longer to be filled, or `patience` passed.
  std::optional<Document> awaitProtocol(const std::string& id, std::chrono::milliseconds patience);

 private:
  SaveOutcome run(const FormWrite& write, const std::string& reason, Making making);
  bool mine(const Document& document) const;

  PortalDatabase& database_;
  const Commissions commissions_;
  const std::string accountId_;
};

}  // namespace balalyk
