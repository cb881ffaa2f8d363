#include "signing/time/TokenCertificates.h"

#include <openssl/err.h>

#include "signing/crypto/Der.h"

namespace balalyk::signing {
namespace {

using der::take, der::only, der::wrap;

bool readCertificates(std::string_view set, std::vector<std::string>& certificates) {
  while (!set.empty()) {
    const auto certificate = take(set);
    if (!certificate || !certificate->is(V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL)) return false;
    certificates.emplace_back(certificate->whole);
  }
  return true;
}

// Of the fields of SignedData (RFC 5652, 5.1) the certificates are the one with the tag [0].
std::optional<SplitToken> splitSignedData(std::string_view fields) {
  SplitToken split;
  bool found = false;
  while (!fields.empty()) {
    const auto field = take(fields);
    if (!field) return std::nullopt;
    if (!field->is(0, V_ASN1_CONTEXT_SPECIFIC)) {
      split.token += field->whole;
    } else if (found || !readCertificates(field->content, split.certificates)) {
      return std::nullopt;
    } else {
      found = true;
    }
  }
  return split;
}

}  // namespace

std::optional<SplitToken> splitCertificates(std::string_view token) {
  auto info = only(token, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);
  const auto type = info ? take(*info) : std::nullopt;
  const auto content = type ? only(*info, 0, V_ASN1_CONTEXT_SPECIFIC) : std::nullopt;
  const auto fields = content ? only(*content, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL) : std::nullopt;
  auto split = fields ? splitSignedData(*fields) : std::nullopt;
  ERR_clear_error();
  if (!split) return std::nullopt;
  const std::string data = wrap(V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL, split->token);
  split->token =
      wrap(V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL, std::string{type->whole} + wrap(0, V_ASN1_CONTEXT_SPECIFIC, data));
  return split;
}

}  // namespace balalyk::signing
