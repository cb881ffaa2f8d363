#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ctime>

#include "connectors/identity/Argon2Passwords.h"
#include "connectors/identity/PasswordRules.h"

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
