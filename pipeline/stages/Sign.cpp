#include "pipeline/stages/Sign.h"

#include <algorithm>
#include <map>

#include "pipeline/problems/Problems.h"
#include "pipeline/record/DocumentWords.h"
#include "pipeline/record/RecentRecords.h"
#include "pipeline/stages/DocumentFiles.h"
#include "pipeline/stages/NumberedChairperson.h"
#include "pipeline/stages/RevocationFlags.h"
#include "signing/SigningError.h"
#include "signing/crypto/Digest.h"
#include "signing/report/VerificationReport.h"

namespace balalyk {

// One claim on its way to a container.
struct Sign::Work {
  const Claim& claim;
  std::shared_ptr<signing::SigningKey> key;
  signing::DigestedFiles files;
  signing::PreparedSignature signature;
  signing::Digest digest;              // what the key signs
  std::optional<Problem> unanswered;   // about revocation
  std::optional<std::string> value{};  // of the signature, once it is in the journal
  Signed made;
  std::optional<StageFailure> failure;  // ends it
  std::chrono::microseconds took{};

  void tryTo(const std::function<void()>& step) {
    auto made = attempt(Stage::sign, step);
    failure = std::move(made.failure);
    took += made.took;
  }
};

namespace {

[[noreturn]] void keyTrouble(const Claim& claim, Problem reported) {
  reported.params["member"] = claim.document.chairpersonId;
  throw StageError(Disposition::wait, std::move(reported));
}

// In the language of the document; of both, the original's.
std::string signerRole(const Record& record) {
  const auto language = commissionOf(record).languages == ProtocolLanguages::ru ? Language::ru : Language::ky;
  return std::string(roleWord(CommissionRole::chairperson, language));
}

void requireUnchanged(const Claim& claim) {
  const auto& document = claim.document;
  if (contentDigest(document.files, signing::toHex(signing::sha256(claim.recordXml))) != document.contentDigest) {
    throw StageError(Disposition::quarantined, {"contentChanged", {}});
  }
}

}  // namespace

// A key that the ring gives for the wrong person must not sign.
void Sign::requireCertificateOf(const Claim& claim, const Record& record, const signing::Certificate& certificate) {
  const auto chairperson = numberedChairperson(record, claim.document, records_);
  if (!chairperson.known) return;  // of the chairperson: the pinned certificate and the statement are left
  if (!chairperson.is(certificate.subjectSerialNumber())) keyTrouble(claim, {"certificateOfAnotherPerson", {}});
}

void Sign::requireStatement(const Claim& claim, const Coverage& coverage, const Record& record,
                            const signing::Certificate& certificate) {
  try {
    const auto entries = audit_.ofDocument(claim.document.id);
    proof_.choose(coverage, claim.document, record, certificate, lastRejection(entries));
    // No action of the program leads here: rows were written past it.
    if (!isSent(entries))
      throw StageError(Disposition::quarantined, {"authorisedUnsent", {{"document", claim.document.id}}});
  } catch (const StageError& error) {
    if (error.problem().code == "certificateChanged") keyTrouble(claim, error.problem());
    throw;
  }
}

// Returns what stayed unanswered and is to be signed all the same.
std::optional<Problem> Sign::requireInForce(const Claim& claim, const signing::SigningKey& key) {
  if (!services_) return std::nullopt;
  const auto answer = services_->statusOf(key.certificate(), key.chain());
  switch (answer.status) {
    case SignerStatus::revoked:
      keyTrouble(claim, {"signerRevoked", {}});
    case SignerStatus::unknown:
      keyTrouble(claim, {"signerUnknown", {}});
    case SignerStatus::unanswered:
      if (whenUnanswered_ == WhenUnanswered::wait) keyTrouble(claim, answer.problem.value());
      break;
    case SignerStatus::good:
      break;
  }
  return answer.problem;
}

void Sign::prepare(Work& work) {
  const auto& claim = work.claim;
  requireUnchanged(claim);
  const auto coverage = authorisations_.covering(claim.document.id, claim.document.contentDigest);
  requireAnyInForce(coverage);
  try {
    work.key = keys_.open(claim.document.chairpersonId);
    const auto& certificate = work.key->certificate();
    const auto known = recentRecord(claim.recordXml);
    const auto& record = *known;
    requireCertificateOf(claim, record, certificate);
    const auto at = std::chrono::floor<std::chrono::seconds>(claim.document.signAt.value());
    if (const auto problem = signers_.problemOf(*work.key, at)) keyTrouble(claim, *problem);
    requireStatement(claim, coverage, record, certificate);
    work.unanswered = requireInForce(claim, *work.key);
    work.files = signing::DigestedFiles(containerFiles(claim.document, claim.recordXml, store_));
    work.signature = signing::prepare(work.files, certificate, work.key->chain(),
                                      {.signingTime = at, .role = signerRole(record), .countryCode = "KG"});
    work.digest = signing::digestToSign(work.signature);
  } catch (const StageError&) {
    throw;
  } catch (const signing::KeyError& error) {
    keyTrouble(claim, {error.code(), error.params()});
  } catch (const signing::CertificateError& error) {
    keyTrouble(claim, {error.code(), error.params()});
  } catch (const Error& error) {
    if (problemKind(error.problem().code).part == Part::key) keyTrouble(claim, error.problem());
    throw;
  }
}

// Values come from the journal, or new from the key, in one call for all: a token or a remote service asks for one
// authorisation only.
void Sign::sign(signing::SigningKey& key, const std::vector<Work*>& works) {
  recall(works);
  std::vector<Work*> open;
  std::vector<signing::Digest> digests;
  for (auto* work : works) {
    if (work->value) continue;
    open.push_back(work);
    digests.push_back(work->digest);
  }
  if (open.empty()) return;
  try {
    keep(open, key.sign(digests));
  } catch (const signing::PartlySigned& error) {
    keep(open, error.values());
    throw;
  }
}

void Sign::recall(const std::vector<Work*>& works) {
  std::vector<std::string> wanted;
  for (const auto* work : works) wanted.push_back(signing::toHex(work->digest));
  std::map<std::string, std::string> known;
  for (auto& entry : journal_.find(wanted)) known.emplace(entry.digest, std::move(entry.value));
  for (auto* work : works) {
    if (const auto found = known.find(signing::toHex(work->digest)); found != known.end()) work->value = found->second;
  }
}

// Of the first of `works`, as many as the key made. A value that is not of the pinned certificate means that the key
// changed under our hands: the batch stops, and nothing of it is kept. A document that another worker has by now gets
// no value.
void Sign::keep(const std::vector<Work*>& works, const std::vector<std::string>& values) {
  std::vector<SignatureJournal::Entry> entries;
  for (std::size_t i = 0; i < std::min(values.size(), works.size()); ++i) {
    const auto& work = *works[i];
    if (!signatureValueMatches(work.signature, values[i])) throw signing::KeyError("keyDoesNotMatchCertificate");
    entries.push_back({work.claim.document.id, work.claim.token, {signing::toHex(work.digest), values[i]}});
  }
  if (entries.empty()) return;
  const auto kept = journal_.keep(entries);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (kept[i]) works[i]->value = values[i];
  }
}

// The container, which is not in the store yet.
std::string Sign::finish(Work& work) {
  if (!work.value) throw StageError(Disposition::retry, {"signatureNotKept", {}});
  // finish() checks the value with the certificate that was pinned when the key was opened.
  auto container = signing::finish(work.signature, work.files, *work.value);
  const auto& document = work.claim.document;
  work.made = {.container = {document.id + ".asice", "application/vnd.etsi.asic-e+zip", {}, container.size()},
               .certificateDigest = signing::toHex(work.key->certificate().fingerprint()),
               .level = std::string(signing::toString(signing::SignatureLevel::basicB)),
               .flags = withRevocationFlag(document, work.unanswered)};
  return container;
}

// All together; where that fails each by itself, so that one stops no other.
void Sign::store(const std::vector<Work*>& works, const std::vector<std::string>& containers) {
  std::vector<std::string> digests;
  const auto together = attempt(Stage::sign, [&] { digests = store_.putAll(containers); });
  for (std::size_t i = 0; i < works.size(); ++i) {
    works[i]->took += together.took / static_cast<int>(works.size());
    works[i]->tryTo(
        [&] { works[i]->made.container.digest = together.failure ? store_.put(containers[i]) : digests[i]; });
  }
}

std::vector<StageResult> Sign::run(std::span<const Claim> claims) {
  std::vector<Work> works;
  for (const auto& claim : claims) {
    auto& work = works.emplace_back(Work{.claim = claim});
    work.tryTo([&] { prepare(work); });
  }
  std::map<signing::SigningKey*, std::vector<Work*>> byKey;
  for (auto& work : works) {
    if (!work.failure) byKey[work.key.get()].push_back(&work);
  }
  for (const auto& [key, ofKey] : byKey) {
    const auto made = attempt(Stage::sign, [this, key = key, &ofKey = ofKey] { sign(*key, ofKey); });
    for (auto* work : ofKey) {
      work->took += made.took / static_cast<int>(ofKey.size());
      if (!made.failure || work->value) continue;
      work->failure = {Disposition::wait, made.failure->problem, {}};
      work->failure->problem.params.try_emplace("member", work->claim.document.chairpersonId);
    }
  }
  std::vector<Work*> finished;
  std::vector<std::string> containers;
  for (auto& work : works) {
    if (!work.failure) work.tryTo([&] { containers.push_back(finish(work)); });
    if (!work.failure) finished.push_back(&work);
  }
  if (!finished.empty()) store(finished, containers);
  std::vector<StageResult> results;
  for (auto& work : works) {
    results.push_back({std::move(work.made), work.took});
    if (work.failure) results.back().outcome = *std::move(work.failure);
  }
  return results;
}

}  // namespace balalyk
