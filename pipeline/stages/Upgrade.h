#pragma once

#include <variant>

#include "pipeline/engine/StageRunner.h"
#include "pipeline/ports/DocumentStore.h"
#include "pipeline/ports/Quotas.h"
#include "pipeline/ports/TrustServices.h"
#include "pipeline/stages/TwoJudges.h"

namespace balalyk {

struct UpgradeOptions {
  signing::SignatureLevel wanted = signing::SignatureLevel::basicB;
  int quota = 0;  // time stamps a day, for all hosts together; 0: without limit
};

// published → published, with a signature of a higher level: time-stamped, with the chain and the answers about its
// revocation, archived. What was signed stays as it is, so this is not a revision; the container before is kept. What a
// service that is down (or a quota, or an overdue answer about revocation) leaves undone is done later, from the level
// that was reached.
class Upgrade final : public StageRunner {
 public:
  Upgrade(DocumentStore& store, const signing::Validator& validator, SecondJudge& second, TrustServices& services,
          Quotas& quotas, UpgradeOptions options)
      : store_(store), judges_(validator, second, store), services_(services), quotas_(quotas), options_(options) {}

  Stage stage() const override { return Stage::upgrade; }
  int batch() const override { return 16; }
  int threads() const override { return 4; }  // they wait for others
  std::vector<StageResult> run(std::span<const Claim> claims) override;

 private:
  class Allowance;
  struct Reached;
  Upgraded upgrade(const Claim& claim, Allowance& allowance);
  void climb(const Document& document, Reached& reached, Allowance& allowance);
  std::variant<signing::SignatureLevel, Problem> judge(const Document& document, std::string_view container,
                                                       signing::SignatureLevel from,
                                                       signing::OpenedContainer& opened) const;

  DocumentStore& store_;
  const TwoJudges judges_;
  TrustServices& services_;
  Quotas& quotas_;
  const UpgradeOptions options_;
};

// "B-T" …; none for what is not a level.
signing::SignatureLevel levelFrom(const std::string& word);
// The levels below this one, as a document has them.
std::vector<std::string> levelsBelow(signing::SignatureLevel level);

}  // namespace balalyk
