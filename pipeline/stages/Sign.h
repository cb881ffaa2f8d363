#pragma once

#include "pipeline/engine/StageRunner.h"
#include "pipeline/ports/AuditTrail.h"
#include "pipeline/ports/Authorisations.h"
#include "pipeline/ports/DocumentStore.h"
#include "pipeline/ports/KeyRing.h"
#include "pipeline/ports/SignatureJournal.h"
#include "pipeline/ports/TrustServices.h"
#include "pipeline/stages/SignerCheck.h"
#include "pipeline/stages/StatementProof.h"
#include "signing/keys/SigningKey.h"
#include "signing/xades/PreparedSignature.h"

namespace balalyk {

// authorised → signed: the document's files and its frozen record become one ASiC-E container, signed with the key of
// the chairperson that the record names. Nothing is signed but what a statement of the chairperson covers that is in
// force today and was signed with the certificate pinned for them (StatementProof), nor with a certificate that the
// validator will not accept (SignerCheck) or that was revoked. What the statement does not cover after all is sent
// again. Trouble with a key is not the document's: it waits as authorised. What the key made is in the journal before
// anything else is done with it.
class Sign final : public StageRunner {
 public:
  // `validator` is the one that judges before publishing. Without `services` nobody is asked about revocation.
  Sign(Authorisations& authorisations, SignatureJournal& journal, AuditTrail& audit, DocumentStore& store,
       KeyRing& keys, const signing::Validator& validator, TrustServices* services = nullptr,
       WhenUnanswered whenUnanswered = WhenUnanswered::wait, Records* records = nullptr)
      : authorisations_(authorisations),
        journal_(journal),
        audit_(audit),
        store_(store),
        keys_(keys),
        signers_(validator),
        services_(services),
        whenUnanswered_(whenUnanswered),
        records_(records),
        proof_(store) {}

  Stage stage() const override { return Stage::sign; }
  int batch() const override { return 16; }
  int threads() const override { return 1; }
  bool byChairperson() const override { return true; }
  std::vector<StageResult> run(std::span<const Claim> claims) override;

 private:
  struct Work;
  void prepare(Work& work);
  void sign(signing::SigningKey& key, const std::vector<Work*>& works);
  void recall(const std::vector<Work*>& works);
  void keep(const std::vector<Work*>& works, const std::vector<std::string>& values);
  std::string finish(Work& work);
  void store(const std::vector<Work*>& works, const std::vector<std::string>& containers);
  void requireCertificateOf(const Claim& claim, const Record& record, const signing::Certificate& certificate);
  void requireStatement(const Claim& claim, const Coverage& coverage, const Record& record,
                        const signing::Certificate& certificate);
  std::optional<Problem> requireInForce(const Claim& claim, const signing::SigningKey& key);

  Authorisations& authorisations_;
  SignatureJournal& journal_;
  AuditTrail& audit_;
  DocumentStore& store_;
  KeyRing& keys_;
  const SignerCheck signers_;
  TrustServices* services_;
  const WhenUnanswered whenUnanswered_;
  Records* const records_;  // who chairs a commission now, of lists
  StatementProof proof_;
};

}  // namespace balalyk
