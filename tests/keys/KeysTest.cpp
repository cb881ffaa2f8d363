#define BOOST_TEST_MODULE keys
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>

#include "Material.h"
#include "connectors/keys/CoreDumps.h"
#include "signing/crypto/Certificate.h"
#include "signing/crypto/Secret.h"
#include "signing/keys/SignatureCheck.h"
#include "signing/keys/SigningKey.h"

using namespace balalyk;
using namespace balalyk::test;

namespace {

namespace fs = std::filesystem;

fs::path ringFile() {
  return Material::get().file("ring") / "keyring.json";
}

// A copy of the ring to spoil.
struct Copy {
  Copy() {
    std::string pattern = (fs::temp_directory_path() / "balalyk-keys-XXXXXX").string();
    folder = mkdtemp(pattern.data());
    fs::copy(Material::get().file("ring"), folder, fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  }
  ~Copy() { fs::remove_all(folder); }

  std::string read() const {
    std::ifstream stream(folder / "keyring.json");
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  void write(const std::string& text) const { std::ofstream(folder / "keyring.json") << text; }

  fs::path folder;
};

void onlyForOwner(const fs::path& file) {
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
}

// M1's key and certificate as openssl exports them, without the issuer's; `options` leave something out.
void writePkcs12(const fs::path& file, const std::string& options) {
  const auto in = [](const char* name) { return " '" + Material::get().file(name).string() + "'"; };
  const auto command = "openssl pkcs12 -export " + options + " -inkey" + in("M1.key") + " -in" + in("M1.pem") +
                       " -out '" + file.string() + "' -passout file:" + in("password").substr(1);
  BOOST_REQUIRE_EQUAL(std::system(command.c_str()), 0);
}

// Both members' keys and certificates in one file, the keys first.
void writeTwoKeys(const fs::path& file) {
  STACK_OF(PKCS12_SAFEBAG)* bags = nullptr;
  for (const char* name : {"M1.key", "M2.key"}) {
    const std::unique_ptr<BIO, decltype(&BIO_free_all)> pem(BIO_new_file(Material::get().file(name).c_str(), "r"),
                                                            BIO_free_all);
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        PEM_read_bio_PrivateKey(pem.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
    BOOST_REQUIRE(PKCS12_add_key(&bags, key.get(), 0, 2048, NID_aes_256_cbc, kPassword));
  }
  for (const char* name : {"M1.pem", "M2.pem"}) {
    std::ifstream pem(Material::get().file(name));
    const auto certificate = signing::Certificate::fromPem(std::string(std::istreambuf_iterator<char>(pem), {}));
    BOOST_REQUIRE(PKCS12_add_cert(&bags, certificate.native()));
  }
  STACK_OF(PKCS7)* safes = nullptr;
  BOOST_REQUIRE(PKCS12_add_safe(&safes, bags, -1, 0, nullptr));
  PKCS12* whole = PKCS12_add_safes(safes, 0);
  BOOST_REQUIRE(PKCS12_set_mac(whole, kPassword, -1, nullptr, 0, 2048, EVP_sha256()));
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> out(BIO_new_file(file.c_str(), "w"), BIO_free_all);
  BOOST_REQUIRE(i2d_PKCS12_bio(out.get(), whole));
  PKCS12_free(whole);
  sk_PKCS7_pop_free(safes, PKCS7_free);
  sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
}

// A ring of M1's key file alone.
std::string entryOfM1(const std::string& more) {
  return R"({"keys":[{"member":"M1","file":"M1.p12","certificateSha256":")" + Material::get().fingerprint("M1") + "\"" +
         more + "}]}";
}

std::unique_ptr<KeyRing> ringIn(const fs::path& file) {
  return ringOn(file, everybodys(kPassword));
}

std::string passwordFrom(PasswordSource& source, const std::string& member) {
  const auto secret = source.password(member);
  return secret ? std::string(secret->reveal()) : "(none)";
}

std::unique_ptr<PasswordSource> fromDescriptor(const std::string& text) {
  int ends[2];
  BOOST_REQUIRE_EQUAL(pipe(ends), 0);
  BOOST_REQUIRE_EQUAL(write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  close(ends[1]);
  return passwordsFromDescriptor(ends[0]);
}

}  // namespace

BOOST_TEST_DONT_PRINT_LOG_VALUE(Problem)

BOOST_AUTO_TEST_SUITE(RingFiles)

BOOST_AUTO_TEST_CASE(a_ring_without_kinds_holds_key_files) {
  BOOST_TEST(codeOf([] { ringIn(ringFile())->open("M1"); }) == "nothing thrown");
}

BOOST_AUTO_TEST_CASE(a_key_file_that_is_gone_or_damaged_is_reported) {
  const Copy copy;
  fs::remove(copy.folder / "M1.p12");
  std::ofstream(copy.folder / "M2.p12") << "no key";
  const auto ring = ringIn(copy.folder / "keyring.json");
  const Problem gone{"keyFileUnreadable", {{"member", "M1"}, {"file", (copy.folder / "M1.p12").string()}}};
  BOOST_TEST((problemOf([&] { ring->open("M1"); }) == gone));
  BOOST_TEST(codeOf([&] { ring->open("M2"); }) == "keyFileUnreadable");
  BOOST_REQUIRE_EQUAL(mkfifo((copy.folder / "M1.p12").c_str(), 0600), 0);  // nobody will write into it
  BOOST_TEST(codeOf([&] { ring->open("M1"); }) == "keyFileUnreadable");
}

BOOST_AUTO_TEST_CASE(a_key_file_of_old_is_distinguished_apart_from_a_damaged_one) {
  const Copy copy;
  const auto in = [](const char* name) { return " '" + Material::get().file(name).string() + "'"; };
  // RC2-40 for the certificates, as OpenSSL and Windows wrote it for long.
  const auto command = "openssl pkcs12 -export -legacy -inkey" + in("M1.key") + " -in" + in("M1.pem") + " -out '" +
                       (copy.folder / "M1.p12").string() + "' -passout file:" + in("password").substr(1);
  BOOST_REQUIRE_EQUAL(std::system(command.c_str()), 0);
  BOOST_TEST(codeOf([&] { ringIn(copy.folder / "keyring.json")->open("M1"); }) == "keyFileOutdated");
}

BOOST_AUTO_TEST_CASE(a_key_file_that_cannot_be_used_says_why_with_file_and_member) {
  const Copy copy;
  const auto file = copy.folder / "M1.p12";
  const auto problem = [&] { return problemOf([&] { ringIn(copy.folder / "keyring.json")->open("M1"); }); };
  const auto named = [&](const std::string& code, std::map<std::string, std::string> more = {}) {
    more.insert({{"member", "M1"}, {"file", file.string()}});
    return Problem{code, std::move(more)};
  };
  writePkcs12(file, "-nomac");
  BOOST_TEST((problem() == named("keyFileWithoutMac")));
  writePkcs12(file, "-nokeys");
  BOOST_TEST((problem() == named("keyFileWithoutKey")));
  writePkcs12(file, "-nocerts");
  BOOST_TEST((problem() == named("keyFileWithoutCertificate")));
  fs::copy_file(fs::path(KEYS_TESTS) / "pbmac1.p12", file, fs::copy_options::overwrite_existing);
  onlyForOwner(file);
  BOOST_TEST((problem() == named("keyFileMacUnknown", {{"method", "PBMAC1"}})));
  writePkcs12(file, "");
  BOOST_TEST((problem() == Problem{"nothing thrown", {}}));
  fs::permissions(file, fs::perms::others_read, fs::perm_options::add);
  BOOST_TEST((problem() == named("keyFileExposed")));
}

BOOST_AUTO_TEST_CASE(of_several_keys_in_a_file_the_one_of_the_pinned_certificate_signs) {
  const Copy copy;
  writeTwoKeys(copy.folder / "M1.p12");  // M1's, then M2's
  fs::copy_file(copy.folder / "M1.p12", copy.folder / "M2.p12", fs::copy_options::overwrite_existing);
  const auto ring = ringIn(copy.folder / "keyring.json");
  for (const char* member : {"M1", "M2"}) {
    const auto key = ring->open(member);
    BOOST_TEST(signing::toHex(key->certificate().fingerprint()) == Material::get().fingerprint(member));
    const auto batch = digests(1);
    BOOST_TEST(signing::signatureFits(key->certificate(), key->algorithm(), batch[0], key->sign(batch).at(0)));
  }
  // Pinned is what the file does not hold.
  const auto entry =
      R"({"keys":[{"member":"M1","file":"M1.p12","certificateSha256":")" + std::string(64, '0') + R"("}]})";
  copy.write(entry);
  BOOST_TEST(codeOf([&] { ringIn(copy.folder / "keyring.json")->open("M1"); }) == "certificateUnknown");
}

BOOST_AUTO_TEST_CASE(certificates_that_a_key_file_lacks_come_from_a_file_beside_it) {
  const Copy copy;
  writePkcs12(copy.folder / "M1.p12", "");  // the leaf alone, as certification centres give it
  copy.write(entryOfM1(""));
  BOOST_TEST(ringIn(copy.folder / "keyring.json")->open("M1")->chain().size() == 0u);
  // In any order; the root and what has nothing to do with it are left out.
  const auto in = [](const char* name) { return " '" + Material::get().file(name).string() + "'"; };
  const auto issuers = (copy.folder / "issuers.pem").string();
  BOOST_REQUIRE_EQUAL(
      std::system(("cat" + in("ring/anchors.pem") + in("M2.pem") + in("ring/intermediate.pem") + " > '" + issuers + "'")
                      .c_str()),
      0);
  copy.write(entryOfM1(R"(,"certificates":"issuers.pem")"));
  const auto key = ringIn(copy.folder / "keyring.json")->open("M1");
  BOOST_REQUIRE_EQUAL(key->chain().size(), 1u);
  BOOST_TEST(key->chain()[0].commonName() == "Balalyk demo issuing authority");
  const auto der = "openssl x509 -outform DER -in" + in("ring/intermediate.pem") + " -out '" + issuers + "'";
  BOOST_REQUIRE_EQUAL(std::system(der.c_str()), 0);
  BOOST_TEST(ringIn(copy.folder / "keyring.json")->open("M1")->chain().size() == 1u);
  std::ofstream(issuers) << "no certificate";
  const Problem unreadable{"certificateFileUnreadable", {{"member", "M1"}, {"file", issuers}}};
  BOOST_TEST((problemOf([&] { ringIn(copy.folder / "keyring.json")->open("M1"); }) == unreadable));
}

BOOST_AUTO_TEST_CASE(a_name_that_the_ring_does_not_know_is_refused_with_the_nearest_known_one) {
  const Copy copy;
  const auto problem = [&](const std::string& text) {
    copy.write(text);
    return problemOf([&] { ringIn(copy.folder / "keyring.json"); });
  };
  const auto field = [](const std::string& name, const std::string& nearest) {
    return Problem{"keyRingFieldUnknown", {{"member", "M1"}, {"field", name}, {"nearest", nearest}}};
  };
  BOOST_TEST((problem(entryOfM1(R"(,"certificate":"x.pem")")) == field("certificate", "certificates")));
  BOOST_TEST((problem(entryOfM1(R"(,"File":"x")")) == field("File", "file")));
  const Problem anchors{"keyRingFieldUnknown", {{"field", "intermediate"}}};
  BOOST_TEST((problem(R"({"intermediate":"x.pem","keys":[]})") == anchors));
  const Problem keys{"keyRingFieldUnknown", {{"field", "key"}, {"nearest", "keys"}}};
  BOOST_TEST((problem(R"({"key":[]})") == keys));
}

BOOST_AUTO_TEST_CASE(a_value_of_another_form_is_refused) {
  const Copy copy;
  const auto problem = [&](const std::string& more) {
    copy.write(R"({"keys":[{"member":"M1","kind":"pkcs11","module":"m","token":"t","certificateSha256":")" +
               Material::get().fingerprint("M1") + "\"" + more + "}]}");
    return problemOf([&] { ringIn(copy.folder / "keyring.json"); });
  };
  const auto wrong = [](const std::string& name, const std::string& allowed) {
    return Problem{"keyRingValueWrong", {{"member", "M1"}, {"field", name}, {"allowed", allowed}}};
  };
  BOOST_TEST((problem(R"(,"lastTry":"yes")") == wrong("lastTry", "flag")));
  BOOST_TEST((problem(R"(,"keyId":"0x02")") == wrong("keyId", "hexadecimal")));
  BOOST_TEST((problem(R"(,"lastTry":true,"keyId":"0a")") == Problem{"nothing thrown", {}}));
}

BOOST_AUTO_TEST_CASE(a_corrected_key_file_or_ring_is_noticed_without_a_new_start) {
  const Copy copy;
  const auto good = copy.read();
  const auto ring = ringIn(copy.folder / "keyring.json");
  fs::copy_file(Material::get().file("ring/M2.p12"), copy.folder / "M1.p12", fs::copy_options::overwrite_existing);
  BOOST_TEST(codeOf([&] { ring->open("M1"); }) == "certificateUnknown");
  fs::copy_file(Material::get().file("ring/M1.p12"), copy.folder / "M1.p12", fs::copy_options::overwrite_existing);
  const auto key = ring->open("M1");
  BOOST_TEST(key->chain().size() == 1u);
  copy.write(entryOfM1(""));
  BOOST_TEST((ring->open("M1") == key));  // the same entry: its open key is kept
  BOOST_TEST(codeOf([&] { ring->open("M2"); }) == "keyMissing");
  copy.write("{");
  BOOST_TEST((ring->open("M1") == key));  // somebody is at it
  copy.write(good);
  BOOST_TEST(codeOf([&] { ring->open("M2"); }) == "nothing thrown");
}

BOOST_AUTO_TEST_CASE(a_ring_that_cannot_be_read_is_reported) {
  const Copy copy;
  const auto code = [&](const std::string& text) {
    copy.write(text);
    return codeOf([&] { ringIn(copy.folder / "keyring.json"); });
  };
  const auto whole = copy.read();
  const std::string sum(64, 'b');
  const std::string entry = R"({"member":"M1","file":"a","certificateSha256":")" + sum + "\"";
  BOOST_TEST(code("{") == "keyRingUnreadable");
  const auto absent = problemOf([&] { ringIn(copy.folder / "absent.json"); });
  BOOST_TEST(absent.params.at("file") == (copy.folder / "absent.json").string());
  BOOST_TEST(code("{}") == "keyRingUnreadable");
  BOOST_TEST(code(R"({"keys":["M1"]})") == "keyRingUnreadable");
  BOOST_TEST(code(R"({"keys":[{"member":"M1","file":"M1.p12"}]})") == "keyRingFieldMissing");
  BOOST_TEST(code(R"({"keys":[{"member":"M1","certificateSha256":")" + sum + R"("}]})") == "keyRingFieldMissing");
  BOOST_TEST(code(R"({"keys":[)" + entry + R"(,"module":"x"}]})") == "keyRingFieldUnknown");
  BOOST_TEST(code(R"({"keys":[)" + entry + R"(,"kind":"paper"}]})") == "keyRingKindUnknown");
  BOOST_TEST(code(R"({"keys":[)" + entry + "}," + entry + "}]}") == "keyRingMemberTwice");
  BOOST_TEST(code(R"({"keys":[{"member":"M1","file":"a","certificateSha256":"b"}]})") == "keyRingValueWrong");
  BOOST_TEST(code(whole) == "nothing thrown");
  BOOST_TEST(codeOf([&] { ringIn(copy.folder / "absent.json"); }) == "keyRingUnreadable");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(Passwords)

BOOST_AUTO_TEST_CASE(a_folder_of_credentials_names_a_file_for_each_member) {
  const Copy copy;
  std::ofstream(copy.folder / "M1.password") << kPassword << "\n";
  onlyForOwner(copy.folder / "M1.password");
  std::ofstream(copy.folder / "secret.password") << "outside";
  fs::create_directory(copy.folder / "inner");
  const auto source = passwordsFromFolder(copy.folder);
  BOOST_CHECK_EQUAL(passwordFrom(*source, "M1"), kPassword);
  BOOST_CHECK_EQUAL(passwordFrom(*source, "M2"), "(none)");
  BOOST_CHECK_EQUAL(passwordFrom(*passwordsFromFolder(copy.folder / "inner"), "../secret"), "(none)");
}

BOOST_AUTO_TEST_CASE(a_password_that_everybody_on_this_host_may_read_is_refused) {
  const Copy copy;
  const auto file = copy.folder / "M1.password";
  std::ofstream(file) << kPassword << "\n";
  fs::permissions(file, fs::perms::owner_read | fs::perms::group_read | fs::perms::others_read);
  const auto ring = ringOn(copy.folder / "keyring.json", passwordsFromFolder(copy.folder));
  const Problem exposed{"keyPasswordExposed", {{"member", "M1"}, {"file", file.string()}}};
  BOOST_TEST((problemOf([&] { ring->open("M1"); }) == exposed));
  fs::permissions(file, fs::perms::owner_read | fs::perms::group_read);
  BOOST_TEST(codeOf([&] { ring->open("M1"); }) == "nothing thrown");
}

BOOST_AUTO_TEST_CASE(without_a_folder_no_password_is_read_from_where_the_program_was_started) {
  const Copy copy;
  std::ofstream(copy.folder / "M1.password") << kPassword << "\n";
  onlyForOwner(copy.folder / "M1.password");
  const auto before = fs::current_path();
  fs::current_path(copy.folder);
  BOOST_CHECK_EQUAL(passwordFrom(*passwordsFromFolder({}), "M1"), "(none)");
  fs::current_path(before);
}

BOOST_AUTO_TEST_CASE(one_line_of_a_descriptor_is_everybodys_password) {
  const auto source = fromDescriptor("a:b c\n");
  BOOST_CHECK_EQUAL(passwordFrom(*source, "M1"), "a:b c");
  BOOST_CHECK_EQUAL(passwordFrom(*source, "a"), "a:b c");
}

BOOST_AUTO_TEST_CASE(several_lines_of_a_descriptor_name_their_members) {
  const auto source = fromDescriptor("M1:first:with colon\nM2: сөз\n\nno line of ours\n");
  BOOST_CHECK_EQUAL(passwordFrom(*source, "M1"), "first:with colon");
  BOOST_CHECK_EQUAL(passwordFrom(*source, "M2"), " сөз");
  BOOST_CHECK_EQUAL(passwordFrom(*source, "M3"), "(none)");
}

BOOST_AUTO_TEST_CASE(line_ends_of_windows_belong_to_no_password) {
  BOOST_CHECK_EQUAL(passwordFrom(*fromDescriptor("a b\r\n"), "M1"), "a b");
  const auto source = fromDescriptor("M1:first\r\nM2:second\r\n\r\n");
  BOOST_CHECK_EQUAL(passwordFrom(*source, "M1"), "first");
  BOOST_CHECK_EQUAL(passwordFrom(*source, "M2"), "second");
}

BOOST_AUTO_TEST_CASE(an_empty_or_closed_descriptor_knows_nothing) {
  BOOST_CHECK_EQUAL(passwordFrom(*fromDescriptor(""), "M1"), "(none)");
  BOOST_CHECK_EQUAL(passwordFrom(*passwordsFromDescriptor(-1), "M1"), "(none)");
}

BOOST_AUTO_TEST_CASE(the_first_source_that_knows_is_asked) {
  const auto first = std::make_shared<Known>(std::map<std::string, std::string>{{"M1", "x"}});
  const auto then = everybodys("y");
  const auto source = firstOf(first, then);
  BOOST_CHECK_EQUAL(passwordFrom(*source, "M1"), "x");
  BOOST_CHECK_EQUAL(then->asked("M1"), 0);
  BOOST_CHECK_EQUAL(passwordFrom(*source, "M2"), "y");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(CoreDumps)

namespace {

// How a child that breaks down ends: 1 with a core dump, 0 without.
int dumpsCore(bool forbidden) {
  const pid_t child = fork();
  if (child == 0) {
    if (chdir(Material::get().folder().c_str()) != 0) _exit(1);
    const rlimit unlimited{RLIM_INFINITY, RLIM_INFINITY};
    setrlimit(RLIMIT_CORE, &unlimited);
    if (forbidden) forbidCoreDumps();
    std::signal(SIGABRT, SIG_DFL);
    std::abort();
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) && WCOREDUMP(status);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_process_that_holds_a_key_leaves_none) {
  Material::get();
  BOOST_TEST_MESSAGE("without the rule this machine leaves " << dumpsCore(false));
  BOOST_TEST(dumpsCore(true) == 0);
  const pid_t child = fork();
  if (child == 0) {
    forbidCoreDumps();
    _exit(prctl(PR_GET_DUMPABLE));
  }
  int status = 1;
  waitpid(child, &status, 0);
  BOOST_TEST(status == 0);
}

BOOST_AUTO_TEST_SUITE_END()
