#include "Token.h"

#include <openssl/pem.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>

#include "Keyring.h"
#include "signing/keys/Pkcs11Module.h"

namespace balalyk::signing::test {
namespace {

constexpr const char* kModule = "/usr/lib/softhsm/libsofthsm2.so";
constexpr const char* kLabel = "balalyk-test";

void run(const std::string& command) {
  BOOST_REQUIRE_EQUAL(std::system((command + " > /dev/null 2>&1").c_str()), 0);
}

void importKey(const std::string& member, const std::string& id) {
  const KeyPtr key = Keyring::get().privateKey(member);
  const std::string file = Keyring::get().file(member + ".token.key").string();
  const BioPtr bio{BIO_new_file(file.c_str(), "w")};
  BOOST_REQUIRE_EQUAL(PEM_write_bio_PKCS8PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr), 1);
  BIO_flush(bio.get());
  run("softhsm2-util --import '" + file + "' --token " + kLabel + " --label " + member + " --id " + id + " --pin " +
      kPinOfToken);
}

// A session that may write, logged in as the user.
struct WritingSession {
  std::shared_ptr<Pkcs11Module> module = Pkcs11Module::load(kModule);
  CK_SESSION_HANDLE handle = 0;

  WritingSession() {
    const auto slot = module->findToken(kLabel);
    BOOST_REQUIRE(slot.has_value());
    requireOk(
        module->functions()->C_OpenSession(*slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &handle));
    std::string pin{kPinOfToken};
    requireOk(module->functions()->C_Login(handle, CKU_USER, reinterpret_cast<unsigned char*>(pin.data()), pin.size()));
  }
  ~WritingSession() { module->functions()->C_CloseSession(handle); }
};

}  // namespace

const Token& Token::get() {
  static const Token token;
  return token;
}

Token::Token() {
  const auto folder = Keyring::get().file("token");
  std::filesystem::create_directory(folder);
  const std::string configuration = Keyring::get().file("softhsm2.conf").string();
  std::ofstream{configuration} << "directories.tokendir = " << folder.string() << "\nlog.level = ERROR\n";
  setenv("SOFTHSM2_CONF", configuration.c_str(), 1);
  run(std::string{"softhsm2-util --init-token --free --label "} + kLabel + " --so-pin 87654321 --pin " + kPinOfToken);
  importKey("rsa2048", "01");
  importKey("p256", "02");
  addCertificate("rsa2048", "\x01");
}

void Token::addCertificate(const std::string& member, const std::string& id) const {
  const WritingSession session;
  const auto key = Keyring::get().key(member);
  CK_OBJECT_CLASS type = CKO_CERTIFICATE;
  CK_CERTIFICATE_TYPE kind = CKC_X_509;
  CK_BBOOL yes = CK_TRUE;
  const std::string der = key->certificate().der();
  const std::string subject = der.substr(0, 16);  // of no use here, but the standard wants one
  CK_ATTRIBUTE attributes[] = {{CKA_CLASS, &type, sizeof type},
                               {CKA_CERTIFICATE_TYPE, &kind, sizeof kind},
                               {CKA_TOKEN, &yes, sizeof yes},
                               {CKA_SUBJECT, const_cast<char*>(subject.data()), subject.size()},
                               {CKA_ID, const_cast<char*>(id.data()), id.size()},
                               {CKA_VALUE, const_cast<char*>(der.data()), der.size()}};
  CK_OBJECT_HANDLE object = 0;
  requireOk(session.module->functions()->C_CreateObject(session.handle, attributes, std::size(attributes), &object));
}

void Token::addAlwaysAuthenticatingKey() const {
  const WritingSession session;
  CK_MECHANISM mechanism{CKM_EC_KEY_PAIR_GEN, nullptr, 0};
  CK_BBOOL yes = CK_TRUE;
  std::string curve{"\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07", 10}, label = "always", id = "\x03";
  CK_ATTRIBUTE open[] = {{CKA_EC_PARAMS, curve.data(), curve.size()}, {CKA_ID, id.data(), id.size()}};
  CK_ATTRIBUTE closed[] = {{CKA_TOKEN, &yes, sizeof yes},
                           {CKA_PRIVATE, &yes, sizeof yes},
                           {CKA_SIGN, &yes, sizeof yes},
                           {CKA_ALWAYS_AUTHENTICATE, &yes, sizeof yes},
                           {CKA_LABEL, label.data(), label.size()},
                           {CKA_ID, id.data(), id.size()}};
  CK_OBJECT_HANDLE one = 0, other = 0;
  requireOk(session.module->functions()->C_GenerateKeyPair(session.handle, &mechanism, open, std::size(open), closed,
                                                           std::size(closed), &one, &other));
}

void Token::closeAllSessions() const {
  const auto module = Pkcs11Module::load(kModule);
  const auto slot = module->findToken(kLabel);
  BOOST_REQUIRE(slot.has_value());
  requireOk(module->functions()->C_CloseAllSessions(*slot));
}

Pkcs11Key::Settings Token::settings(const std::string& member) const {
  return {.module = kModule, .token = kLabel, .key = member};
}

}  // namespace balalyk::signing::test
