#include "pipeline/domain/WrittenDate.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "Examples.h"
#include "pipeline/domain/IsoDate.h"

using namespace balalyk;
using namespace balalyk::examples;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(WrittenDate)

struct Month {
  unsigned number;
  const char *ky, *kyReference, *kyMonth, *ru, *ruMonth;
};
std::ostream& operator<<(std::ostream& out, const Month& one) {
  return out << one.number;
}

const Month kMonths[] = {
    {1, "2025-жылдын 15-январы", "2025-жылдын 15-январындагы №7", "2025-жылдын январы", "15 января 2025 года",
     "январь 2025 года"},
    {2, "2025-жылдын 15-февралы", "2025-жылдын 15-февралындагы №7", "2025-жылдын февралы", "15 февраля 2025 года",
     "февраль 2025 года"},
    {3, "2025-жылдын 15-марты", "2025-жылдын 15-мартындагы №7", "2025-жылдын марты", "15 марта 2025 года",
     "март 2025 года"},
    {4, "2025-жылдын 15-апрели", "2025-жылдын 15-апрелиндеги №7", "2025-жылдын апрели", "15 апреля 2025 года",
     "апрель 2025 года"},
    {5, "2025-жылдын 15-майы", "2025-жылдын 15-майындагы №7", "2025-жылдын майы", "15 мая 2025 года", "май 2025 года"},
    {6, "2025-жылдын 15-июну", "2025-жылдын 15-июнундагы №7", "2025-жылдын июну", "15 июня 2025 года",
     "июнь 2025 года"},
    {7, "2025-жылдын 15-июлу", "2025-жылдын 15-июлундагы №7", "2025-жылдын июлу", "15 июля 2025 года",
     "июль 2025 года"},
    {8, "2025-жылдын 15-августу", "2025-жылдын 15-августундагы №7", "2025-жылдын августу", "15 августа 2025 года",
     "август 2025 года"},
    {9, "2025-жылдын 15-сентябры", "2025-жылдын 15-сентябрындагы №7", "2025-жылдын сентябры", "15 сентября 2025 года",
     "сентябрь 2025 года"},
    {10, "2025-жылдын 15-октябры", "2025-жылдын 15-октябрындагы №7", "2025-жылдын октябры", "15 октября 2025 года",
     "октябрь 2025 года"},
    {11, "2025-жылдын 15-ноябры", "2025-жылдын 15-ноябрындагы №7", "2025-жылдын ноябры", "15 ноября 2025 года",
     "ноябрь 2025 года"},
    {12, "2025-жылдын 15-декабры", "2025-жылдын 15-декабрындагы №7", "2025-жылдын декабры", "15 декабря 2025 года",
     "декабрь 2025 года"},
};

BOOST_DATA_TEST_CASE(every_month_is_written_in_its_forms, data::make(kMonths), one) {
  const Date date = day(2025, one.number, 15);
  BOOST_TEST(writtenDate(date, Language::ky) == one.ky);
  BOOST_TEST(writtenDate(date, Language::ru) == one.ru);
  BOOST_TEST(writtenReference(date, "7", Language::ky) == one.kyReference);
  BOOST_TEST(writtenReference(date, "7", Language::ru) == std::string("№7 от ") + one.ru);
  BOOST_TEST(writtenMonth(date.year() / date.month(), Language::ky) == one.kyMonth);
  BOOST_TEST(writtenMonth(date.year() / date.month(), Language::ru) == one.ruMonth);
}

BOOST_AUTO_TEST_CASE(a_single_digit_day_has_no_leading_zero_when_written_out_but_has_one_in_tables) {
  BOOST_TEST(writtenDate(day(2024, 2, 1), Language::ky) == "2024-жылдын 1-февралы");
  BOOST_TEST(writtenDate(day(2024, 2, 1), Language::ru) == "1 февраля 2024 года");
  BOOST_TEST(shortDate(day(2024, 2, 1)) == "01.02.2024");
}

BOOST_AUTO_TEST_CASE(the_manuals_example_is_written_as_in_the_manual) {
  BOOST_TEST(writtenReference(day(2025, 5, 15), "12/34", Language::ky) == "2025-жылдын 15-майындагы №12/34");
}

BOOST_AUTO_TEST_CASE(iso_dates_are_read_back) {
  BOOST_TEST(isoDate(day(2024, 2, 29)) == "2024-02-29");
  BOOST_TEST((dateFromIso("2024-02-29") == day(2024, 2, 29)));
  BOOST_TEST((monthFromIso("2025-11") == std::chrono::year(2025) / std::chrono::November));
}

const char* const kNoIsoDates[] = {"",           "2025-02-29", "2025-2-28",  "2025-13-01",  "2025-00-10", "2025/05/15",
                                   "15.05.2025", "2025-05-1x", "+025-05-15", "2025-05-15 ", "2025-05-00"};

BOOST_DATA_TEST_CASE(what_is_not_an_iso_date_is_not_read, data::make(kNoIsoDates), text) {
  BOOST_TEST(!dateFromIso(text));
}

BOOST_AUTO_TEST_SUITE_END()
