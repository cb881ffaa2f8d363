#include "signing/certificates/Revocation.h"

#include <openssl/err.h>

#include <algorithm>
#include <ctime>

#include "signing/Effort.h"
#include "signing/certificates/CrlAnswer.h"
#include "signing/certificates/OcspAnswer.h"
#include "signing/certificates/RevocationParts.h"
#include "signing/crypto/Recent.h"

namespace balalyk::signing {

bool isUnknownCritical(const X509_EXTENSION* extension, std::span<const int> understood) {
  if (X509_EXTENSION_get_critical(extension) == 0) return false;
  const int nid = OBJ_obj2nid(X509_EXTENSION_get_object(const_cast<X509_EXTENSION*>(extension)));
  return std::ranges::find(understood, nid) == understood.end();
}

void keepNewest(std::optional<RevocationAnswer>& best, const std::optional<RevocationAnswer>& answer) {
  if (!answer) return;
  const bool worse = best && answer->thisUpdate == best->thisUpdate && answer->status == RevocationStatus::revoked;
  if (!best || answer->thisUpdate > best->thisUpdate || worse) best = answer;
}

namespace {

// A batch's documents carry the same answers. What one says of a certificate depends on these alone, not on the time.
Digest questionOf(char kind, const Digest& der, const Certificate& certificate, const Certificate& issuer,
                  std::span<const Certificate> known) {
  std::string all{kind};
  all += bytesOf(der);
  all += bytesOf(certificate.fingerprint());
  all += bytesOf(issuer.fingerprint());
  for (const auto& helper : known) all += bytesOf(helper.fingerprint());
  return sha256(all);
}

template <class Read>
const std::optional<RevocationAnswer>& remembered(const Digest& question, std::size_t size, Read&& read) {
  thread_local Recent<std::optional<RevocationAnswer>, 32> recent;
  const auto* answer = recent.find(question);
  if (answer != nullptr) return *answer;
  constexpr std::uint64_t kForEachByte = 60, kSignatures = 3;
  Effort::spend(kSignatures * Effort::kPublicKey + size * kForEachByte);
  return recent.keep(question, read());
}

}  // namespace

const Digest& AnswerDigests::of(const std::string& der) {
  const auto [kept, isNew] = kept_.try_emplace(&der);
  if (isNew) kept->second = sha256(der);
  return kept->second;
}

std::vector<RevocationAnswer> findAnswers(const Certificate& certificate, const Certificate& issuer,
                                          const RevocationData& data, std::span<const Certificate> known,
                                          AnswerDigests& digests) {
  std::vector<RevocationAnswer> all;
  const auto keep = [&](const std::optional<RevocationAnswer>& answer, std::size_t index) {
    if (answer) all.emplace_back(*answer).index = index;
  };
  for (std::size_t i = 0; i < data.ocsp.size(); ++i) {
    const auto& der = data.ocsp[i];
    keep(remembered(questionOf('o', digests.of(der), certificate, issuer, known), der.size(),
                    [&] { return readOcsp(der, certificate, issuer, known); }),
         i);
  }
  for (std::size_t i = 0; i < data.crls.size(); ++i) {
    const auto& der = data.crls[i];
    keep(remembered(questionOf('c', digests.of(der), certificate, issuer, {}), der.size(),
                    [&] { return readCrl(der, certificate, issuer); }),
         i);
  }
  ERR_clear_error();
  return all;
}

std::optional<RevocationAnswer> findRevocation(const Certificate& certificate, const Certificate& issuer,
                                               const RevocationData& data, std::span<const Certificate> known) {
  std::optional<RevocationAnswer> best;
  AnswerDigests digests;
  for (const auto& answer : findAnswers(certificate, issuer, data, known, digests)) {
    if (!answer.stranger) keepNewest(best, answer);
  }
  return best;
}

}  // namespace balalyk::signing
