#include "signing/certificates/RevocationCollector.h"

#include <openssl/err.h>

#include <algorithm>

#include "signing/certificates/OcspAnswer.h"
#include "signing/certificates/OcspRequest.h"
#include "signing/certificates/RevocationAddresses.h"
#include "signing/certificates/RevocationCheck.h"

namespace balalyk::signing {
namespace {

using std::chrono::sys_seconds;

// The name of an authority, never a person's: only authorities issue.
std::string nameOf(const Certificate& issuer) {
  return issuer.commonName().empty() ? issuer.subject() : issuer.commonName();
}

[[noreturn]] void refuse(const std::string& service, const Certificate& issuer, std::string failure) {
  ERR_clear_error();
  throw TransportError("revocationRefused",
                       {{"issuer", nameOf(issuer)}, {"service", service}, {"failure", std::move(failure)}});
}

TransportError unreachable(const std::string& service, const Certificate& issuer, const TransportError& cause) {
  const auto failure = cause.params().find("failure");
  return TransportError("revocationUnreachable",
                        {{"issuer", nameOf(issuer)},
                         {"service", service},
                         {"failure", failure != cause.params().end() ? failure->second : "noConnection"}});
}

bool isRevoked(const CertificateStatus& status) {
  return status.answer && status.answer->status == RevocationStatus::revoked;
}

bool wasRevokedBy(const CertificateStatus& status, sys_seconds time) {
  return isRevoked(status) && status.answer->revokedAt && *status.answer->revokedAt <= time;
}

void append(RevocationData& all, const RevocationData& data) {
  all.ocsp.insert(all.ocsp.end(), data.ocsp.begin(), data.ocsp.end());
  for (const auto& list : data.crls) {
    if (std::ranges::find(all.crls, list) == all.crls.end()) all.crls.push_back(list);
  }
}

}  // namespace

std::vector<RevocationCollector::Place> RevocationCollector::placesFor(const Certificate& certificate,
                                                                       const Certificate& issuer) const {
  Addresses given;
  if (const auto of = settings_.ofIssuers.find(issuer.fingerprint()); of != settings_.ofIssuers.end()) {
    given = of->second;
  } else if (isSignersCertificate(certificate)) {
    given = settings_.ofSigners;
  }
  std::vector<Place> places;
  const auto add = [&](bool isList, const std::string& instead, const std::vector<std::string>& named) {
    if (!instead.empty()) return places.push_back({isList, instead});
    for (const auto& url : named) places.push_back({isList, url});
  };
  add(false, given.ocsp, ocspAddressesOf(certificate));
  add(true, given.crl, listAddressesOf(certificate));
  return places;
}

RevocationData RevocationCollector::fetch(const Place& place, const Certificate& certificate,
                                          const Certificate& issuer) {
  try {
    if (place.isList) {
      const auto known = lists_.find(place.url);
      if (known != lists_.end() && clock_() < known->second.until) return {.crls = {known->second.der}};
      return {.crls = {transport_.get(place.url)}};
    }
    const OcspRequest request{certificate, issuer};
    RevocationData data{.ocsp = {transport_.post(place.url, "application/ocsp-request", request.der())}};
    if (request.isContradictedBy(data.ocsp.front())) refuse(place.url, issuer, "nonce");
    if (auto refusal = ocspRefusal(data.ocsp.front()); !refusal.empty()) refuse(place.url, issuer, std::move(refusal));
    return data;
  } catch (const TransportError& error) {
    if (error.code() == "revocationRefused") throw;
    throw unreachable(place.url, issuer, error);
  }
}

// Empty when it is usable. What was revoked stays so, whatever is wrong with the answer's time or strength: better to
// wait for a mistaken one than to sign with a revoked certificate.
std::string RevocationCollector::whyNotUsable(const RevocationAnswer& answer, const Certificate& issuer) const {
  const auto now = clock_();
  const auto tolerance = settings_.tolerance;
  if (answer.status == RevocationStatus::revoked) return {};
  if (breachOfAnswer(answer, issuer, settings_.policy, now, now)) return "weak";
  if (answer.thisUpdate > now + tolerance) return "early";
  const auto until = answer.nextUpdate ? *answer.nextUpdate : answer.thisUpdate + settings_.maxAge;
  if (now > until + tolerance) return "outdated";
  const bool signerEnded = answer.signer->notAfter() <= now || answer.signer->notBefore() > now + tolerance;
  return answer.appointed && signerEnded ? "responder" : "";
}

CertificateStatus RevocationCollector::askOne(const Place& place, const Certificate& certificate,
                                              const Certificate& issuer) {
  CertificateStatus status{.data = fetch(place, certificate, issuer)};
  status.answer = findRevocation(certificate, issuer, status.data, {});
  if (!status.answer) refuse(place.url, issuer, "unusable");
  if (auto reason = whyNotUsable(*status.answer, issuer); !reason.empty()) refuse(place.url, issuer, std::move(reason));
  if (place.isList) lists_[place.url] = {status.data.crls.front(), freshUntil(status)};
  return status;
}

// Never for longer than the issuer itself gave it, but for a moment always.
sys_seconds RevocationCollector::freshUntil(const CertificateStatus& status) const {
  const auto now = clock_();
  const auto soonest = now + settings_.pause;
  if (!status.answer) return soonest;
  const auto limit = settings_.freshness > sys_seconds::max() - now ? sys_seconds::max() : now + settings_.freshness;
  const auto given = status.answer->nextUpdate.value_or(status.answer->thisUpdate + settings_.maxAge);
  return std::max(soonest, std::min(limit, given));
}

// One place after the other until one knows. A responder that does not know the certificate is believed rather than a
// list that does not name it, but not rather than one that does.
CertificateStatus RevocationCollector::askAll(const Certificate& certificate, const Certificate& issuer) {
  CertificateStatus result{.problem = TransportError("revocationNoAddress", {{"issuer", nameOf(issuer)}})};
  bool failed = false;
  for (const auto& place : placesFor(certificate, issuer)) {
    try {
      auto status = askOne(place, certificate, issuer);
      if (isRevoked(status)) return status;
      if (result.answer) continue;
      if (status.answer->status == RevocationStatus::good) return status;
      result = std::move(status);
    } catch (const TransportError& error) {
      if (!failed && !result.answer) result.problem = error;
      failed = true;
    }
  }
  return result;
}

std::vector<std::shared_ptr<const CertificateStatus>> RevocationCollector::ask(const std::vector<Certificate>& chain) {
  std::vector<std::shared_ptr<const CertificateStatus>> all;
  for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
    // Held while asking, so that a batch on many threads asks once.
    const std::lock_guard lock{mutex_};
    const auto question = std::make_pair(chain[i].fingerprint(), chain[i + 1].fingerprint());
    auto known = answers_.find(question);
    if (known == answers_.end() || clock_() >= known->second.until) {
      const auto status = std::make_shared<const CertificateStatus>(askAll(chain[i], chain[i + 1]));
      if (!status->answer && settings_.onUnanswered) settings_.onUnanswered(*status->problem);
      const auto until = freshUntil(*status);
      known = answers_.insert_or_assign(question, Kept{status, until}).first;
    }
    all.push_back(known->second.status);
  }
  return all;
}

RevocationData RevocationCollector::collect(const std::vector<Certificate>& chain, sys_seconds provedAt) {
  const auto statuses = ask(chain);
  RevocationData all;
  for (const auto& status : statuses) append(all, status->data);
  const bool settled = std::ranges::any_of(statuses, [&](const auto& one) { return wasRevokedBy(*one, provedAt); });
  for (const auto& status : statuses) {
    if (!settled && !status->answer) throw TransportError(*status->problem);
  }
  return all;
}

}  // namespace balalyk::signing
