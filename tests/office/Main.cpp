#define BOOST_TEST_MODULE office
#include <boost/test/unit_test.hpp>
