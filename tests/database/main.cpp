#define BOOST_TEST_MODULE database
#include <boost/test/unit_test.hpp>

#include "TestDatabase.h"

// Names in messages.
namespace balalyk {
std::ostream& boost_test_print_type(std::ostream& stream, State state) {
  return stream << toString(state);
}
}  // namespace balalyk
