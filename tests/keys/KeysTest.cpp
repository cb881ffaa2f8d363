#define BOOST_TEST_MODULE keys
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
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
#include "signing/crypto/Secret.h"
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

std::unique_ptr<KeyRing> ringIn(const fs::path& file) {
  return openKeyRing(file, everybodys(kPassword));
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

BOOST_AUTO_TEST_CASE(a_key_file_that_is_gone_or_damaged_is_told) {
  const Copy copy;
  fs::remove(copy.folder / "M1.p12");
  std::ofstream(copy.folder / "M2.p12") << "no key";
  const auto ring = ringIn(copy.folder / "keyring.json");
  BOOST_TEST(
      (problemOf([&] { ring->open("M1"); }) == Problem{"keyFileUnreadable", {{"member", "M1"}, {"file", "M1.p12"}}}));
  BOOST_TEST(codeOf([&] { ring->open("M2"); }) == "keyFileUnreadable");
}

BOOST_AUTO_TEST_CASE(a_key_file_of_old_is_told_apart_from_a_damaged_one) {
  const Copy copy;
  const auto in = [](const char* name) { return " '" + Material::get().file(name).string() + "'"; };
  // RC2-40 for the certificates, as OpenSSL and Windows wrote it for long.
  const auto command = "openssl pkcs12 -export -legacy -inkey" + in("M1.key") + " -in" + in("M1.pem") + " -out '" +
                       (copy.folder / "M1.p12").string() + "' -passout file:" + in("password").substr(1);
  BOOST_REQUIRE_EQUAL(std::system(command.c_str()), 0);
  BOOST_TEST(codeOf([&] { ringIn(copy.folder / "keyring.json")->open("M1"); }) == "keyFileOutdated");
}

BOOST_AUTO_TEST_CASE(a_ring_that_cannot_be_read_is_told) {
  const Copy copy;
  const auto code = [&](const std::string& text) {
    copy.write(text);
    return codeOf([&] { ringIn(copy.folder / "keyring.json"); });
  };
  const auto whole = copy.read();
  const std::string entry = R"({"member":"M1","file":"a","certificateSha256":"b")";
  BOOST_TEST(code("{") == "keyRingUnreadable");
  BOOST_TEST(code("{}") == "keyRingUnreadable");
  BOOST_TEST(code(R"({"keys":["M1"]})") == "keyRingUnreadable");
  BOOST_TEST(code(R"({"keys":[{"member":"M1","file":"M1.p12"}]})") == "keyRingFieldMissing");
  BOOST_TEST(code(R"({"keys":[{"member":"M1","certificateSha256":"b"}]})") == "keyRingFieldMissing");
  BOOST_TEST(code(R"({"keys":[)" + entry + R"(,"module":"x"}]})") == "keyRingFieldUnknown");
  BOOST_TEST(code(R"({"keys":[)" + entry + R"(,"kind":"paper"}]})") == "keyRingKindUnknown");
  BOOST_TEST(code(R"({"keys":[)" + entry + "}," + entry + "}]}") == "keyRingMemberTwice");
  BOOST_TEST(code(whole) == "nothing thrown");
  BOOST_TEST(codeOf([&] { ringIn(copy.folder / "absent.json"); }) == "keyRingUnreadable");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(Passwords)

BOOST_AUTO_TEST_CASE(a_folder_of_credentials_names_a_file_for_each_member) {
  const Copy copy;
  std::ofstream(copy.folder / "M1.password") << kPassword << "\n";
  std::ofstream(copy.folder / "secret.password") << "outside";
  fs::create_directory(copy.folder / "inner");
  const auto source = passwordsFromFolder(copy.folder);
  BOOST_CHECK_EQUAL(passwordFrom(*source, "M1"), kPassword);
  BOOST_CHECK_EQUAL(passwordFrom(*source, "M2"), "(none)");
  BOOST_CHECK_EQUAL(passwordFrom(*passwordsFromFolder(copy.folder / "inner"), "../secret"), "(none)");
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
