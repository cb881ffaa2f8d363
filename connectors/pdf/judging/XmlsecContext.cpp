#include "connectors/pdf/judging/XmlsecContext.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <xmlsec/errors.h>
#include <xmlsec/io.h>
#include <xmlsec/openssl/crypto.h>
#include <xmlsec/openssl/evp.h>
#include <xmlsec/transforms.h>

#include <map>
#include <new>

namespace balalyk::judging {

namespace {

// Set by the libraries' error callbacks, which are global as well.
bool memoryIsShort = false;

void require(bool holds) {
  if (!holds) throw std::bad_alloc();
}

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using PublicKey = std::unique_ptr<EVP_PKEY, FreeKey>;

PublicKey publicKeyOf(const std::string& certificateDer) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(certificateDer.data());
  const std::unique_ptr<X509, void (*)(X509*)> certificate(
      d2i_X509(nullptr, &bytes, static_cast<long>(certificateDer.size())), X509_free);
  PublicKey key(certificate ? X509_get_pubkey(certificate.get()) : nullptr);
  if (!key) throw XmlsecContext::KeyUnusable("no key");
  return key;
}

// Of the last signers: OpenSSL decodes and prepares a key for longer than all the rest takes, and a night has few
// chairpersons.
EVP_PKEY* knownKey(const std::string& certificateDer) {
  constexpr std::size_t kMost = 64;
  static std::map<std::string, PublicKey> known;
  const auto found = known.find(certificateDer);
  if (found != known.end()) return found->second.get();
  auto key = publicKeyOf(certificateDer);
  if (known.size() == kMost) known.clear();
  return known.emplace(certificateDer, std::move(key)).first->second.get();
}

xmlSecKey* keyOf(const std::string& certificateDer) {
  EVP_PKEY* publicKey = knownKey(certificateDer);
  require(EVP_PKEY_up_ref(publicKey) == 1);
  xmlSecKeyDataPtr data = xmlSecOpenSSLEvpKeyAdopt(publicKey);
  if (data == nullptr) {
    EVP_PKEY_free(publicKey);
    throw XmlsecContext::KeyUnusable("no key that xmlsec knows");
  }
  xmlSecKey* key = xmlSecKeyCreate();
  if (key == nullptr || xmlSecKeySetValue(key, data) < 0) {
    xmlSecKeyDataDestroy(data);
    throw std::bad_alloc();
  }
  return key;
}

// What SIGNING.md allows, and nothing else. A digest is a transform of its reference, to xmlsec.
void allowTransforms(xmlSecDSigCtx* context) {
  for (const auto id : {xmlSecTransformExclC14NGetKlass(), xmlSecOpenSSLTransformSha256GetKlass(),
                        xmlSecOpenSSLTransformSha384GetKlass(), xmlSecOpenSSLTransformSha512GetKlass()}) {
    require(xmlSecDSigCtxEnableReferenceTransform(context, id) >= 0);
  }
  for (const auto id : {xmlSecTransformExclC14NGetKlass(), xmlSecOpenSSLTransformRsaSha256GetKlass(),
                        xmlSecOpenSSLTransformRsaSha384GetKlass(), xmlSecOpenSSLTransformRsaSha512GetKlass(),
                        xmlSecOpenSSLTransformEcdsaSha256GetKlass(), xmlSecOpenSSLTransformEcdsaSha384GetKlass(),
                        xmlSecOpenSSLTransformEcdsaSha512GetKlass()}) {
    require(xmlSecDSigCtxEnableSignatureTransform(context, id) >= 0);
  }
}

int readFile(void* file, char* buffer, int size) {
  return static_cast<int>(zip_fread(static_cast<zip_file_t*>(file), buffer, static_cast<zip_uint64_t>(size)));
}

int closeFile(void* file) {
  return zip_fclose(static_cast<zip_file_t*>(file));
}

}  // namespace

XmlsecContext* XmlsecContext::current = nullptr;

int XmlsecContext::matches(const char* name) {
  return current != nullptr && current->files_.isData(name) ? 1 : 0;
}

void* XmlsecContext::open(const char* name) {
  if (current == nullptr) return nullptr;
  current->opened_.emplace_back(name);
  return current->files_.open(name);
}

// No dynamic loading and no default keys manager: that one reads the system's certificates.
void XmlsecContext::prepareLibrary() {
  static const bool prepared = [] {
    xmlInitParser();
    xmlSetStructuredErrorFunc(nullptr, [](void*, xmlErrorPtr error) {
      if (error->code == XML_ERR_NO_MEMORY) memoryIsShort = true;
    });
    require(xmlSecInit() >= 0);
    xmlSecIOCleanupCallbacks();
    require(xmlSecOpenSSLInit() >= 0);
    xmlSecErrorsSetCallback([](const char*, int, const char*, const char*, const char*, int reason, const char*) {
      if (reason == XMLSEC_ERRORS_R_MALLOC_FAILED) memoryIsShort = true;
    });
    require(xmlSecIORegisterCallbacks(matches, open, readFile, closeFile) >= 0);
    return true;
  }();
  static_cast<void>(prepared);
}

XmlsecContext::XmlsecContext(const ContainerFiles& files, const std::string& certificateDer) : files_(files) {
  prepareLibrary();
  context_.reset(xmlSecDSigCtxCreate(nullptr));
  require(context_ != nullptr);
  context_->flags = XMLSEC_DSIG_FLAGS_IGNORE_MANIFESTS;
  // To xmlsec only "file://…" is local, and every plain name remote. What a name means, the one callback says.
  context_->enabledReferenceUris = xmlSecTransformUriTypeSameDocument | xmlSecTransformUriTypeRemote;
  allowTransforms(context_.get());
  context_->signKey = keyOf(certificateDer);
  current = this;
}

XmlsecContext::~XmlsecContext() {
  current = nullptr;
  ERR_clear_error();
}

bool XmlsecContext::verify(xmlNode* signature) {
  const bool done = xmlSecDSigCtxVerify(context_.get(), signature) >= 0;
  if (memoryIsShort) throw std::bad_alloc();
  return done;
}

}  // namespace balalyk::judging
