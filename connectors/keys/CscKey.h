#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "connectors/keys/CscService.h"
#include "signing/keys/SigningKey.h"

namespace balalyk {

// A key at a remote signing service. Each batch has one authorisation with all its digests (several, where the service
// allows fewer signatures by one), and every value is checked before it is given on. What the service may have signed
// without the values having come here is not asked for again: the key then stops, as it does after a wrong PIN.
class CscKey final : public signing::SigningKey {
 public:
  struct Settings {
    std::string credential;
    std::size_t hashesAtOnce = 0;  // in one signHash; 0: as many as one authorisation allows
    std::string certificateSha256;
  };
  using OneTimePassword = std::function<std::optional<signing::Secret>()>;  // asked for at every authorisation

  // Where no one-time password is needed the PIN is proved at once, by an authorisation that is not used. Throws
  // KeyError: those of CscService, certificateUnknown, keyUnsupported.
  CscKey(std::unique_ptr<CscService> service, Settings settings, signing::Secret pin, OneTimePassword oneTimePassword);

  const signing::Certificate& certificate() const override { return credential_.certificates.front(); }
  const std::vector<signing::Certificate>& chain() const override { return chain_; }
  signing::SignatureAlgorithm algorithm() const override { return algorithm_; }
  std::vector<std::string> sign(std::span<const signing::Digest> digests) override;

 private:
  void prove();
  void signByOneAuthorisation(std::span<const signing::Digest> digests, std::vector<std::string>& values);
  CscActivation authorise(std::span<const signing::Digest> digests);
  std::vector<std::string> checked(std::span<const signing::Digest> digests, std::vector<std::string> values) const;

  const std::unique_ptr<CscService> service_;
  const Settings settings_;
  const signing::Secret pin_;
  const OneTimePassword oneTimePassword_;
  const CscCredential credential_;
  std::vector<signing::Certificate> chain_;
  const signing::SignatureAlgorithm algorithm_;
  const std::string algorithmOid_;
  std::mutex mutex_;
  std::optional<signing::KeyError> stopped_;
};

}  // namespace balalyk
