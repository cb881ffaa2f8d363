#include "signing/certificates/IssuerSerial.h"

#include <openssl/err.h>
#include <openssl/ts.h>

#include "signing/Handles.h"

namespace balalyk::signing {

bool issuerSerialMatches(std::string_view der, const Certificate& certificate) {
  using IssuerSerialPtr = std::unique_ptr<ESS_ISSUER_SERIAL, Deleter<ESS_ISSUER_SERIAL_free>>;
  const auto* next = reinterpret_cast<const unsigned char*>(der.data());
  const IssuerSerialPtr parsed{d2i_ESS_ISSUER_SERIAL(nullptr, &next, static_cast<long>(der.size()))};
  ERR_clear_error();
  if (!parsed || next != reinterpret_cast<const unsigned char*>(der.data() + der.size())) return false;

  // OpenSSL keeps the structure's fields to itself, so the expected value is encoded and compared: the same names and
  // number have one DER.
  const X509* native = certificate.native();
  const GeneralNamesPtr names{GENERAL_NAMES_new()};
  GENERAL_NAME* name = GENERAL_NAME_new();
  name->type = GEN_DIRNAME;
  name->d.directoryName = X509_NAME_dup(X509_get_issuer_name(native));
  sk_GENERAL_NAME_push(names.get(), name);
  std::string expected;
  unsigned char* namesDer = nullptr;
  const int namesSize = i2d_GENERAL_NAMES(names.get(), &namesDer);
  unsigned char* serialDer = nullptr;
  const int serialSize = i2d_ASN1_INTEGER(X509_get0_serialNumber(native), &serialDer);
  const bool built = namesSize > 0 && serialSize > 0;
  if (built) {
    expected.assign(reinterpret_cast<char*>(namesDer), static_cast<std::size_t>(namesSize));
    expected.append(reinterpret_cast<char*>(serialDer), static_cast<std::size_t>(serialSize));
  }
  OPENSSL_free(namesDer);
  OPENSSL_free(serialDer);
  // Parsed as one sequence to its end, so what precedes the fields is that sequence's own header.
  return built && der.ends_with(expected) &&
         static_cast<int>(der.size()) == ASN1_object_size(1, static_cast<int>(expected.size()), V_ASN1_SEQUENCE);
}

}  // namespace balalyk::signing
