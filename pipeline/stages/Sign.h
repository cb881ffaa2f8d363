#pragma once

#include "pipeline/engine/StageRunner.h"
#include "pipeline/ports/DocumentStore.h"
#include "pipeline/ports/KeyRing.h"
#include "signing/keys/SigningKey.h"
#include "signing/xades/PreparedSignature.h"

namespace balalyk {

// authorised → signed: the document's files and its frozen record become one ASiC-E container, signed with the key of
// the chairperson that the record names. Nothing is signed that no authorisation in force covers with these very
// digests. Trouble with a key is not the document's: it waits as authorised.
class Sign final : public StageRunner {
 public:
  Sign(Authorisations& authorisations, DocumentStore& store, KeyRing& keys)
      : authorisations_(authorisations), store_(store), keys_(keys) {}

  Stage stage() const override { return Stage::sign; }
  int batch() const override { return 16; }
  int threads() const override { return 1; }
  std::vector<StageResult> run(std::span<const Claim> claims) override;

 private:
  struct Prepared;
  Prepared prepare(const Claim& claim);
  Completion finish(const Claim& claim, const Prepared& prepared, std::string_view signatureValue);
  void requireAuthorisation(const Claim& claim);

  Authorisations& authorisations_;
  DocumentStore& store_;
  KeyRing& keys_;
};

// The files of a document's container, from the store: its PDFs, its CSV, and "record.xml" last.
std::vector<signing::DataFile> containerFiles(const Document& document, const std::string& recordXml,
                                              const DocumentStore& store);

}  // namespace balalyk
