#include "pipeline/domain/Text.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "pipeline/domain/ProtocolNumber.h"
#include "pipeline/record/RecordTypes.h"

using namespace balalyk;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(Text)

struct Pair {
  const char *typed, *wanted;
};
std::ostream& operator<<(std::ostream& out, const Pair& one) {
  return out << one.typed;
}

const Pair kLines[] = {
    {"", ""},
    {"  Асанов \t\r\n Үсөн\u00A0\u00A0Өмүрбекович ", "Асанов Үсөн Өмүрбекович"},
    {"Айыл О\u04CAой \u04C9үр", "Айыл О\u04A3ой \u04A2үр"},
    {"\u04C8 \u04C7 \u0473 \u0472 \u0275 \u019F", "\u04A3 \u04A2 \u04E9 \u04E8 \u04E9 \u04E8"},
    {"Е\u0308лкин Андреи\u0306", "\u0401лкин Андре\u0439"},
    {"a\xFF"
     "b",
     "a\uFFFD"
     "b"},
};

BOOST_DATA_TEST_CASE(a_line_is_composed_folded_and_tidied, data::make(kLines), one) {
  BOOST_TEST(normaliseLine(one.typed) == one.wanted);
  BOOST_TEST(normaliseLine(one.wanted) == one.wanted);
}

const Pair kTexts[] = {
    {"", ""},
    {" \n \n", ""},
    {"бир\r\nэки\rүч\nтөрт", "бир\nэки\nүч\nтөрт"},
    {"\n\n бир  сөз \n\n\n\n эки \n\n", "бир сөз\n\nэки"},
    {"бир\u2028эки\u2029үч\u0085төрт", "бир\nэки\nүч\nтөрт"},
};

BOOST_DATA_TEST_CASE(a_text_keeps_its_lines_and_paragraphs, data::make(kTexts), one) {
  BOOST_TEST(normaliseText(one.typed) == one.wanted);
  BOOST_TEST(normaliseText(one.wanted) == one.wanted);
}

BOOST_AUTO_TEST_CASE(a_latin_letter_in_a_cyrillic_word_is_noticed_and_words_of_one_script_are_not) {
  BOOST_TEST(latinInsideCyrillic("Acaнов"));
  BOOST_TEST(latinInsideCyrillic("Асанов Yсөн"));
  BOOST_TEST(!latinInsideCyrillic("Асанов Үсөн"));
  BOOST_TEST(!latinInsideCyrillic("Гүлайым Smith"));
  BOOST_TEST(!latinInsideCyrillic("II-АБ 2-ТИП IV даража"));
}

const char* const kMarked[] = {"а\u202Eб", "а\u200Bб", "а\u200Dб", "а\u2066б", "а\uFEFFб", "а\u00ADб",
                               "а\u0001б", "а\u007Fб", "а\u001Bб", "а\u034Fб", "а\u061Cб", "а\u180Eб"};

BOOST_DATA_TEST_CASE(an_unseen_mark_is_found_and_removed, data::make(kMarked), text) {
  BOOST_TEST(hasInvisibleMarks(text));
  BOOST_TEST(withoutInvisibleMarks(text) == "аб");
}

BOOST_AUTO_TEST_CASE(white_space_is_not_an_unseen_mark) {
  BOOST_TEST(!hasInvisibleMarks("а б\n\r\t\u00A0\u2028в"));
}

BOOST_AUTO_TEST_CASE(a_nul_byte_is_an_unseen_mark) {
  BOOST_TEST(hasInvisibleMarks(std::string_view("а\0б", 5)));
}

const char* const kUnreadable[] = {"а\xFF",      "\xC3",   "\xED\xA0\x80",     "\uFFFD",  "\uE000",
                                   "\U000F0000", "\uFFFE", "\xF5\x80\x80\x80", "\xC0\x80"};

BOOST_DATA_TEST_CASE(what_nobody_can_read_is_found, data::make(kUnreadable), text) {
  BOOST_TEST(hasUnreadableCharacters(text));
}

BOOST_AUTO_TEST_CASE(letters_of_the_countrys_languages_are_readable) {
  BOOST_TEST(!hasUnreadableCharacters("Өмүрбек Ғафур Oʻzbek Җанибек №12 «»“” ’"));
}

BOOST_AUTO_TEST_CASE(length_counts_code_points) {
  BOOST_TEST(length("Үсөн 😀") == 6U);
}

const Pair kNumbers[] = {
    {" 12/34 ", "12/34"}, {"№12/34", "12/34"}, {" № № 12/34", "12/34"}, {"№", ""}, {"А-№5", "А-№5"}};

BOOST_DATA_TEST_CASE(a_protocol_number_is_without_the_sign_that_documents_write, data::make(kNumbers), one) {
  BOOST_TEST(normaliseProtocolNumber(one.typed) == one.wanted);
}

BOOST_AUTO_TEST_CASE(a_full_name_has_no_place_for_an_absent_part) {
  BOOST_TEST((PersonName{"Асанов", "Үсөн", "Өмүрбекович"}.full()) == "Асанов Үсөн Өмүрбекович");
  BOOST_TEST((PersonName{"Өмүрбек уулу", "Нурлан", ""}.full()) == "Өмүрбек уулу Нурлан");
  BOOST_TEST((PersonName{"", "Нурлан", ""}.full()) == "Нурлан");
  BOOST_TEST(PersonName{}.full() == "");
}

BOOST_AUTO_TEST_SUITE_END()
