#include "connectors/keys/CscErrors.h"
#include "connectors/keys/CscKey.h"
#include "connectors/keys/KeyKinds.h"
#include "connectors/keys/PasswordSource.h"

namespace balalyk {

namespace {

std::size_t numberIn(const KeyEntry& entry, std::string_view field, std::size_t otherwise) {
  const auto text = entry.field(field);
  return text.empty() ? otherwise : std::stoul(text);  // the ring was read: it is a number
}

std::shared_ptr<signing::SigningKey> open(const KeyEntry& entry, const signing::Secret& pin,
                                          const KeySources& sources) {
  const auto client = entry.field("client");
  auto secret = sources.services ? sources.services->password(client) : std::nullopt;
  if (!secret) throw signing::KeyError("cscClientSecretMissing", {{"client", client}});
  CscService::Settings service{.service = entry.field("service"),
                               .tokens = entry.field("tokens"),
                               .client = client,
                               .http = {.trustAnchors = entry.file("anchors"),
                                        .deadline = std::chrono::seconds(numberIn(entry, "deadline", 60))}};
  const auto oneTimePassword = [passwords = sources.passwords, name = entry.member + ".otp"] {
    return passwords->password(name);
  };
  try {
    return std::make_shared<CscKey>(std::make_unique<CscService>(std::move(service), std::move(*secret)),
                                    CscKey::Settings{.credential = entry.field("credential"),
                                                     .hashesAtOnce = numberIn(entry, "hashesAtOnce", 0),
                                                     .certificateSha256 = entry.certificateSha256},
                                    signing::Secret(pin.reveal()), oneTimePassword);
  } catch (const HttpError& error) {
    throw asKeyError(error);
  }
}

}  // namespace

KeyKind cscKind() {
  constexpr auto kRequired = KeyField::Need::required;
  constexpr auto kNumber = KeyField::Form::number;
  return {"csc",
          {{"service", kRequired},
           {"tokens", kRequired},
           {"credential", kRequired},
           {"client", kRequired},
           {"anchors"},
           {"hashesAtOnce", KeyField::Need::optional, kNumber},
           {"deadline", KeyField::Need::optional, kNumber}},
          open};
}

}  // namespace balalyk
