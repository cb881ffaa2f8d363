#define BOOST_TEST_MODULE office_variants
#include <boost/test/unit_test.hpp>
