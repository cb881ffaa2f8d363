#include "signing/crypto/SignatureName.h"

#include <openssl/err.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "signing/Handles.h"
#include "signing/crypto/AlgorithmTable.h"

namespace balalyk::signing {
namespace {

using PssPtr = std::unique_ptr<RSA_PSS_PARAMS, Deleter<RSA_PSS_PARAMS_free>>;

// RFC 8017, A.2.3: the digest is in the parameters, SHA-1 when it is not.
int pssDigest(const X509_ALGOR* identifier) {
  int type = 0;
  const void* value = nullptr;
  X509_ALGOR_get0(nullptr, &type, &value, identifier);
  if (type != V_ASN1_SEQUENCE) return NID_undef;
  const auto* sequence = static_cast<const ASN1_STRING*>(value);
  const unsigned char* next = ASN1_STRING_get0_data(sequence);
  const PssPtr params{d2i_RSA_PSS_PARAMS(nullptr, &next, ASN1_STRING_length(sequence))};
  ERR_clear_error();
  if (!params) return NID_undef;
  if (params->hashAlgorithm == nullptr) return NID_sha1;
  const ASN1_OBJECT* algorithm = nullptr;
  X509_ALGOR_get0(&algorithm, nullptr, nullptr, params->hashAlgorithm);
  return OBJ_obj2nid(algorithm);
}

std::string scheme(int signature, int key) {
  if (signature == NID_rsassaPss) return "RSA-PSS";
  if (key == NID_rsaEncryption) return "RSA";
  return key == NID_X9_62_id_ecPublicKey ? "ECDSA" : OBJ_nid2sn(key);
}

}  // namespace

SignatureName signatureNameOf(const X509_algor_st* identifier) {
  const ASN1_OBJECT* object = nullptr;
  X509_ALGOR_get0(&object, nullptr, nullptr, identifier);
  const int signature = OBJ_obj2nid(object);
  int digest = NID_undef, key = NID_undef;
  OBJ_find_sigid_algs(signature, &digest, &key);
  if (signature == NID_rsassaPss) digest = pssDigest(identifier);
  if (digest == NID_undef) return {OBJ_nid2sn(signature), {}};
  const std::string name = OBJ_nid2sn(digest);
  const auto* method = findDigestMethodByOpenSslName(name);
  return {scheme(signature, key) + "-" + name, method != nullptr ? std::string{method->name} : name};
}

}  // namespace balalyk::signing
