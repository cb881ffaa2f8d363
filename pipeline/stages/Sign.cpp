#include "pipeline/stages/Sign.h"

#include <algorithm>
#include <map>

#include "pipeline/problems/Problems.h"
#include "pipeline/record/DocumentWords.h"
#include "pipeline/record/RecordXml.h"
#include "pipeline/stages/NumberedChairperson.h"
#include "pipeline/stages/RevocationFlags.h"
#include "signing/SigningError.h"
#include "signing/crypto/Digest.h"
#include "signing/report/VerificationReport.h"

namespace balalyk {

struct Sign::Prepared {
  std::shared_ptr<signing::SigningKey> key;
  signing::DigestedFiles files;
  signing::PreparedSignature signature;
  std::optional<Problem> unanswered;  // about revocation
};

namespace {

using signing::DataFile;

[[noreturn]] void keyTrouble(const Claim& claim, const Problem& problem) {
  Problem reported = problem;
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

std::vector<DataFile> containerFiles(const Document& document, const std::string& recordXml,
                                     const DocumentStore& store) {
  std::vector<DataFile> files;
  for (const auto& file : document.files) {
    auto content = store.get(file.digest);
    if (!content) throw StageError(Disposition::quarantined, {"fileMissing", {{"file", file.name}}});
    files.push_back({file.name, file.mediaType, std::move(*content)});
  }
  files.push_back({"record.xml", "application/xml", recordXml});
  return files;
}

// A key that the ring gives for the wrong person must not sign.
void Sign::requireCertificateOf(const Claim& claim, const Record& record, const signing::Certificate& certificate) {
  const auto chairperson = numberedChairperson(record, claim.document, records_);
  if (!chairperson.known) return;  // of the chairperson: the pinned certificate and the statement are left
  if (!chairperson.is(certificate.subjectSerialNumber())) keyTrouble(claim, {"certificateOfAnotherPerson", {}});
}

void Sign::requireStatement(const Claim& claim, const Coverage& coverage, const Record& record,
                            const signing::Certificate& certificate) {
  try {
    const auto rejected = lastRejection(audit_.ofDocument(claim.document.id));
    proof_.choose(coverage, claim.document, record, certificate, rejected);
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

Sign::Prepared Sign::prepare(const Claim& claim) {
  requireUnchanged(claim);
  const auto coverage = authorisations_.covering(claim.document.id, claim.document.contentDigest);
  requireAnyInForce(coverage);
  Prepared prepared;
  try {
    prepared.key = keys_.open(claim.document.chairpersonId);
    const auto record = fromXml(claim.recordXml);
    requireCertificateOf(claim, record, prepared.key->certificate());
    const auto at = std::chrono::floor<std::chrono::seconds>(claim.document.signAt.value());
    if (const auto problem = signers_.problemOf(*prepared.key, at)) keyTrouble(claim, *problem);
    requireStatement(claim, coverage, record, prepared.key->certificate());
    prepared.unanswered = requireInForce(claim, *prepared.key);
    prepared.files = signing::DigestedFiles(containerFiles(claim.document, claim.recordXml, store_));
    prepared.signature = signing::prepare(prepared.files, prepared.key->certificate(), prepared.key->chain(),
                                          {.signingTime = at, .role = signerRole(record), .countryCode = "KG"});
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
  return prepared;
}

Completion Sign::finish(const Claim& claim, const Prepared& prepared, std::string_view signatureValue) {
  // finish() checks the value with the certificate that was pinned when the key was opened.
  const auto container = signing::finish(prepared.signature, prepared.files, signatureValue);
  const auto digest = store_.put(container);
  return {.documentId = claim.document.id,
          .token = claim.token,
          .stage = Stage::sign,
          .container =
              StoredFile{claim.document.id + ".asice", "application/vnd.etsi.asic-e+zip", digest, container.size()},
          .certificateDigest = signing::toHex(prepared.key->certificate().fingerprint()),
          .level = std::string(signing::toString(signing::SignatureLevel::basicB)),
          .flags = withRevocationFlag(claim.document, prepared.unanswered)};
}

// What one key signs of the claims, in one call: a token or a remote service asks for one authorisation only.
class Sign::Batch {
 public:
  Batch(Sign& sign, std::span<const Claim> claims, const std::vector<Prepared>& prepared,
        std::vector<std::size_t> which)
      : sign_(sign), claims_(claims), prepared_(prepared), which_(std::move(which)) {
    for (const auto i : which_) digests_.push_back(signing::digestToSign(prepared_[i].signature));
  }

  // Collects the values by claim: those of the journal, and new ones that are in the journal by now, those too that a
  // key gave before it failed. A document that another worker has by now gets none.
  void collect(std::map<std::size_t, std::string>& values) {
    values = journalled();
    std::vector<std::size_t> open;
    std::vector<signing::Digest> digests;
    for (std::size_t n = 0; n < which_.size(); ++n) {
      if (values.contains(which_[n])) continue;
      open.push_back(n);
      digests.push_back(digests_[n]);
    }
    if (open.empty()) return;
    try {
      keep(open, prepared_[which_.front()].key->sign(digests), values);
    } catch (const signing::PartlySigned& error) {
      keep(open, error.values(), values);
      throw;
    }
  }

 private:
  static std::string hex(const signing::Digest& digest) { return signing::toHex(digest); }

  std::map<std::size_t, std::string> journalled() {
    std::vector<std::string> wanted;
    for (const auto& digest : digests_) wanted.push_back(hex(digest));
    std::map<std::string, std::string> known;
    for (auto& entry : sign_.journal_.find(wanted)) known.emplace(entry.digest, std::move(entry.value));
    std::map<std::size_t, std::string> values;
    for (std::size_t n = 0; n < which_.size(); ++n) {
      const auto found = known.find(wanted[n]);
      if (found != known.end()) values.emplace(which_[n], found->second);
    }
    return values;
  }

  // A value that is not of the pinned certificate means that the key changed under our hands: the batch stops, and
  // nothing of it is kept.
  void keep(const std::vector<std::size_t>& open, const std::vector<std::string>& made,
            std::map<std::size_t, std::string>& values) {
    std::vector<SignatureJournal::Entry> entries;
    for (std::size_t k = 0; k < std::min(made.size(), open.size()); ++k) {
      const auto i = which_[open[k]];
      if (!signatureValueMatches(prepared_[i].signature, made[k])) {
        throw signing::KeyError("keyDoesNotMatchCertificate");
      }
      entries.push_back({claims_[i].document.id, claims_[i].token, {hex(digests_[open[k]]), made[k]}});
    }
    if (entries.empty()) return;
    const auto kept = sign_.journal_.keep(entries);
    for (std::size_t k = 0; k < kept.size(); ++k) {
      if (kept[k]) values.emplace(which_[open[k]], made[k]);
    }
  }

  Sign& sign_;
  std::span<const Claim> claims_;
  const std::vector<Prepared>& prepared_;
  const std::vector<std::size_t> which_;
  std::vector<signing::Digest> digests_;
};

std::vector<StageResult> Sign::run(std::span<const Claim> claims) {
  std::vector<StageResult> results(claims.size());
  std::vector<Prepared> prepared(claims.size());
  std::map<signing::SigningKey*, std::vector<std::size_t>> byKey;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    results[i] = guarded(claims[i], Stage::sign, [&] {
      prepared[i] = prepare(claims[i]);
      return Completion{};
    });
    if (std::holds_alternative<Completion>(results[i].outcome)) byKey[prepared[i].key.get()].push_back(i);
  }
  for (const auto& [key, which] : byKey) {
    std::map<std::size_t, std::string> values;
    const auto signedAll = guarded(claims[which.front()], Stage::sign, [&] {
      Batch(*this, claims, prepared, which).collect(values);
      return Completion{};
    });
    for (const auto i : which) {
      const auto before = results[i].took + signedAll.took / static_cast<int>(which.size());
      const auto* failure = std::get_if<Failure>(&signedAll.outcome);
      if (failure && !values.contains(i)) {
        auto problem = failure->problem;
        const auto pause = waitAfter(problem);
        problem.params.try_emplace("member", claims[i].document.chairpersonId);
        results[i].outcome = Failure{.documentId = claims[i].document.id,
                                     .token = claims[i].token,
                                     .stage = Stage::sign,
                                     .disposition = Disposition::wait,
                                     .problem = std::move(problem),
                                     .retryAfter = pause};
      } else {
        results[i] = guarded(claims[i], Stage::sign, [&] {
          if (!values.contains(i)) throw StageError(Disposition::retry, {"signatureNotKept", {}});
          return finish(claims[i], prepared[i], values.at(i));
        });
      }
      results[i].took += before;
    }
  }
  return results;
}

}  // namespace balalyk
