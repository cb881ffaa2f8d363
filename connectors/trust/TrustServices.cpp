#include "connectors/trust/TrustServices.h"

#include <algorithm>

#include "connectors/trust/CircuitBreaker.h"
#include "connectors/trust/ServiceTransport.h"
#include "signing/SigningError.h"
#include "signing/certificates/ChainCheck.h"
#include "signing/time/TimeStampToken.h"

namespace balalyk {
namespace {

using signing::RevocationStatus, signing::TransportError;
using Statuses = std::vector<std::shared_ptr<const signing::CertificateStatus>>;

bool anySays(const Statuses& statuses, RevocationStatus status) {
  return std::ranges::any_of(statuses, [&](const auto& one) { return one->answer && one->answer->status == status; });
}

Problem problemOf(const signing::SigningError& error) {
  return {error.code(), error.params()};
}

class RemoteServices final : public TrustServices, private signing::TimeStampSource, private signing::RevocationSource {
 public:
  explicit RemoteServices(TrustSettings settings)
      : settings_(std::move(settings)),
        http_(settings_.timeout, settings_.tlsAnchors),
        breaker_(http_, {settings_.firstPause, settings_.longestPause}),
        collector_(breaker_, collectorSettings(), settings_.clock) {
    for (const auto& url : settings_.timeStampUrls) {
      stampers_.push_back(
          {url,
           std::make_unique<signing::TimeStampAuthority>(
               http_, signing::TimeStampAuthority::Settings{url, settings_.timeStampPolicy, settings_.collector.policy},
               settings_.authorities, settings_.clock)});
    }
  }

  signing::TimeStampSource& timeStamps() override { return *this; }
  signing::RevocationSource& revocation() override { return *this; }
  const signing::TrustAnchors& signers() const override { return settings_.signers; }
  const signing::TrustAnchors& authorities() const override { return settings_.authorities; }
  std::chrono::sys_seconds now() override { return settings_.clock(); }

  SignerAnswer statusOf(const signing::Certificate& signer, std::span<const signing::Certificate> others) override {
    if (!settings_.revocation) return {SignerStatus::unanswered, Problem{"revocationNotAsked", {}}};
    // A certificate that has ended meanwhile is judged as in its last moment: what it signed before is published.
    const auto at = std::min(settings_.clock(), signer.notAfter() - std::chrono::seconds{1});
    const auto path = checkChain(signer, others, settings_.signers, at);
    if (!path.valid) return {SignerStatus::unanswered, Problem{"revocationPathMissing", path.failure}};
    const auto statuses = collector_.ask(path.chain);
    if (anySays(statuses, RevocationStatus::revoked)) return {SignerStatus::revoked, {}};
    if (anySays(statuses, RevocationStatus::unknown)) return {SignerStatus::unknown, {}};
    for (const auto& status : statuses) {
      if (!status->answer) return {SignerStatus::unanswered, problemOf(*status->problem)};
    }
    return {SignerStatus::good, {}};
  }

 private:
  struct Stamper {
    std::string url;
    std::unique_ptr<signing::TimeStampAuthority> authority;
  };

  signing::RevocationCollector::Settings collectorSettings() const {
    auto settings = settings_.collector;
    settings.onUnanswered = [this](const TransportError& error) { report(error); };
    return settings;
  }

  void report(const signing::SigningError& error) const {
    if (settings_.onTrouble) settings_.onTrouble(problemOf(error));
  }

  std::string stamp(const signing::Digest& imprint) override {
    return stampValue(*signing::findDigestMethod(signing::kSha256Uri), signing::bytesOf(imprint));
  }

  // Of the first authority that answers well; one that does not is left alone for a while. When none does, what was
  // wrong with the first of those that were asked.
  std::string stampValue(const signing::DigestMethod& method, std::string_view value) override {
    std::optional<TransportError> failure, suspended;
    for (const auto& [url, authority] : stampers_) {
      try {
        return breaker_.guarded(url, [&, &url = url, &authority = authority] {
          auto token = authority->stampValue(method, value);
          requireNotRevoked(token, url);
          return token;
        });
      } catch (const TransportError& error) {
        if (error.code() == "serviceSuspended") {
          if (!suspended) suspended = error;
          continue;
        }
        report(error);
        if (!failure) failure = error;
      }
    }
    if (failure) throw TransportError(*failure);
    if (suspended) throw TransportError(*suspended);
    throw TransportError("timeStampUrlMissing", {{"level", "none"}});
  }

  // While nobody answers the stamp is taken: it is judged again when its validation data is collected.
  void requireNotRevoked(const std::string& der, const std::string& url) {
    if (!settings_.revocation) return;
    const auto token = signing::TimeStampToken::read(der);
    const auto chain = checkAuthority(token, {}, settings_.authorities, settings_.clock()).chain;
    if (anySays(collector_.ask(chain), RevocationStatus::revoked)) {
      throw TransportError("timeStampRefused", {{"service", url}, {"failure", "revoked"}});
    }
  }

  signing::RevocationData collect(const std::vector<signing::Certificate>& chain,
                                  std::chrono::sys_seconds provedAt) override {
    return collector_.collect(chain, provedAt);
  }

  const TrustSettings settings_;
  ServiceTransport http_;
  CircuitBreaker breaker_;
  signing::RevocationCollector collector_;
  std::vector<Stamper> stampers_;
};

}  // namespace

std::unique_ptr<TrustServices> openTrustServices(TrustSettings settings) {
  return std::make_unique<RemoteServices>(std::move(settings));
}

}  // namespace balalyk
