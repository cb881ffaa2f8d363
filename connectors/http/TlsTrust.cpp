#include "connectors/http/TlsTrust.h"

#include <Poco/Net/IPAddress.h>
#include <Poco/Net/SSLException.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "connectors/http/HttpClient.h"

namespace balalyk {

using Poco::Net::Context;

bool isIpAddress(const std::string& host) {
  Poco::Net::IPAddress address;
  return Poco::Net::IPAddress::tryParse(host, address);
}

TlsTrust::TlsTrust(std::filesystem::path anchors) : anchors_(std::move(anchors)) {
  if (!anchors_.empty()) make();
}

Context::Ptr TlsTrust::make() const {
  constexpr int kDepth = 6;
  try {
    return new Context(Context::TLS_CLIENT_USE, "", "", anchors_.string(), Context::VERIFY_STRICT, kDepth,
                       anchors_.empty(), "HIGH:!aNULL:!eNULL:!MD5:!3DES:!kPSK:!kSRP");
  } catch (const Poco::Exception&) {
    throw HttpError("httpAnchorsUnreadable", {{"file", anchors_.string()}}, false);
  }
}

Context::Ptr TlsTrust::contextFor(const std::string& host) {
  const std::lock_guard lock(mutex_);
  auto& context = contexts_[host];
  if (context) return context;
  auto made = make();
  SSL_CTX* native = made->sslContext();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  // Poco's own callback asks a process-wide manager, and its own check of names comes after the handshake.
  SSL_CTX_set_verify(native, SSL_VERIFY_PEER, nullptr);
  made->enableExtendedCertificateVerification(false);
  X509_VERIFY_PARAM* rules = SSL_CTX_get0_param(native);
  X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  const int set = isIpAddress(host) ? X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str())
                                    : X509_VERIFY_PARAM_set1_host(rules, host.c_str(), host.size());
  if (set != 1) throw HttpError("httpAddressUnusable", {}, false);
  return context = made;
}

}  // namespace balalyk
