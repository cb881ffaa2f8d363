#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <csignal>

#include "Processes.h"
#include "Sheets.h"
#include "connectors/office/OfficeProcess.h"

using namespace balalyk;
using namespace std::chrono_literals;

namespace {

// A shell in the place of soffice, and a process of it that has left its group and its session and ignores signals.
constexpr const char* kStray = "setsid setsid sh -c 'trap \"\" TERM HUP INT USR1; sleep 1000; sleep 1000' & ";

std::unique_ptr<OfficeProcess> shell(const std::string& script) {
  return std::make_unique<OfficeProcess>(
      Launch{sheets::settings().shim(), {"/bin/sh", "-c", script}, {"PATH=/usr/bin:/bin"}, "/", "/dev/null"});
}

std::vector<processes::Process> whenThereAre(std::size_t count) {
  std::vector<processes::Process> found;
  BOOST_TEST_REQUIRE(sheets::eventually([&] { return (found = processes::descendants(::getpid())).size() >= count; }));
  return found;
}

bool allGone(const std::vector<processes::Process>& processes) {
  return sheets::eventually([&] { return std::ranges::none_of(processes, processes::exists); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(shim)

BOOST_AUTO_TEST_CASE(all_that_was_started_ends_with_its_owner) {
  auto process = shell(std::string(kStray) + "exec sleep 1000");
  const auto family = whenThereAre(4);  // shim, command, stray, its sleep
  process.reset();
  BOOST_TEST(processes::descendants(::getpid()).empty());
  BOOST_TEST(allGone(family));
}

BOOST_AUTO_TEST_CASE(what_a_command_leaves_behind_ends_with_it) {
  auto process = shell("trap 'exit 81' USR1; " + std::string(kStray) + "while :; do sleep 0.01; done");
  const auto family = whenThereAre(5);  // with the command's own sleep
  const auto shim = std::ranges::find(family, ::getpid(), &processes::Process::parent);
  BOOST_TEST_REQUIRE((shim != family.end()));
  for (const auto& one : family) {
    if (one.parent == shim->pid) ::kill(one.pid, SIGUSR1);  // the command; the stray, if it is there too, ignores it
  }
  BOOST_TEST(process->exitCode(OfficeProcess::Clock::now() + 60s).value_or(-1) == OfficeProcess::kExitStartAgain);
  BOOST_TEST(process->wantsStartAgain());
  BOOST_TEST(processes::descendants(::getpid()).empty());
  BOOST_TEST(allGone(family));
}

BOOST_AUTO_TEST_CASE(says_how_the_command_ended) {
  for (const auto& [script, ending] : std::map<std::string, std::string>{
           {"exit 0", "exit 0"}, {"exit 7", "exit 7"}, {"kill -SEGV $$", "signal 11"}, {"kill -KILL $$", "signal 9"}}) {
    auto process = shell(script);
    BOOST_TEST(process->exitCode(OfficeProcess::Clock::now() + 60s).has_value());
    BOOST_TEST(process->ending() == ending);
  }
}

BOOST_AUTO_TEST_CASE(a_shim_that_is_killed_takes_the_command_along) {
  auto process = shell("exec sleep 1000");
  const auto family = whenThereAre(2);
  for (const auto& one : family) {
    if (one.parent == ::getpid()) ::kill(one.pid, SIGKILL);
  }
  BOOST_TEST(process->exitCode(OfficeProcess::Clock::now() + 60s).has_value() == false);
  BOOST_TEST(process->ending() == "signal 9");
  BOOST_TEST(allGone(family));
}

BOOST_AUTO_TEST_SUITE_END()
