#pragma once

#include <memory>

#include "connectors/identity/ProviderOptions.h"
#include "pipeline/ports/IdentityProvider.h"
#include "signing/crypto/Secret.h"

namespace balalyk {

// OpenID Connect: ЕСИ Түндүк and any other. Authorization code with PKCE, state and nonce; the ID token is verified
// with the provider's keys (RS256, PS256, ES256); the claims pin, given_name, family_name, middle_name are taken from
// it, or from the userinfo endpoint where it has no pin. Without a secret it is a public client.
std::unique_ptr<IdentityProvider> makeOidcProvider(ProviderOptions options, signing::Secret clientSecret);

// «Инфоком ID»: OAuth 2 without OpenID Connect. Nothing is signed: what the employee question answers over TLS is
// believed, as far as its form is right. The subject is a digest of the personal number, for it gives no other.
std::unique_ptr<IdentityProvider> makeInfocomProvider(ProviderOptions options, signing::Secret clientSecret);

}  // namespace balalyk
