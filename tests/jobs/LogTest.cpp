#include "jobs/output/Log.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "TempFolder.h"
#include "connectors/texts/Messages.h"
#include "jobs/output/Console.h"
#include "jobs/output/EventFormatter.h"

namespace balalyk {
namespace {

using namespace std::chrono_literals;

std::chrono::system_clock::time_point noon() {
  return std::chrono::sys_days{2026y / 1 / 2} + 12h;
}

struct Screen {
  std::ostringstream out, err;
  Messages messages{"en"};
  Console console{out, err, {}};
};

std::string readText(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

BOOST_AUTO_TEST_SUITE(log_channels)

BOOST_AUTO_TEST_CASE(a_line_for_people_has_the_time_and_the_catalogues_text) {
  Screen screen;
  const Log log(screen.console, screen.messages, {}, noon);
  log.event(LogLevel::information, "stopped");
  log.problem(LogLevel::warning, "documentWaits", {"judgeUnavailable", {{"problem", "officeMissing"}}},
              {{"document", "d1"}, {"stage", "publish"}});
  const auto text = screen.err.str();
  BOOST_TEST(text.starts_with("2026-01-02T12:00:00.000000Z Stopped.\n"), text);
  BOOST_TEST(text.find("Document d1, stage publish: ") != std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(what_weighs_less_than_the_level_is_not_written) {
  Screen screen;
  const Log log(screen.console, screen.messages, {.level = LogLevel::warning}, noon);
  log.event(LogLevel::information, "stopped");
  BOOST_TEST(screen.err.str().empty());
  BOOST_TEST(log.shows(LogLevel::error));
  BOOST_TEST(!log.shows(LogLevel::debug));
}

BOOST_AUTO_TEST_CASE(two_logs_are_apart) {
  Screen first, second;
  const Log one(first.console, first.messages, {}, noon);
  const Log other(second.console, second.messages, {.level = LogLevel::error, .format = Log::Format::json}, noon);
  one.event(LogLevel::information, "stopped");
  BOOST_TEST(!first.err.str().empty());
  BOOST_TEST(second.err.str().empty());
}

BOOST_AUTO_TEST_CASE(a_file_that_has_grown_is_put_aside_and_the_oldest_are_removed) {
  const test::TempFolder folder;
  const auto file = folder.path() / "log";
  for (const char* others : {"log.db", "log.2026-01.gz", "logs"}) std::ofstream(folder.path() / others) << "kept";
  Screen screen;
  const Log log(screen.console, screen.messages,
                {.format = Log::Format::json, .channel = Log::Channel::file, .file = file, .rotateAt = 1000, .keep = 2},
                noon);
  for (int i = 0; i < 100; ++i) log.event(LogLevel::error, "stopped", {{"number", std::to_string(i)}});
  BOOST_TEST(screen.err.str().empty(), screen.err.str());
  BOOST_TEST(readText(file).find("\"number\": \"99\"") != std::string::npos, readText(file));
  BOOST_TEST(std::filesystem::file_size(file) < 1200u);
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) names.insert(entry.path().filename());
  const std::set<std::string> expected{"log", "log.0", "log.1", "log.2026-01.gz", "log.db", "logs"};
  BOOST_TEST(names == expected, boost::test_tools::per_element());
  BOOST_TEST(readText(folder.path() / "log.0") > readText(folder.path() / "log.1"));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_written_to_its_file_comes_to_the_console_with_one_hint) {
  const test::TempFolder folder;
  Screen screen;
  const Log log(screen.console, screen.messages,
                {.channel = Log::Channel::file, .file = folder.path() / "missing" / "log"}, noon);
  log.event(LogLevel::error, "stopped");
  log.event(LogLevel::error, "stopped");
  BOOST_TEST(screen.err.str() ==
             "2026-01-02T12:00:00.000000Z The log cannot be written to where log.channel says: its lines come here.\n"
             "2026-01-02T12:00:00.000000Z Stopped.\n2026-01-02T12:00:00.000000Z Stopped.\n");
}

BOOST_AUTO_TEST_CASE(the_hint_is_json_too_where_the_log_is) {
  const test::TempFolder folder;
  Screen screen;
  const Log log(screen.console, screen.messages,
                {.format = Log::Format::json, .channel = Log::Channel::file, .file = folder.path() / "missing" / "log"},
                noon);
  log.event(LogLevel::error, "stopped");
  std::istringstream lines(screen.err.str());
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) BOOST_TEST(line.starts_with("{\"time\": "), line);
  BOOST_TEST(count == 2);
}

// Channels of Poco may copy a message: all of it is in what they copy.
BOOST_AUTO_TEST_CASE(a_copy_of_a_message_is_written_as_the_message) {
  const Problem problem{"uploadMissing", {{"field", "x"}}};
  const Poco::Message copy(messageOf(LogLevel::error, "documentReturned", {{"document", "d1"}}, &problem));
  Messages messages("en");
  Poco::AutoPtr<EventFormatter> formatter(new EventFormatter(messages, Log::Format::json));
  std::string text;
  formatter->format(copy, text);
  BOOST_TEST(text.ends_with("\"level\": \"error\", \"event\": \"documentReturned\", \"document\": \"d1\", "
                            "\"problem\": \"uploadMissing\", \"problem.field\": \"x\"}"),
             text);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk
