#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "ProgramRun.h"
#include "TempFolder.h"
#include "jobs/output/ExitCode.h"

namespace balalyk {
namespace {

using Arguments = std::vector<std::string>;

struct WrongUse {
  Arguments arguments;
  std::string says;
};
std::ostream& operator<<(std::ostream& stream, const WrongUse& use) {
  for (const auto& argument : use.arguments) stream << argument << ' ';
  return stream;
}

// A sample portal and settings for it, in its own folder.
class Portal {
 public:
  Portal() {
    settings_ =
        folder_.write("balalyk.conf", "database.connection = sqlite:" + (folder_.path() / "portal.db").string() +
                                          "\nstore.location = " + (folder_.path() / "store").string() +
                                          "\nkeys.ring = " + (folder_.path() / "keyring.json").string() +
                                          "\nkeys.trustAnchors = " + (folder_.path() / "anchors.pem").string() + "\n");
    run({"database", "migrate"});
    run({"database", "seed", "--from", BALALYK_SOURCES "/samples/records"});
  }
  test::ProgramRun run(Arguments arguments) const {
    arguments.insert(arguments.begin(), {"--config", settings_.string()});
    return test::runProgram(arguments);
  }
  const test::TempFolder& folder() const { return folder_; }
  std::string settings() const { return settings_.string(); }

 private:
  test::TempFolder folder_;
  std::filesystem::path settings_;
};

std::string readText(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

BOOST_AUTO_TEST_SUITE(commands)

BOOST_AUTO_TEST_CASE(a_wrong_setting_is_reported_in_the_language_that_the_settings_ask_for) {
  const test::TempFolder folder;
  const auto inRussian = folder.write("ru.conf", "office.slots = two\nlanguage = ru\n").string();
  const std::string russian = "Значение настройки office.slots", kyrgyz = "office.slots жөндөөсүнүн";
  const auto reported = [](const Arguments& arguments, const Arguments& environment = {}) {
    const auto run = test::runProgram(arguments, environment);
    BOOST_TEST(run.exitCode == kUsage);
    return run.err;
  };
  BOOST_TEST(reported({"--config", inRussian, "config"}).find(russian) != std::string::npos);
  BOOST_TEST(reported({"--config", inRussian, "--set", "language=ky", "config"}).find(kyrgyz) != std::string::npos);
  BOOST_TEST(reported({"--set", "office.slots=two", "config"}, {"BALALYK_LANGUAGE=ky"}).find(kyrgyz) !=
             std::string::npos);
}

const WrongUse kWrongUses[] = {
    {{}, "not said what to do"},
    {{"nightli"}, "Did you mean “nightly”"},
    {{"template", "chek"}, "Did you mean “check”"},
    {{"database"}, "balalyk database --help"},
    {{"status", "--nonsense"}, "“--nonsense” is not understood"},
    {{"--daemon"}, "“--daemon” is not understood"},
    {{"worker", "--pidfile=/tmp/x"}, "“--pidfile=/tmp/x” is not understood"},
    {{"nightly", "--scheduled-for", "someday"}, "--scheduled-for"},
    {{"worker", "extra"}, "“extra” is not understood"},
    {{"regenerate", "12/34"}, "--reason is missing"},
    {{"authorise", "batch"}, "--all is missing"},
    {{"authorise", "batch", "--all"}, "--commission is missing"},
    {{"authorise", "batch", "--all", "--document", "x"}, "do not go together"},
    {{"authorise", "standing"}, "--commission is missing"},
    {{"authorise", "reject", "x"}, "--reason is missing"},
    {{"authorise", "revoke"}, "id is missing"},
    {{"authorise", "lst"}, "Did you mean “list”"},
    {{"authorise", "--all"}, "--commission is missing"},
    {{"authorise", "--all", "--document", "x"}, "do not go together"},
    {{"authorise", "--reason", "x"}, "needs --reject"},
    {{"authorise", "--standing"}, "--commission is missing"},
    {{"account", "add"}, "login is missing"},
    {{"account", "add", "aigul", "--role", "king"}, "--role"},
    {{"account", "role", "aigul", "secretary", "--member", "x", "--withdraw"}, "do not go together"},
    {{"account", "add", "aigul", "--typed", "--password-fd", "0"}, "do not go together"},
    {{"account", "lst"}, "Did you mean “list”"},
    {{"retry"}, "not said what to retry"},
    {{"retry", "--all", "x"}, "do not go together"},
    {{"find", "--from", "31.12.2026"}, "--from"},
    {{"find", "--state", "lost"}, "There is no state “lost”"},
    {{"find", "--kind", "letter"}, "There is no kind of document “letter”"},
    {{"find", "--limit", "0"}, "--limit"},
    {{"export", "12/34"}, "--to is missing"},
    {{"verify"}, "files is missing"},
    {{"template", "check"}, "files is missing"},
    {{"template", "preview", "voucher-list", "--language", "ky"}, "--to is missing"},
    {{"template", "preview", "voucher-list", "--language", "ky", "--to", "x", "--values", "odd"}, "--values"},
    {{"database", "seed", "--applications", "-1"}, "--applications"},
    {{"config", "--json", "--example"}, "do not go together"},
    {{"config", "--reference", "--example"}, "do not go together"},
    {{"config", "--set", "office.slot=1"}, "Did you mean “office.slots”"},
    {{"config", "--config", "/nonexistent.conf"}, "does not exist"},
};
BOOST_DATA_TEST_CASE(wrong_use_ends_with_2_and_says_what_to_do, boost::unit_test::data::make(kWrongUses), use) {
  const auto run = test::runProgram(use.arguments);
  BOOST_TEST(run.exitCode == kUsage);
  // Who asked for JSON gets the problem as JSON too.
  const bool json = std::ranges::find(use.arguments, "--json") != use.arguments.end();
  BOOST_TEST(run.out.empty() == !json);
  BOOST_TEST(run.err.find(use.says) != std::string::npos, run.err);
  BOOST_TEST(run.err.find("What to do: ") != std::string::npos, run.err);
}

const Arguments kHelps[] = {{},
                            {"nightly"},
                            {"worker"},
                            {"regenerate"},
                            {"authorise", "list"},
                            {"authorise", "batch"},
                            {"authorise", "standing"},
                            {"authorise", "revoke"},
                            {"authorise", "reject"},
                            {"authorise", "receipt"},
                            {"find"},
                            {"export"},
                            {"verify"},
                            {"template", "check"},
                            {"template", "preview"},
                            {"retry"},
                            {"status"},
                            {"config"},
                            {"database", "migrate"},
                            {"database", "seed"},
                            {"database", "verify"}};
BOOST_AUTO_TEST_CASE(every_command_has_help_with_examples_in_each_language) {
  for (auto arguments : kHelps) {
    arguments.emplace_back("--help");
    for (const auto& [language, heading] : {std::pair("en", "Examples:"), {"ru", "Примеры:"}, {"ky", "Мисалдар:"}}) {
      const auto run = test::runProgram(arguments, {std::string("BALALYK_LANGUAGE=") + language});
      BOOST_TEST(run.exitCode == kAllDone);
      BOOST_TEST(run.out.find(heading) != std::string::npos, arguments.front() << " in " << language);
      BOOST_TEST(run.out.find("option.") == std::string::npos, run.out);
      BOOST_TEST(run.out.find("value.") == std::string::npos, run.out);
    }
  }
}

BOOST_AUTO_TEST_CASE(help_is_there_even_when_the_settings_are_wrong) {
  BOOST_TEST(test::runProgram({"--set", "nonsense=1", "nightly", "--help"}).exitCode == kAllDone);
}

BOOST_AUTO_TEST_CASE(an_unknown_time_zone_is_reported_before_anything_is_done_and_ends_with_2) {
  const auto run = test::runProgram({"--set", "time.zone=Bishkek", "status"});
  BOOST_TEST(run.exitCode == kUsage);
  BOOST_TEST(run.err.find("time.zone") != std::string::npos, run.err);
  BOOST_TEST(run.err.find("Asia/Bishkek") != std::string::npos, run.err);
}

BOOST_AUTO_TEST_CASE(without_a_database_a_command_cannot_run_and_ends_with_3) {
  const test::TempFolder folder;
  const auto run = test::runProgram(
      {"--set", "database.connection=sqlite:" + (folder.path() / "none" / "portal.db").string(), "status"});
  BOOST_TEST(run.exitCode == kCannotRun);
  BOOST_TEST(run.err.find("What to do: ") != std::string::npos, run.err);
}

BOOST_AUTO_TEST_CASE(config_reports_the_value_and_where_it_came_from) {
  const test::TempFolder folder;
  const auto file = folder.write("b.conf", "\noffice.slots = 3\n");
  const auto run = test::runProgram({"config", "--config", file.string(), "--json"}, {"BALALYK_LISTS_MONTHS=2"});
  BOOST_TEST(run.exitCode == kAllDone);
  BOOST_TEST(run.out.find("\"place\": \"" + file.string() + ":2\"") != std::string::npos);
  BOOST_TEST(run.out.find("\"place\": \"BALALYK_LISTS_MONTHS\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_shipped_settings_file_is_the_one_that_the_program_writes) {
  const auto run = test::runProgram({"config", "--example"});
  BOOST_TEST(run.out == readText(BALALYK_SOURCES "/jobs/systemd/balalyk.conf"));
}

BOOST_AUTO_TEST_CASE(the_reference_in_the_readme_is_the_one_that_the_program_writes) {
  const std::string begin = "<!-- settings: begin -->\n";
  const auto readme = readText(BALALYK_SOURCES "/jobs/README.md");
  const auto from = readme.find(begin) + begin.size();
  const auto run = test::runProgram({"config", "--reference"});
  BOOST_TEST(run.exitCode == kAllDone);
  BOOST_TEST(run.out == readme.substr(from, readme.find("<!-- settings: end -->") - from));
}

BOOST_AUTO_TEST_CASE(the_shipped_settings_file_is_understood) {
  const auto run = test::runProgram({"config", "--config", BALALYK_SOURCES "/jobs/systemd/balalyk.conf"});
  BOOST_TEST(run.exitCode == kAllDone);
}

BOOST_AUTO_TEST_CASE(migrate_and_seed_can_be_done_again_without_effect) {
  const Portal portal;
  const auto again = portal.run({"database", "seed", "--from", BALALYK_SOURCES "/samples/records", "--json"});
  BOOST_TEST(again.exitCode == kAllDone, again.err);
  BOOST_TEST(again.out.find("\"applications\": 0") != std::string::npos, again.out);
  const auto migrated = portal.run({"database", "migrate"});
  BOOST_TEST(migrated.exitCode == kAllDone);
  BOOST_TEST(migrated.out.find("as this program needs it") != std::string::npos, migrated.out);
}

BOOST_AUTO_TEST_CASE(a_portal_without_documents_is_reported_as_such) {
  const Portal portal;
  const auto status = portal.run({"status"});
  BOOST_TEST(status.exitCode == kAllDone, status.err);
  BOOST_TEST(status.out.find("There are no documents yet") != std::string::npos);
  const auto found = portal.run({"find", "асанов"});
  BOOST_TEST(found.exitCode == kSomeFailed);
  const auto verified = portal.run({"database", "verify", "--json"});
  BOOST_TEST(verified.exitCode == kAllDone, verified.err);
  BOOST_TEST(verified.out.find("\"whole\": true") != std::string::npos, verified.out);
  const auto listed = portal.run({"authorise", "list"});
  BOOST_TEST(listed.exitCode == kAllDone, listed.err);
  BOOST_TEST(listed.out.find("Nothing waits") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_document_that_is_not_there_cannot_be_exported_regenerated_or_retried) {
  const Portal portal;
  const auto exported = portal.run({"export", "99/99", "--to", (portal.folder().path() / "out").string()});
  BOOST_TEST(exported.exitCode == kSomeFailed);
  BOOST_TEST(exported.err.find("There is no document 99/99") != std::string::npos, exported.err);
  BOOST_TEST(portal.run({"regenerate", "99/99", "--reason", "x"}).exitCode == kUsage);
  BOOST_TEST(portal.run({"retry", "99"}).exitCode == kSomeFailed);
}

BOOST_AUTO_TEST_CASE(verify_needs_trust_anchors_and_reports_a_file_that_is_not_a_container) {
  const test::TempFolder folder;
  const auto file = folder.write("x.asice", "no container");
  BOOST_TEST(test::runProgram({"verify", file.string(), "--anchors", "/nonexistent.pem"}).exitCode == kCannotRun);
  BOOST_TEST(test::runProgram({"verify", file.string(), "--anchors", file.string()}).exitCode == kCannotRun);
}

BOOST_AUTO_TEST_CASE(a_worker_that_is_asked_to_stop_ends_well_within_ten_seconds) {
  const Portal portal;
  double seconds = 0;
  const auto run = test::stopProgram({"--config", portal.settings(), "worker", "--set", "worker.stages=publish",
                                      "--set", "keys.trustAnchors=" BALALYK_SOURCES "/tests/jobs/anchor.pem"},
                                     "Started", seconds);
  BOOST_TEST(run.exitCode == kAllDone, run.err);
  BOOST_TEST(run.err.find("Asked to stop") != std::string::npos, run.err);
  BOOST_TEST(seconds < 10);
}

BOOST_AUTO_TEST_CASE(a_person_who_interrupts_a_worker_ends_it_as_a_service_manager_does) {
  const Portal portal;
  double seconds = 0;
  const auto run = test::stopProgram({"--config", portal.settings(), "worker", "--set", "worker.stages=publish",
                                      "--set", "keys.trustAnchors=" BALALYK_SOURCES "/tests/jobs/anchor.pem"},
                                     "Started", seconds, SIGINT);
  BOOST_TEST(run.exitCode == kAllDone, run.err);
  BOOST_TEST(run.err.find("Stopped.") != std::string::npos, run.err);
}

#ifndef __SANITIZE_ADDRESS__
BOOST_AUTO_TEST_CASE(a_crash_is_left_to_the_system) {
  const Portal portal;
  double seconds = 0;
  const auto run = test::stopProgram({"--config", portal.settings(), "worker", "--set", "worker.stages=publish",
                                      "--set", "keys.trustAnchors=" BALALYK_SOURCES "/tests/jobs/anchor.pem"},
                                     "Started", seconds, SIGSEGV);
  BOOST_TEST(run.exitCode == 128 + SIGSEGV, run.err);
}
#endif

BOOST_AUTO_TEST_CASE(the_program_runs_in_a_folder_that_was_removed) {
  const test::TempFolder folder;
  const auto gone = (folder.path() / "gone").string();
  const std::string inGone = "mkdir '" + gone + "' && cd '" + gone + "' && rmdir '" + gone + "' && ";
  BOOST_TEST(std::system((inGone + "'" BALALYK_PROGRAM "' --version >/dev/null").c_str()) == 0);
}

BOOST_AUTO_TEST_CASE(a_worker_writes_its_log_where_the_settings_say) {
  const Portal portal;
  const auto file = portal.folder().path() / "worker.log";
  const auto run = portal.run({"worker", "--until-idle", "--set", "worker.stages=publish", "--set",
                               "keys.trustAnchors=" BALALYK_SOURCES "/tests/jobs/anchor.pem", "--set",
                               "log.channel=file", "--set", "log.format=json", "--set", "log.file=" + file.string()});
  BOOST_TEST(run.exitCode == kAllDone, run.err);
  BOOST_TEST(run.err.empty(), run.err);
  BOOST_TEST(readText(file).find("\"event\": \"started\"") != std::string::npos, readText(file));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk
