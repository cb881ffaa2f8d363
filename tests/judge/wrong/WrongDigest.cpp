// Is before OpenSSL's function of this name, for the libraries that this program loads: xmlsec ends each digest
// with it.
#include <openssl/evp.h>

extern "C" int EVP_DigestFinal(EVP_MD_CTX* context, unsigned char* digest, unsigned int* size) {
  const bool isSha256 = EVP_MD_CTX_get_type(context) == NID_sha256;
  const int done = EVP_DigestFinal_ex(context, digest, size);
  if (isSha256) digest[0] ^= 1;
  return done;
}
