#include "pipeline/stages/Sign.h"

#include <algorithm>
#include <map>

#include "pipeline/document/DocumentWords.h"
#include "pipeline/document/RecordXml.h"
#include "signing/SigningError.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

struct Sign::Prepared {
  std::shared_ptr<signing::SigningKey> key;
  std::vector<signing::DataFile> files;
  signing::PreparedSignature signature;
};

namespace {

using signing::DataFile;

[[noreturn]] void keyTrouble(const Claim& claim, const Problem& problem) {
  Problem told = problem;
  told.params["member"] = claim.document.chairpersonId;
  throw StageError(Disposition::wait, std::move(told));
}

// In the language of the document; of both, the original's.
std::string signerRole(const Record& record) {
  const auto language = commissionOf(record).languages == ProtocolLanguages::ru ? Language::ru : Language::ky;
  return std::string(roleWord(CommissionRole::chairperson, language));
}

// The certificate names its holder by the personal number (ETSI EN 319 412-1: "PNOKG-" and the PIN): a key that the
// ring gives for the wrong person must not sign.
void requireCertificateOf(const Claim& claim, const Record& record, const signing::Certificate& certificate) {
  const Member* chairperson = chairpersonOf(record);
  if (!chairperson || certificate.subjectSerialNumber() != "PNOKG-" + chairperson->pin) {
    keyTrouble(claim, {"certificateOfAnotherPerson", {}});
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

void Sign::requireAuthorisation(const Claim& claim) {
  const auto& document = claim.document;
  if (contentDigest(document.files, signing::toHex(signing::sha256(claim.recordXml))) != document.contentDigest) {
    throw StageError(Disposition::quarantined, {"contentChanged", {}});
  }
  const auto authorisation = authorisations_.covering(document.id, document.contentDigest);
  if (!authorisation || authorisation->chairpersonId != document.chairpersonId) {
    throw StageError(Disposition::wait, {"notAuthorised", {}});
  }
}

Sign::Prepared Sign::prepare(const Claim& claim) {
  requireAuthorisation(claim);
  Prepared prepared;
  try {
    prepared.key = keys_.open(claim.document.chairpersonId);
    const auto record = fromXml(claim.recordXml);
    requireCertificateOf(claim, record, prepared.key->certificate());
    const auto at = std::chrono::floor<std::chrono::seconds>(claim.document.signAt.value());
    checkValidity(prepared.key->certificate(), at);
    prepared.files = containerFiles(claim.document, claim.recordXml, store_);
    prepared.signature = signing::prepare(prepared.files, prepared.key->certificate(), prepared.key->chain(),
                                          {.signingTime = at, .role = signerRole(record), .countryCode = "KG"});
  } catch (const StageError&) {
    throw;
  } catch (const signing::KeyError& error) {
    keyTrouble(claim, {error.code(), error.params()});
  } catch (const signing::CertificateError& error) {
    keyTrouble(claim, {error.code(), error.params()});
  } catch (const Error& error) {
    if (error.problem().params.contains("member")) keyTrouble(claim, error.problem());
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
          .certificateDigest = signing::toHex(prepared.key->certificate().fingerprint())};
}

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
  // One call per key: a token or a remote service signs the whole batch after one authorisation.
  for (const auto& [key, which] : byKey) {
    std::vector<signing::Digest> digests;
    for (const auto i : which) digests.push_back(signing::digestToSign(prepared[i].signature));
    std::vector<std::string> values;
    const auto signedAll = guarded(claims[which.front()], Stage::sign, [&] {
      try {
        values = key->sign(digests);
      } catch (const signing::PartlySigned& error) {
        values = error.values();  // these count: to sign them again would be to sign twice
        throw;
      }
      return Completion{};
    });
    for (std::size_t n = 0; n < which.size(); ++n) {
      const auto i = which[n];
      const auto before = results[i].took + signedAll.took / static_cast<int>(which.size());
      const auto* failure = std::get_if<Failure>(&signedAll.outcome);
      if (failure && n >= values.size()) {
        results[i].outcome = Failure{.documentId = claims[i].document.id,
                                     .token = claims[i].token,
                                     .stage = Stage::sign,
                                     .disposition = Disposition::wait,
                                     .problem = failure->problem,
                                     .retryAfter = std::chrono::minutes(15)};
      } else {
        results[i] = guarded(claims[i], Stage::sign, [&] { return finish(claims[i], prepared[i], values.at(n)); });
      }
      results[i].took += before;
    }
  }
  return results;
}

}  // namespace balalyk
