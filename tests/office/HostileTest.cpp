#include <sys/resource.h>
#include <unistd.h>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <fstream>

#include "FakeProgram.h"
#include "pipeline/Error.h"

// A soffice that a template has taken over: whatever it says and does, the program lives, and what others see of it is
// what it may be.
using namespace balalyk;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

// Takes the document, then does this.
std::string once(const std::string& deed) {
  return "cat $GREETING >&3; head -c 1 <&3 >/dev/null; " + deed;
}

// The most memory this program has had.
long peakMegabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    long kilobytes = 0;
    if (word == "VmHWM:" && status >> kilobytes) return kilobytes / 1024;
  }
  return 0;
}

struct Log {
  const char* what;
  const char* deed;
};
const Log kLogs[] = {{"a link to a file of the program", "rm -f log; ln -s $SECRET log"},
                     {"a pipe that nobody writes to", "rm -f log; mkfifo log"},
                     {"a folder", "rm -f log; mkdir log"}};
std::ostream& operator<<(std::ostream& out, const Log& log) {
  return out << log.what;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hostile_office)

BOOST_AUTO_TEST_CASE(a_long_answer_that_is_only_announced_takes_no_memory) {
  const FakeProgram program(once("printf '\\000\\000\\000\\020' >&3; exec sleep 600"));  // 256 MB
  auto settings = program.settings();
  settings.documentDeadline = 200ms;
  sheets::Pool pool(settings);
  BOOST_TEST_REQUIRE(sheets::eventually([&] { return pool.office().counters().slotsReady == 1; }));
  std::ofstream("/proc/self/clear_refs") << 5;  // the peak is the present again
  const auto before = peakMegabytes();
  BOOST_TEST(pool.failure().problem().code == "officeTimedOut");
  BOOST_TEST(peakMegabytes() - before < 100);
}

BOOST_DATA_TEST_CASE(what_is_in_the_place_of_its_output_is_not_read, boost::unit_test::data::make(kLogs), log) {
  const auto secret = fs::temp_directory_path() / ("office-secret-" + std::to_string(::getpid()) + ".txt");
  writeFile(secret, "TOP-SECRET-TEXT");
  const FakeProgram program("SECRET=" + secret.string() + "\n" + once(std::string(log.deed) + "; exit 139"));
  sheets::Pool pool(program.settings());
  const auto failure = pool.failure();
  BOOST_TEST(failure.problem().code == "officeCrashed");
  BOOST_TEST(failure.evidence().runs.size() == 2u);
  for (const auto& run : failure.evidence().runs) BOOST_TEST(run.output.find("TOP-SECRET") == std::string::npos);
  fs::remove(secret);
}

BOOST_AUTO_TEST_CASE(what_it_says_of_a_failure_is_a_name_or_nothing) {
  filler::Reply failed;
  failed.status = filler::Reply::Status::failed;
  for (const auto& [step, fault] : {std::pair<std::string, std::string>{"layout\x1b[2J", ""},
                                    {"export", "Жээнбекова Айгүл"},
                                    {"export", "\xD0"},
                                    {"", std::string(1 << 20, 'x')}}) {
    failed.step = step;
    failed.fault = fault;
    const FakeProgram program(once("cat $(dirname $GREETING)/failed >&3; exec sleep 600"));
    program.answers("failed", failed);
    sheets::Pool pool(program.settings());
    const auto problem = pool.failure().problem();
    BOOST_TEST(problem.code == "officeCrashed");
    const auto detail = problem.params.at("detail");
    BOOST_TEST(detail.find("an invalid response from the filler") == 0u, detail);
  }
}

BOOST_AUTO_TEST_CASE(leaves_no_folder_behind_however_deep) {
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  const rlimit usual{1024, before.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &usual);
  const FakeProgram program(
      once("cd $TMPDIR; i=0; while [ $i -lt 1500 ]; do mkdir d; cd d; i=$((i+1)); done; exit 139"));
  sheets::Pool pool(program.settings());
  BOOST_TEST(pool.failure().problem().code == "officeCrashed");
  pool.end();
  BOOST_TEST(fs::is_empty(pool.work()));
  ::setrlimit(RLIMIT_NOFILE, &before);
}

BOOST_AUTO_TEST_SUITE_END()
