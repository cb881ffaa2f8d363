#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>

#include "Sheets.h"
#include "connectors/office/Files.h"

using namespace balalyk;
namespace fs = std::filesystem;

namespace {

// The real soffice below a shell that keeps count of its starts at each instance.
class CountedOffice {
 public:
  CountedOffice() : folder_(fs::temp_directory_path() / ("office-counted-" + std::to_string(::getpid())) / "program") {
    fs::create_directories(folder_);
    const fs::path real = OfficeSettings{}.program;
    for (const char* part : {"services.rdb", "services", "versionrc"}) fs::create_symlink(real / part, folder_ / part);
    writeFile(folder_ / "soffice.bin",
              "#!/bin/sh\nprintf + >>\"$HOME/starts\"\nexec " + (real / "soffice.bin").string() + " \"$@\"\n");
    fs::permissions(folder_ / "soffice.bin", fs::perms::owner_all);
  }
  ~CountedOffice() { fs::remove_all(folder_.parent_path()); }

  OfficeSettings settings() const {
    auto settings = sheets::settings();
    settings.program = folder_;
    return settings;
  }

 private:
  const fs::path folder_;
};

// Of each instance that is there: a mark a start.
std::vector<std::string> starts(const fs::path& work) {
  std::vector<std::string> found;
  for (const auto& instance : sheets::workFolders(work, "instance-")) {
    if (fs::exists(instance / "starts")) found.push_back(readFile(instance / "starts"));
  }
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(profile)

BOOST_AUTO_TEST_CASE(soffice_takes_the_profile_for_one_that_it_has_set_up_and_starts_once) {
  const CountedOffice office;
  sheets::Pool pool(office.settings());
  pool.fill(sheets::values(1));
  BOOST_TEST(starts(pool.work()) == std::vector<std::string>{"+"}, boost::test_tools::per_element());
}

// One that must set up its profile first may say that it is ready, take a document, and then ask to be started again.
BOOST_AUTO_TEST_CASE(a_soffice_killed_while_it_starts_leaves_no_half_profile_to_the_next) {
  const CountedOffice office;
  sheets::Pool pool(office.settings());
  BOOST_TEST_REQUIRE(sheets::eventually([&] { return !pool.processes().empty(); }));
  for (const int process : pool.processes()) ::kill(process, SIGKILL);
  BOOST_TEST_REQUIRE(sheets::eventually([&] { return pool.office().counters().slotsReady == 1; }));
  BOOST_TEST(pool.fill(sheets::values(1)).pages == 1);
  BOOST_TEST(starts(pool.work()) == std::vector<std::string>{"+"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
