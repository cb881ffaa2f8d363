#include "pipeline/casework/ContactDetails.h"

#include <boost/test/unit_test.hpp>

#include "pipeline/domain/Money.h"

using namespace balalyk;

BOOST_AUTO_TEST_SUITE(TypedDetails)

BOOST_AUTO_TEST_CASE(a_telephone_number_is_understood_as_people_write_it) {
  for (const char* text : {"996555123456", "+996 (555) 12-34-56", "0555 12 34 56", " 996\u00A0555 123456 "})
    BOOST_CHECK_EQUAL(phoneFrom(text).value_or(""), "996555123456");
  for (const char* text : {"", "555123456", "99655512345", "9965551234567", "7 999 123 45 67", "996555l23456"})
    BOOST_CHECK_MESSAGE(!phoneFrom(text), text);
}

BOOST_AUTO_TEST_CASE(an_address_of_mail_is_one_that_mail_can_be_sent_to) {
  for (const char* text : {"a@b.kg", "aigul.asanova+work@edu.gov.kg"}) BOOST_CHECK_MESSAGE(isEmail(text), text);
  for (const char* text : {"", "a", "@b.kg", "a@", "a@b", "a b@c.kg", "a@b..kg", ".a@b.kg", "a@-b.kg",
                           "a@b.kg\r\nBcc: x@y.kg", "айгүл@b.kg", "a@b@c.kg", "<a@b.kg>"})
    BOOST_CHECK_MESSAGE(!isEmail(text), text);
  BOOST_CHECK(!isEmail(std::string(65, 'a') + "@b.kg"));
  BOOST_CHECK(!isEmail("a@" + std::string(252, 'b') + ".kg"));
}

BOOST_AUTO_TEST_CASE(an_amount_is_understood_as_people_write_it_and_never_guessed) {
  BOOST_CHECK_EQUAL(moneyFrom("36").value_or(-1), 36'00);
  BOOST_CHECK_EQUAL(moneyFrom("36,5").value_or(-1), 36'50);
  BOOST_CHECK_EQUAL(moneyFrom("3\u00A0100.05 сом").value_or(-1), 3'100'05);
  BOOST_CHECK_EQUAL(moneyFrom("0").value_or(-1), 0);
  for (const char* text : {"", "сом", "-5", "36,505", "36,", ",5", "1,000.50", "1e3", "36 $", "1234567890"})
    BOOST_CHECK_MESSAGE(!moneyFrom(text), text);
}

BOOST_AUTO_TEST_SUITE_END()
