#include "pipeline/domain/Money.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <limits>

using namespace balalyk;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(Money)

struct Amount {
  Tyiyn tyiyn;
  const char *written, *decimal;
};
std::ostream& operator<<(std::ostream& out, const Amount& one) {
  return out << one.tyiyn;
}

const Amount kAmounts[] = {
    {0, "0,00\u00A0сом", "0.00"},
    {5, "0,05\u00A0сом", "0.05"},
    {8'550, "85,50\u00A0сом", "85.50"},
    {99'999, "999,99\u00A0сом", "999.99"},
    {310'000, "3\u00A0100,00\u00A0сом", "3100.00"},
    {123'456'789, "1\u00A0234\u00A0567,89\u00A0сом", "1234567.89"},
    {-310'050, "-3\u00A0100,50\u00A0сом", "-3100.50"},
    {std::numeric_limits<Tyiyn>::min(), "-92\u00A0233\u00A0720\u00A0368\u00A0547\u00A0758,08\u00A0сом",
     "-92233720368547758.08"},
};

BOOST_DATA_TEST_CASE(an_amount_is_written_in_groups_and_in_full, data::make(kAmounts), one) {
  BOOST_TEST(writtenMoney(one.tyiyn) == one.written);
  BOOST_TEST(decimalMoney(one.tyiyn) == one.decimal);
}

BOOST_AUTO_TEST_SUITE_END()
