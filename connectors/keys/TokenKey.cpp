#include "connectors/keys/TokenKey.h"

#include "signing/SigningError.h"
#include "signing/keys/IssuerChain.h"

namespace balalyk {

namespace {

using signing::KeyError;
using token::Message;
using token::Verb;

bool endsTheProcess(const KeyError& error) {
  return error.code() == "keyTimedOut" || error.code() == "keyModuleDied";
}

}  // namespace

TokenKey::TokenKey(const Process& process, const signing::Pkcs11Key::Settings& settings, const signing::Secret& pin,
                   std::span<const signing::Certificate> certificates)
    : process_(process.program, process.deadline),
      certificate_(open(settings, pin)),
      chain_(signing::issuersOf(certificate_, certificates)),
      algorithm_(signing::algorithmFor(certificate_)) {}

signing::Certificate TokenKey::open(const signing::Pkcs11Key::Settings& settings, const signing::Secret& pin) {
  process_.send({Verb::open,
                 {settings.module.string(), settings.token, settings.key, settings.keyId, settings.certificateSha256,
                  settings.allowLastTry ? "true" : "", settings.certificate ? settings.certificate->der() : ""}});
  process_.sendSecret(pin.reveal());
  return signing::Certificate::fromDer(process_.receive().texts.at(0));
}

std::optional<KeyError> TokenKey::ended() const {
  const std::lock_guard lock(mutex_);
  return ended_;
}

std::vector<std::string> TokenKey::sign(std::span<const signing::Digest> digests) {
  if (digests.empty()) return {};
  const std::lock_guard lock(mutex_);
  if (ended_) throw KeyError(*ended_);
  std::vector<std::string> values;
  try {
    Message request{.verb = Verb::sign};
    for (const auto& digest : digests) request.texts.emplace_back(signing::bytesOf(digest));
    process_.send(request);
    while (values.size() < digests.size()) values.push_back(process_.receive().texts.at(0));
  } catch (const KeyError& error) {
    if (endsTheProcess(error)) ended_ = error;
    if (values.empty()) throw;
    throw signing::PartlySigned(error, std::move(values));
  }
  return values;
}

}  // namespace balalyk
