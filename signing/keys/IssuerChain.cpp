#include "signing/keys/IssuerChain.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>

namespace balalyk::signing {

namespace {

bool issued(const Certificate& issuer, const Certificate& certificate) {
  return X509_check_issued(issuer.native(), certificate.native()) == X509_V_OK;
}

}  // namespace

std::vector<Certificate> issuersOf(const Certificate& signer, std::span<const Certificate> among) {
  std::vector<Certificate> chain;
  const Certificate* child = &signer;
  while (chain.size() < among.size()) {
    const auto issuer = std::ranges::find_if(among, [&](const Certificate& candidate) {
      return issued(candidate, *child) && !issued(candidate, candidate) &&
             std::ranges::find(chain, candidate) == chain.end();
    });
    if (issuer == among.end()) break;
    chain.push_back(*issuer);
    child = &*issuer;
  }
  ERR_clear_error();
  return chain;
}

}  // namespace balalyk::signing
