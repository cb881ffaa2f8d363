#include <openssl/evp.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ctime>
#include <filesystem>
#include <fstream>

#include "connectors/identity/Argon2Passwords.h"
#include "connectors/identity/BreachedPasswords.h"
#include "connectors/identity/PasswordRules.h"
#include "pipeline/Error.h"
#include "signing/crypto/Digest.h"

using namespace balalyk;
using signing::Secret;

namespace {

double processorTime(const std::function<void()>& work) {
  timespec begin{}, end{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
  work();
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
  return static_cast<double>(end.tv_sec - begin.tv_sec) + static_cast<double>(end.tv_nsec - begin.tv_nsec) / 1e9;
}

std::string codeOf(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.problem().code;
  }
  return "";
}

// A list in the form of «Have I Been Pwned», of made up hashes among which are those of known words.
struct BreachedList {
  BreachedList() { std::filesystem::create_directories(folder); }
  ~BreachedList() { std::filesystem::remove_all(folder); }
  std::filesystem::path write(const std::vector<std::string>& lines, const std::string& end = "\n",
                              bool lastEnd = true) const {
    const auto file = folder / "list.txt";
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    for (std::size_t i = 0; i < lines.size(); ++i) out << lines[i] << (i + 1 < lines.size() || lastEnd ? end : "");
    return file;
  }
  // 40 hexadecimal characters in order: neither of a password.
  static std::string line(unsigned number, const std::string& count = ":3") {
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%08X%032X", number, number);
    return text.data() + count;
  }
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("breached-" + std::to_string(::getpid()));
};

// sha1sum
const std::string kHorse = "ABF7AAD6438836DBE526AA231ABDE2D0EEF74D42";  // correct horse battery staple
const std::string kFirst = "0000000000000000000000000000000000000000", kLast(40, 'F');

}  // namespace

BOOST_AUTO_TEST_SUITE(LocalPasswords)

BOOST_AUTO_TEST_CASE(a_password_is_known_by_its_hash_alone) {
  const auto passwords = makeArgon2Passwords();
  const auto hash = passwords->hash(Secret("дөбөдөгү жыгач ат"));
  BOOST_TEST(hash.starts_with("$argon2id$v=19$m=47104,t=2,p=1$"));  // 46 MiB
  BOOST_TEST(hash != passwords->hash(Secret("дөбөдөгү жыгач ат")));
  BOOST_CHECK(passwords->verify(hash, Secret("дөбөдөгү жыгач ат")) == Passwords::Verdict::right);
  BOOST_CHECK(passwords->verify(hash, Secret("дөбөдөгү жыгач атт")) == Passwords::Verdict::wrong);
  BOOST_CHECK(passwords->verify(hash, Secret("")) == Passwords::Verdict::wrong);
}

BOOST_AUTO_TEST_CASE(what_was_hashed_with_less_is_right_and_has_to_be_hashed_again) {
  const auto before = makeArgon2Passwords({.memory = 8 << 20, .passes = 1});
  const auto hash = before->hash(Secret("correct horse"));
  BOOST_CHECK(makeArgon2Passwords()->verify(hash, Secret("correct horse")) == Passwords::Verdict::rightButWeak);
  BOOST_CHECK(before->verify(hash, Secret("correct horse")) == Passwords::Verdict::right);
}

BOOST_AUTO_TEST_CASE(nobody_and_broken_hashes_fit_nothing_and_take_as_long_as_any) {
  const auto passwords = makeArgon2Passwords();
  const auto hash = passwords->hash(Secret("correct horse"));
  const auto real = processorTime([&] { passwords->verify(hash, Secret("wrong")); });
  for (const std::string none : {"", "plain text", "$argon2i$v=19$m=8,t=1,p=1$AAAA$AAAA"}) {
    const auto taken = processorTime(
        [&] { BOOST_CHECK(passwords->verify(none, Secret("correct horse")) == Passwords::Verdict::wrong); });
    BOOST_TEST(taken > real / 2);
  }
}

BOOST_AUTO_TEST_CASE(a_first_password_is_strong_and_can_be_read_out) {
  const auto passwords = makeArgon2Passwords({.memory = 8 << 20, .passes = 1});
  const auto one = passwords->random(), two = passwords->random();
  BOOST_TEST(one.reveal() != two.reveal());
  BOOST_TEST(one.reveal().size() == 19u);
  BOOST_CHECK(!passwords->weakness(one, {}));
  BOOST_TEST(one.reveal().find_first_not_of("abcdefghjkmnpqrstuvwxyz23456789-") == std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(short_long_and_common_ones_are_refused_each_for_its_reason) {
  const auto passwords = makeArgon2Passwords({.memory = 8 << 20, .passes = 1});
  const auto reason = [&](const std::string& text) {
    const auto problem = passwords->weakness(Secret(text), {"aigul.k"});
    return problem ? problem->code : "";
  };
  BOOST_TEST(reason("ат көл тоо") == "passwordTooShort");
  BOOST_TEST(reason("дөбө жыгач") == "passwordTooShort");  // 10 characters, 19 bytes
  BOOST_TEST(reason(std::string(300, 'x')) == "passwordTooLong");
  BOOST_TEST(reason("password1234") == "passwordCommon");
  BOOST_TEST(reason("дөбөдөгү жыгач ат") == "");
}

BOOST_FIXTURE_TEST_CASE(one_from_a_breach_is_found_wherever_it_is_in_the_list, BreachedList) {
  const std::string horse = "correct horse battery staple";
  for (const std::size_t lines : {0u, 1u, 2u, 79u, 100u, 5'000u}) {
    for (const std::string end : {"\n", "\r\n"}) {
      for (const bool lastEnd : {true, false}) {
        for (const std::string count : {"", ":1", ":39876543"}) {
          std::vector<std::string> list{kFirst + count};
          const auto step = 0xFFFFFFFFu / (static_cast<unsigned>(lines) + 1);
          for (std::size_t i = 0; i < lines; ++i) list.push_back(line(static_cast<unsigned>(i + 1) * step, count));
          list.push_back(kLast + count);
          const auto without = write(list, end, lastEnd);
          BOOST_TEST(!BreachedPasswords(without).has(horse));
          list.push_back(kHorse + count);
          std::ranges::sort(list);
          const BreachedPasswords with(write(list, end, lastEnd));
          BOOST_TEST(with.has(horse));
          BOOST_TEST(!with.has(horse + "."));
          BOOST_TEST(!with.has(""));
        }
      }
    }
  }
  // Alone, and in small letters.
  auto small = kHorse;
  for (auto& c : small) c = static_cast<char>(std::tolower(c));
  BOOST_TEST(BreachedPasswords(write({small})).has(horse));
}

BOOST_FIXTURE_TEST_CASE(each_line_of_a_list_is_found_and_nothing_between_them, BreachedList) {
  std::vector<std::string> words, list;
  for (int i = 0; i < 600; ++i) words.push_back("сөз " + std::to_string(i));
  std::vector<std::string> kept;
  for (const auto& word : words) {
    std::array<unsigned char, 20> digest{};
    EVP_Digest(word.data(), word.size(), digest.data(), nullptr, EVP_sha1(), nullptr);
    list.push_back(signing::toHex({reinterpret_cast<const char*>(digest.data()), digest.size()}) + ":7");
  }
  for (std::size_t i = 0; i < list.size(); i += 2) kept.push_back(list[i]);
  std::ranges::sort(kept);
  const BreachedPasswords breached(write(kept));
  for (std::size_t i = 0; i < words.size(); ++i) BOOST_TEST(breached.has(words[i]) == (i % 2 == 0), words[i]);
}

BOOST_FIXTURE_TEST_CASE(what_is_no_such_list_is_refused_at_the_start, BreachedList) {
  BOOST_TEST(codeOf([&] { BreachedPasswords(folder / "none"); }) == "breachedListUnreadable");
  BOOST_TEST(codeOf([&] { BreachedPasswords{folder}; }) == "breachedListUnreadable");
  const std::vector<std::vector<std::string>> wrong{{},
                                                    {"password1", "123456"},
                                                    {kHorse + "x"},
                                                    {std::string(1'000, 'a')},
                                                    {kHorse.substr(1)},
                                                    {kLast, line(5), line(4), line(3), kFirst}};
  for (const auto& lines : wrong) BOOST_TEST(codeOf([&] { BreachedPasswords{write(lines)}; }) == "breachedListWrong");
}

BOOST_FIXTURE_TEST_CASE(one_from_a_breach_is_refused_for_that_reason, BreachedList) {
  const auto passwords =
      makeArgon2Passwords({.memory = 8 << 20, .passes = 1, .breached = write({kFirst, kHorse + ":2", kLast})});
  BOOST_TEST(passwords->weakness(Secret("correct horse battery staple"), {}).value().code == "passwordBreached");
  BOOST_CHECK(!passwords->weakness(Secret("дөбөдөгү жыгач ат"), {}));
  BOOST_TEST(codeOf([&] { makeArgon2Passwords({.breached = folder / "none"}); }) == "breachedListUnreadable");
}

const std::string kCommon[] = {"password1234",   "P@ssw0rd2026!",  "Пароль123456",  "пароль-пароль",  "сырсөз2026!!",
                               "qwertyuiop12",   "йцукенгшщзхъ",   "123456789012",  "20051198012345", "996555123456",
                               "abcdefghijkl",   "aaaaaaaaaaaab",  "asdfghjkl123",  "balalyk12345",   "Bishkek-2026-!",
                               "Кыргызстан2026", "xk7xk7xk7xk7",   "admin_admin_1", "aigul.k-2026",   "AIGUL.K!!!!!",
                               "qwerty123456",   "Administrator1", "1q1q1q1q1q1q",  "welcome-2-osh",  "111222333444aa",
                               "төрага-катчы-1"};
BOOST_DATA_TEST_CASE(what_is_guessed_early_is_common, boost::unit_test::data::make(kCommon), password) {
  BOOST_TEST(isCommonPassword(password, {"aigul.k"}));
}

const std::string kGood[] = {"дөбөдөгү жыгач ат",   "correct horse battery", "k7mp-x2wq-hh4z-9dfe",
                             "Тоодо мышык чуркайт", "Ysyk-Köl толкуну",      "zebra Ложка 41 тунук"};
BOOST_DATA_TEST_CASE(what_is_not_guessed_is_not_refused, boost::unit_test::data::make(kGood), password) {
  BOOST_TEST(!isCommonPassword(password, {"aigul.k"}));
}

BOOST_AUTO_TEST_SUITE_END()
