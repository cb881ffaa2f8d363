#include "signing/keys/Pkcs12File.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>

#include <array>
#include <map>
#include <memory>
#include <string>

#include "signing/SigningError.h"
#include "signing/crypto/CertificateAccess.h"

namespace balalyk::signing {

namespace {

void freeContents(STACK_OF(PKCS7) * contents) {
  sk_PKCS7_pop_free(contents, PKCS7_free);
}
void freeBags(STACK_OF(PKCS12_SAFEBAG) * bags) {
  sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
}
using ContentsPtr = std::unique_ptr<STACK_OF(PKCS7), Deleter<freeContents>>;
using BagsPtr = std::unique_ptr<STACK_OF(PKCS12_SAFEBAG), Deleter<freeBags>>;
using PrivateKeyInfoPtr = std::unique_ptr<PKCS8_PRIV_KEY_INFO, Deleter<PKCS8_PRIV_KEY_INFO_free>>;

constexpr int kMostDepth = 4;  // of bags in bags

[[noreturn]] void refuse(std::string code, std::map<std::string, std::string> params = {}) {
  ERR_clear_error();
  throw KeyError(std::move(code), std::move(params));
}

bool saidUnsupported() {
  bool unsupported = false;
  while (const unsigned long error = ERR_get_error())
    unsupported = unsupported || ERR_GET_REASON(error) == ERR_R_UNSUPPORTED ||
                  (ERR_GET_LIB(error) == ERR_LIB_EVP && ERR_GET_REASON(error) == EVP_R_UNSUPPORTED_ALGORITHM);
  return unsupported;
}

// The MAC held, so it is not the password. RC2, as files of old have it, is left to OpenSSL's legacy provider, which is
// not loaded here: with it a key would stay under 40 bits.
[[noreturn]] void refuseContent() {
  refuse(saidUnsupported() ? "keyFileOutdated" : "keyFileUnreadable");
}

// An integrity method that OpenSSL 3.0 does not know (PBMAC1 of RFC 9579 is one) must not look like a wrong password.
void requireKnownMac(const PKCS12* file) {
  if (PKCS12_mac_present(file) != 1) refuse("keyFileWithoutMac");
  const X509_ALGOR* algorithm = nullptr;
  PKCS12_get0_mac(nullptr, &algorithm, nullptr, nullptr, file);
  const ASN1_OBJECT* method = nullptr;
  X509_ALGOR_get0(&method, nullptr, nullptr, algorithm);
  if (EVP_get_digestbyobj(method) != nullptr) return;
  std::array<char, 80> name{};
  OBJ_obj2txt(name.data(), static_cast<int>(name.size()), method, 0);
  refuse("keyFileMacUnknown", {{"method", name.data()}});
}

class Reader {
 public:
  Reader(const PKCS12* file, const char* password) : password_(password) {
    const ContentsPtr contents{PKCS12_unpack_authsafes(file)};
    if (!contents) refuseContent();
    for (int i = 0; i < sk_PKCS7_num(contents.get()); ++i) readContent(sk_PKCS7_value(contents.get(), i));
  }

  Pkcs12Content content;

 private:
  void readContent(PKCS7* part) {
    BagsPtr bags;
    switch (OBJ_obj2nid(part->type)) {
      case NID_pkcs7_data:
        bags.reset(PKCS12_unpack_p7data(part));
        break;
      case NID_pkcs7_encrypted:
        bags.reset(PKCS12_unpack_p7encdata(part, password_, -1));
        break;
      default:
        return;  // encrypted to somebody's certificate: nothing of ours
    }
    if (!bags) refuseContent();
    readBags(bags.get(), 0);
  }

  void readBags(const STACK_OF(PKCS12_SAFEBAG) * bags, int depth) {
    if (depth > kMostDepth) refuse("keyFileUnreadable");
    for (int i = 0; i < sk_PKCS12_SAFEBAG_num(bags); ++i) readBag(sk_PKCS12_SAFEBAG_value(bags, i), depth);
  }

  void readBag(const PKCS12_SAFEBAG* bag, int depth) {
    switch (PKCS12_SAFEBAG_get_nid(bag)) {
      case NID_keyBag:
        return addKey(PKCS12_SAFEBAG_get0_p8inf(bag));
      case NID_pkcs8ShroudedKeyBag: {
        const PrivateKeyInfoPtr info{PKCS12_decrypt_skey(bag, password_, -1)};
        if (!info) refuseContent();
        return addKey(info.get());
      }
      case NID_certBag:
        if (PKCS12_SAFEBAG_get_bag_nid(bag) != NID_x509Certificate) return;
        if (X509Ptr certificate{PKCS12_SAFEBAG_get1_cert(bag)})
          content.certificates.push_back(CertificateAccess::adopt(std::move(certificate)));
        return;
      case NID_safeContentsBag:
        return readBags(PKCS12_SAFEBAG_get0_safes(bag), depth + 1);
      default:
        return;  // revocation lists, secrets
    }
  }

  void addKey(const PKCS8_PRIV_KEY_INFO* info) {
    KeyPtr key{EVP_PKCS82PKEY(info)};
    if (!key) refuse("keyUnsupported");
    content.keys.push_back(std::move(key));
  }

  const char* password_;
};

}  // namespace

Pkcs12Content readPkcs12(std::string_view bytes, const Secret& password) {
  const auto* next = reinterpret_cast<const unsigned char*>(bytes.data());
  const Pkcs12Ptr file{d2i_PKCS12(nullptr, &next, static_cast<long>(bytes.size()))};
  if (!file) refuse("keyFileUnreadable");
  requireKnownMac(file.get());
  // No password is written in two ways: as an empty one, and as none.
  const char* text = password.empty() ? "" : password.reveal().data();
  if (PKCS12_verify_mac(file.get(), text, -1) != 1) {
    if (!password.empty() || PKCS12_verify_mac(file.get(), nullptr, 0) != 1) refuse("keyPasswordWrong");
    text = nullptr;
  }
  ERR_clear_error();
  auto content = Reader(file.get(), text).content;
  ERR_clear_error();
  return content;
}

}  // namespace balalyk::signing
