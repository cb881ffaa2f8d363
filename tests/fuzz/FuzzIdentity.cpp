// What identity providers send: key sets, tokens, claims. The input is a key set, an empty line, a token.
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <cstdlib>

#include "connectors/identity/IdToken.h"
#include "connectors/identity/Jwt.h"
#include "connectors/identity/KeptVisit.h"
#include "connectors/identity/ProviderFault.h"

using namespace balalyk;

namespace {

// Of this run alone: nothing that anybody wrote is signed with it.
const std::vector<Jwk>& ownKeys() {
  static const std::vector<Jwk> keys = [] {
    std::vector<Jwk> made;
    made.emplace_back(Jwk::Kind::rsa, "", JwsAlgorithm::rs256, EVP_RSA_gen(2'048));
    made.emplace_back(Jwk::Kind::p256, "", JwsAlgorithm::es256, EVP_EC_gen("P-256"));
    return made;
  }();
  return keys;
}

template <class Call>
bool attempt(Call&& call) {
  try {
    call();
  } catch (const ProviderFault&) {
    return false;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  const auto end = std::min(bytes.find("\n\n"), bytes.size());
  const auto token = bytes.substr(std::min(end + 2, bytes.size()));
  std::vector<Jwk> keys;
  attempt([&] { keys = readJwkSet(bytes.substr(0, end)); });
  static_cast<void>(keptVisitFrom(token));
  attempt([&] {
    const auto jwt = Jwt::read(token);
    attempt([&] {
      const auto& claims = jwt.verified(keys);
      requireIdToken(
          claims, {.issuer = "i", .client = "c", .nonce = "n", .accessToken = "a", .now = std::chrono::seconds(1'000)});
    });
    if (attempt([&] { static_cast<void>(jwt.verified(ownKeys())); })) std::abort();
  });
  return 0;
}
