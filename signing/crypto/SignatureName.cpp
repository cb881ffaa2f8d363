#include "signing/crypto/SignatureName.h"

#include <openssl/err.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "signing/Handles.h"
#include "signing/crypto/AlgorithmTable.h"

namespace balalyk::signing {
namespace {

using PssPtr = std::unique_ptr<RSA_PSS_PARAMS, Deleter<RSA_PSS_PARAMS_free>>;

const ASN1_OBJECT* objectOf(const X509_ALGOR* algorithm) {
  const ASN1_OBJECT* object = nullptr;
  X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
  return object;
}

std::string nameOf(const ASN1_OBJECT* object) {
  if (const int nid = OBJ_obj2nid(object); nid != NID_undef) return OBJ_nid2sn(nid);
  std::string text(128, '\0');
  const int size = OBJ_obj2txt(text.data(), static_cast<int>(text.size()), object, 1);
  text.resize(size > 0 && size < 128 ? static_cast<std::size_t>(size) : 0);
  return text.empty() ? "unknown" : text;
}

std::string digestNameOf(const ASN1_OBJECT* object) {
  std::string name = nameOf(object);
  const auto* method = findDigestMethodByOpenSslName(name);
  return method != nullptr ? std::string{method->name} : name;
}

// RFC 4055, 3.1: SHA-1 when the parameters name none.
const ASN1_OBJECT* pssDigest(const X509_ALGOR* algorithm, PssPtr& parameters) {
  int type = V_ASN1_UNDEF;
  const void* value = nullptr;
  X509_ALGOR_get0(nullptr, &type, &value, algorithm);
  if (type == V_ASN1_SEQUENCE) {
    const auto* sequence = static_cast<const ASN1_STRING*>(value);
    const unsigned char* next = ASN1_STRING_get0_data(sequence);
    parameters.reset(d2i_RSA_PSS_PARAMS(nullptr, &next, ASN1_STRING_length(sequence)));
    ERR_clear_error();
  }
  if (parameters && parameters->hashAlgorithm != nullptr) return objectOf(parameters->hashAlgorithm);
  return OBJ_nid2obj(NID_sha1);
}

const char* familyOf(int keyNid) {
  switch (keyNid) {
    case NID_rsaEncryption:
      return "RSA-";
    case NID_rsassaPss:
      return "RSA-PSS-";
    case NID_X9_62_id_ecPublicKey:
      return "ECDSA-";
    default:
      return nullptr;
  }
}

}  // namespace

std::string digestNameOf(const X509_ALGOR* algorithm) {
  return digestNameOf(objectOf(algorithm));
}

SignatureName signatureNameOf(const X509_ALGOR* signature, const X509_ALGOR* digest) {
  SignatureName name;
  const ASN1_OBJECT* object = objectOf(signature);
  int digestNid = NID_undef, keyNid = NID_undef;
  if (OBJ_find_sigid_algs(OBJ_obj2nid(object), &digestNid, &keyNid) != 1) keyNid = OBJ_obj2nid(object);
  PssPtr parameters;
  const ASN1_OBJECT* used = nullptr;
  if (digest != nullptr) {
    used = objectOf(digest);  // what CMS verifies with, whatever the signature algorithm says beside
  } else if (keyNid == NID_rsassaPss) {
    used = pssDigest(signature, parameters);
  } else if (digestNid != NID_undef) {
    used = OBJ_nid2obj(digestNid);
  }
  if (used != nullptr) name.digest = digestNameOf(used);
  const char* family = familyOf(keyNid);
  name.algorithm = family != nullptr && used != nullptr ? family + nameOf(used) : nameOf(object);
  return name;
}

}  // namespace balalyk::signing
