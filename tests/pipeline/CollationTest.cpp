#include "pipeline/domain/Collation.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <random>
#include <thread>

#include "pipeline/domain/SearchKey.h"

using namespace balalyk;

BOOST_AUTO_TEST_SUITE(Collation)

// The order of the Kyrgyz alphabet: а б в г д е ё ж з и й к л м н ң о ө п р с т у ү ф х ц ч ш щ ъ ы ь э ю я
const std::vector<std::string> kOrdered{
    "Абдыкадырова", "Асан кызы Бермет", "Асанов Үсөн", "Асанова Үсөн", "Епифанов", "Ёлкина",       "Жээнбекова",
    "Назаров",      "Нурматов",         "Нязов",       "Ңомаков",      "Осмонов",  "Өмүрбек уулу", "Петров",
    "Турдубаев",    "Усенов",           "Үсөнов",      "Фёдоров",      "Эркинов",  "Юсупов",       "Яковлев"};

BOOST_AUTO_TEST_CASE(names_are_in_the_order_of_the_kyrgyz_alphabet) {
  auto names = kOrdered;
  std::shuffle(names.begin(), names.end(), std::mt19937(7));
  std::sort(names.begin(), names.end(), [](const auto& a, const auto& b) { return compareKyrgyz(a, b) < 0; });
  BOOST_TEST(names == kOrdered, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(keys_have_the_same_order_as_the_names) {
  for (const auto& left : kOrdered)
    for (const auto& right : kOrdered) {
      const int byKey = collationKey(left).compare(collationKey(right));
      BOOST_TEST((byKey < 0) == (compareKyrgyz(left, right) < 0));
      BOOST_TEST((byKey == 0) == (left == right));
    }
}

BOOST_AUTO_TEST_CASE(texts_that_differ_are_never_equal) {
  BOOST_TEST(compareKyrgyz("Асанов", "асанов") != 0);
  BOOST_TEST(compareKyrgyz("Ак-Кайың", "Ак Кайың") != 0);
  BOOST_TEST(compareKyrgyz("Ёлкина", "Е\u0308лкина") == 0);
}

BOOST_AUTO_TEST_CASE(threads_compare_at_once) {
  std::vector<int> results(4, 0);
  std::vector<std::thread> threads;
  for (std::size_t at = 0; at < results.size(); ++at)
    threads.emplace_back([&results, at] {
      for (int turn = 0; turn < 1000; ++turn) results[at] += compareKyrgyz("Нурматов", "Ңомаков");
    });
  for (auto& thread : threads) thread.join();
  for (const int result : results) BOOST_TEST(result == -1000);
}

BOOST_AUTO_TEST_CASE(a_search_key_folds_what_keyboards_lack) {
  BOOST_TEST(searchKey(" ҮСӨН-уулу  Таңатаров ") == "усон уулу танатаров");
  BOOST_TEST(searchKey("Фёдоров") == searchKey("ФЕДОРОВ"));
  BOOST_TEST(searchKey("О\u04CAой") == searchKey("Оной"));
  BOOST_TEST(searchKey("Е\u0308лкина") == "елкина");
  BOOST_TEST(searchKey("Айгу\u0301ль") == "айгуль");
  BOOST_TEST(searchKey("Айбек") == "айбек");
}

BOOST_AUTO_TEST_CASE(search_words_are_the_words_of_the_key) {
  const std::vector<std::string> wanted{"омурбек", "уулу", "нурлан"};
  BOOST_TEST(searchWords("Өмүрбек уулу, Нурлан!") == wanted, boost::test_tools::per_element());
  BOOST_TEST(searchWords(" - ").empty());
}

BOOST_AUTO_TEST_SUITE_END()
