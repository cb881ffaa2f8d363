#define BOOST_TEST_MODULE keys
#include <stdlib.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>

#include "connectors/keys/Pkcs12KeyRing.h"
#include "pipeline/Error.h"
#include "signing/crypto/Secret.h"
#include "signing/keys/SigningKey.h"

using namespace balalyk;

namespace {

namespace fs = std::filesystem;

constexpr const char* kPassword = "сыр: «сөз» 1";

// One ring for all tests, made as the sample's: two chairpersons.
class Ring {
 public:
  static const fs::path& folder() {
    static const Ring ring;
    return ring.folder_;
  }

 private:
  Ring() {
    std::string pattern = (fs::temp_directory_path() / "balalyk-keys-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    std::ofstream(folder_ / "password") << kPassword << "\n";
    std::ofstream(folder_ / "people")
        << "M1|Асанов Үсөн|20101197012345|p256\nM2|Жээнбекова Айгүл|10202198012345|p256\n";
    const auto command = std::string(MAKE_KEYRING) + " '" + (folder_ / "ring").string() + "' 3 3< '" +
                         (folder_ / "password").string() + "' < '" + (folder_ / "people").string() + "' > '" +
                         (folder_ / "log").string() + "' 2>&1";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("no key ring could be made");
  }
  ~Ring() { fs::remove_all(folder_); }

  fs::path folder_;
};

fs::path ringFile() {
  return Ring::folder() / "ring" / "keyring.json";
}

// A copy of the ring to spoil.
struct Copy {
  Copy() {
    std::string pattern = (fs::temp_directory_path() / "balalyk-keys-XXXXXX").string();
    folder = mkdtemp(pattern.data());
    fs::copy(Ring::folder() / "ring", folder, fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  }
  ~Copy() { fs::remove_all(folder); }

  std::string read() const {
    std::ifstream stream(folder / "keyring.json");
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  void write(const std::string& text) const { std::ofstream(folder / "keyring.json") << text; }

  fs::path folder;
};

// Counts how often it is asked.
class Known final : public PasswordSource {
 public:
  Known(std::optional<std::string> password, int& asked) : password_(std::move(password)), asked_(asked) {}
  std::optional<signing::Secret> password(const std::string&) override {
    ++asked_;
    return password_ ? std::optional<signing::Secret>(signing::Secret(*password_)) : std::nullopt;
  }

 private:
  const std::optional<std::string> password_;
  int& asked_;
};

std::unique_ptr<KeyRing> ringWith(const fs::path& file, std::optional<std::string> password, int& asked) {
  return openPkcs12KeyRing(file, std::make_unique<Known>(std::move(password), asked));
}

Problem problemOf(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.problem();
  }
  return {};
}

Problem about(const std::string& code, const std::string& member) {
  return {code, {{"member", member}}};
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

BOOST_AUTO_TEST_SUITE(KeyRings)

BOOST_AUTO_TEST_CASE(a_key_is_opened_with_its_password_once_and_kept) {
  int asked = 0;
  const auto ring = ringWith(ringFile(), kPassword, asked);
  const std::vector<std::string> members{"M1", "M2"};
  BOOST_CHECK(ring->members() == members);
  const auto key = ring->open("M1");
  BOOST_CHECK_EQUAL(key->certificate().commonName(), "Асанов Үсөн");
  BOOST_CHECK(ring->open("M1") == key);
  BOOST_CHECK_EQUAL(asked, 1);
  BOOST_CHECK(ring->open("M2") != key);
}

BOOST_AUTO_TEST_CASE(a_wrong_password_is_tried_once_and_never_again) {
  int asked = 0;
  const auto ring = ringWith(ringFile(), "wrong", asked);
  for (int i = 0; i < 3; ++i) {
    BOOST_CHECK(problemOf([&] { ring->open("M1"); }) == about("keyPasswordWrong", "M1"));
  }
  BOOST_CHECK_EQUAL(asked, 1);
}

BOOST_AUTO_TEST_CASE(a_member_without_a_key_or_without_a_password_is_told) {
  int asked = 0;
  const auto ring = ringWith(ringFile(), std::nullopt, asked);
  BOOST_CHECK(problemOf([&] { ring->open("M9"); }) == about("keyMissing", "M9"));
  BOOST_CHECK(problemOf([&] { ring->open("M1"); }) == about("keyPasswordMissing", "M1"));
}

BOOST_AUTO_TEST_CASE(a_key_file_that_is_gone_or_damaged_is_told) {
  const Copy copy;
  fs::remove(copy.folder / "M1.p12");
  std::ofstream(copy.folder / "M2.p12") << "no key";
  int asked = 0;
  const auto ring = ringWith(copy.folder / "keyring.json", kPassword, asked);
  BOOST_CHECK(problemOf([&] { ring->open("M1"); }) == about("keyFileUnreadable", "M1"));
  BOOST_CHECK(problemOf([&] { ring->open("M2"); }) == about("keyFileUnreadable", "M2"));
}

BOOST_AUTO_TEST_CASE(a_key_with_another_certificate_than_the_pinned_one_is_refused) {
  const Copy copy;
  fs::copy_file(copy.folder / "M2.p12", copy.folder / "M1.p12", fs::copy_options::overwrite_existing);
  int asked = 0;
  const auto ring = ringWith(copy.folder / "keyring.json", kPassword, asked);
  BOOST_CHECK(problemOf([&] { ring->open("M1"); }) == about("certificateUnknown", "M1"));
}

BOOST_AUTO_TEST_CASE(a_ring_that_cannot_be_read_is_told) {
  const Copy copy;
  int asked = 0;
  const auto code = [&] { return problemOf([&] { ringWith(copy.folder / "keyring.json", "x", asked); }).code; };
  const auto whole = copy.read();
  copy.write("{");
  BOOST_CHECK_EQUAL(code(), "keyRingUnreadable");
  copy.write("{}");
  BOOST_CHECK_EQUAL(code(), "keyRingUnreadable");
  copy.write(R"({"keys":[{"member":"M1","file":"M1.p12"}]})");
  BOOST_CHECK_EQUAL(code(), "keyRingUnreadable");
  copy.write(
      R"({"keys":[{"member":"M1","file":"a","certificateSha256":"b"},{"member":"M1","file":"a","certificateSha256":"b"}]})");
  BOOST_CHECK_EQUAL(code(), "keyRingUnreadable");
  copy.write(whole);
  BOOST_CHECK_EQUAL(code(), "");
  BOOST_CHECK_EQUAL(problemOf([&] { ringWith(copy.folder / "absent.json", "x", asked); }).code, "keyRingUnreadable");
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

BOOST_AUTO_TEST_CASE(an_empty_or_closed_descriptor_knows_nothing) {
  BOOST_CHECK_EQUAL(passwordFrom(*fromDescriptor(""), "M1"), "(none)");
  BOOST_CHECK_EQUAL(passwordFrom(*passwordsFromDescriptor(-1), "M1"), "(none)");
}

BOOST_AUTO_TEST_CASE(the_first_source_that_knows_is_asked) {
  int first = 0, then = 0;
  const auto source = firstOf(std::make_unique<Known>(std::nullopt, first), std::make_unique<Known>("x", then));
  BOOST_CHECK_EQUAL(passwordFrom(*source, "M1"), "x");
  const auto other = firstOf(std::make_unique<Known>("y", first), std::make_unique<Known>("x", then));
  BOOST_CHECK_EQUAL(passwordFrom(*other, "M1"), "y");
  BOOST_CHECK_EQUAL(then, 1);
}

BOOST_AUTO_TEST_SUITE_END()
