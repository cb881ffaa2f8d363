#define BOOST_TEST_MODULE office
#define BOOST_TEST_NO_MAIN
#define BOOST_TEST_ALTERNATIVE_INIT_API
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <cstring>

#include "Sheets.h"

namespace {

// The program that a test kills: has a pool with a document made, says so, and waits.
int holdPool(const char* work, int ready) {
  auto settings = sheets::settings();
  settings.work = work;
  const auto office = balalyk::makeOfficePool(settings);
  const auto values = sheets::values(1);
  office->fill({.documentId = "d", .kind = "sheet", .language = "ky", .values = &values, .title = "T", .trial = true});
  if (::write(ready, "x", 1) != 1) return 1;
  for (;;) ::pause();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 4 && std::strcmp(argv[1], "--hold-pool") == 0) return holdPool(argv[2], std::atoi(argv[3]));
  return boost::unit_test::unit_test_main([] { return true; }, argc, argv);
}
