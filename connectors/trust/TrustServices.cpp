#include "connectors/trust/TrustServices.h"

#include <algorithm>

#include "connectors/trust/CircuitBreaker.h"
#include "signing/SigningError.h"
#include "signing/time/TimeStampToken.h"
#include "signing/validation/ChainCheck.h"

namespace balalyk {
namespace {

using signing::TransportError;

bool saysRevoked(const std::vector<signing::Certificate>& chain, const signing::RevocationData& data) {
  for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
    const auto answer = findRevocation(chain[i], chain[i + 1], data, {});
    if (answer && answer->status == signing::RevocationStatus::revoked) return true;
  }
  return false;
}

class RemoteServices final : public TrustServices, private signing::TimeStampSource, private signing::RevocationSource {
 public:
  explicit RemoteServices(TrustSettings settings)
      : settings_(std::move(settings)),
        http_(settings_.timeout),
        transport_(http_, {settings_.firstPause, settings_.longestPause}),
        collector_(transport_, {settings_.ocspUrl, settings_.crlUrl, settings_.freshness}, settings_.clock) {
    for (const auto& url : settings_.timeStampUrls) {
      stampers_.push_back(std::make_unique<signing::TimeStampAuthority>(
          transport_, signing::TimeStampAuthority::Settings{url, settings_.timeStampPolicy}, settings_.authorities,
          settings_.clock));
    }
  }

  signing::TimeStampSource& timeStamps() override { return *this; }
  signing::RevocationSource& revocation() override { return *this; }
  const signing::TrustAnchors& signers() const override { return settings_.signers; }
  const signing::TrustAnchors& authorities() const override { return settings_.authorities; }
  std::chrono::sys_seconds now() override { return settings_.clock(); }

  SignerStatus statusOf(const signing::Certificate& signer, std::span<const signing::Certificate> others) override {
    if (!settings_.revocation) return SignerStatus::unanswered;
    try {
      const auto chain = checkChain(signer, others, settings_.signers, settings_.clock()).chain;
      if (chain.size() < 2) return SignerStatus::unanswered;  // told by the check of the chain, elsewhere
      const auto data = collector_.collect(chain);
      if (saysRevoked(chain, data)) return SignerStatus::revoked;
      const auto answer = findRevocation(chain[0], chain[1], data, {});
      return answer && answer->status == signing::RevocationStatus::good ? SignerStatus::good : SignerStatus::unknown;
    } catch (const signing::SigningError&) {
      return SignerStatus::unanswered;
    }
  }

 private:
  // The first authority that answers well; the last one's refusal when none does.
  std::string stamp(const signing::Digest& imprint) override {
    return stampValue(*signing::findDigestMethod(signing::kSha256Uri), signing::bytesOf(imprint));
  }

  std::string stampValue(const signing::DigestMethod& method, std::string_view value) override {
    for (std::size_t i = 0; i < stampers_.size(); ++i) {
      try {
        auto token = stampers_[i]->stampValue(method, value);
        requireNotRevoked(token);
        return token;
      } catch (const TransportError&) {
        if (i + 1 == stampers_.size()) throw;
      }
    }
    throw TransportError("timeStampRefused", {{"reason", "url"}});
  }

  void requireNotRevoked(const std::string& der) {
    if (!settings_.revocation) return;
    const auto token = signing::TimeStampToken::read(der);
    const auto chain = checkAuthority(token, {}, settings_.authorities, settings_.clock()).chain;
    signing::RevocationData data;
    try {
      data = collector_.collect(chain);
    } catch (const TransportError&) {
      return;  // nobody answers: the stamp is judged again when its validation data is collected
    }
    if (saysRevoked(chain, data)) throw TransportError("timeStampRefused", {{"reason", "revoked"}});
  }

  signing::RevocationData collect(const std::vector<signing::Certificate>& chain) override {
    try {
      return collector_.collect(chain);
    } catch (const TransportError& error) {
      if (!error.code().starts_with("service")) throw;
      throw TransportError("revocationUnreachable");  // which of the services it is
    }
  }

  const TrustSettings settings_;
  signing::OpenSslHttpTransport http_;
  CircuitBreaker transport_;
  signing::RevocationCollector collector_;
  std::vector<std::unique_ptr<signing::TimeStampAuthority>> stampers_;
};

}  // namespace

std::unique_ptr<TrustServices> openTrustServices(TrustSettings settings) {
  return std::make_unique<RemoteServices>(std::move(settings));
}

}  // namespace balalyk
