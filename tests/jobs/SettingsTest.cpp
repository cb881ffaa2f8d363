#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <set>

#include "TempFolder.h"
#include "jobs/config/SettingValue.h"
#include "jobs/config/Settings.h"
#include "pipeline/Error.h"

namespace balalyk {
namespace {

using Source = SettingOrigin::Source;

// Nothing from this machine's /etc takes part.
SettingSources sourcesOf(const std::filesystem::path& file) {
  SettingSources sources;
  if (!file.empty()) sources.file = file;
  sources.usualFile = "/nonexistent/balalyk.conf";
  return sources;
}

Problem problemWith(const SettingSources& sources) {
  try {
    readSettings(sources);
  } catch (const Error& error) {
    return error.problem();
  }
  return {"none", {}};
}

BOOST_AUTO_TEST_SUITE(settings)

BOOST_AUTO_TEST_CASE(every_default_is_a_value_of_its_setting) {
  for (const auto& setting : allSettings())
    BOOST_TEST(isValueOf(setting, setting.defaultValue), "the default of " << setting.name);
}

BOOST_AUTO_TEST_CASE(no_two_settings_share_a_name_or_a_variable) {
  std::set<std::string> names;
  for (const auto& setting : allSettings()) {
    BOOST_TEST(names.insert(std::string(setting.name)).second);
    BOOST_TEST(names.insert(environmentName(setting.name)).second);
  }
}

BOOST_AUTO_TEST_CASE(a_setting_that_nobody_sets_has_its_default) {
  const auto settings = readSettings(sourcesOf({}));
  BOOST_TEST(settings.duration("database.deadline").count() == 10'000);
  BOOST_CHECK(settings.value("database.deadline").origin.source == Source::byDefault);
}

BOOST_AUTO_TEST_CASE(the_file_goes_over_the_default_and_its_line_is_told) {
  const test::TempFolder folder;
  const auto file = folder.write("b.conf", "# note\n\noffice.slots = 3\n");
  const auto settings = readSettings(sourcesOf(file));
  BOOST_TEST(settings.integer("office.slots") == 3);
  BOOST_CHECK(settings.value("office.slots").origin.source == Source::file);
  BOOST_TEST(settings.value("office.slots").origin.place == file.string() + ":3");
}

BOOST_AUTO_TEST_CASE(the_environment_goes_over_the_file_and_an_option_over_both) {
  const test::TempFolder folder;
  auto sources = sourcesOf(folder.write("b.conf", "office.slots = 3\nworker.attempts = 3\nlists.months = 3\n"));
  sources.environment = {{"BALALYK_OFFICE_SLOTS", "4"}, {"BALALYK_WORKER_ATTEMPTS", "4"}, {"PATH", "/bin"}};
  sources.assignments = {"office.slots=5"};
  const auto settings = readSettings(sources);
  BOOST_TEST(settings.integer("office.slots") == 5);
  BOOST_TEST(settings.value("office.slots").origin.place == "--set office.slots");
  BOOST_TEST(settings.integer("worker.attempts") == 4);
  BOOST_TEST(settings.value("worker.attempts").origin.place == "BALALYK_WORKER_ATTEMPTS");
  BOOST_TEST(settings.integer("lists.months") == 3);
}

BOOST_DATA_TEST_CASE(a_time_zone_that_is_not_known_is_refused_with_its_place,
                     boost::unit_test::data::make({"", "Bishkek", "asia/bishkek", "+06:00", "BST", "Asia/Bischkek"}),
                     written) {
  const test::TempFolder folder;
  const auto file = folder.write("b.conf", "\ntime.zone = " + std::string(written) + "\n");
  const auto problem = problemWith(sourcesOf(file));
  BOOST_TEST(problem.code == "settingNoTimeZone");
  BOOST_TEST(problem.params.at("place") == file.string() + ":2");
}

BOOST_AUTO_TEST_CASE(the_time_zone_is_bishkek_unless_another_is_set) {
  BOOST_TEST(readSettings(sourcesOf({})).text("time.zone") == "Asia/Bishkek");
  auto sources = sourcesOf({});
  sources.assignments = {"time.zone=Europe/Berlin"};
  BOOST_TEST(readSettings(sources).text("time.zone") == "Europe/Berlin");
}

BOOST_AUTO_TEST_CASE(the_last_of_two_equal_options_counts) {
  auto sources = sourcesOf({});
  sources.assignments = {"office.slots=5", "office.slots=6"};
  BOOST_TEST(readSettings(sources).integer("office.slots") == 6);
}

BOOST_AUTO_TEST_CASE(the_usual_file_is_read_when_it_is_there_and_no_other_is_named) {
  const test::TempFolder folder;
  SettingSources sources;
  sources.usualFile = folder.write("usual.conf", "office.slots = 7\n");
  BOOST_TEST(readSettings(sources).integer("office.slots") == 7);
  sources.file = folder.write("other.conf", "");
  BOOST_TEST(readSettings(sources).integer("office.slots") == 0);
}

BOOST_AUTO_TEST_CASE(a_relative_path_counts_from_the_folder_of_its_file) {
  const test::TempFolder folder;
  auto sources = sourcesOf(folder.write("b.conf", "store.location = ../store\nkeys.ring = /abs/ring.json\n"));
  const auto settings = readSettings(sources);
  BOOST_TEST(settings.path("store.location") == folder.path().parent_path() / "store");
  BOOST_TEST(settings.path("keys.ring") == "/abs/ring.json");
}

BOOST_AUTO_TEST_CASE(the_store_is_a_path_or_an_address) {
  const test::TempFolder folder;
  const auto locationFrom = [&](const std::string& text) {
    return readSettings(sourcesOf(folder.write("b.conf", "store.location = " + text + "\n"))).text("store.location");
  };
  BOOST_TEST(locationFrom("s3://bucket/prefix") == "s3://bucket/prefix");
  BOOST_TEST(locationFrom("folder:store") == "folder:" + (folder.path() / "store").string());
  BOOST_TEST(locationFrom("folder:/abs/store") == "folder:/abs/store");
}

BOOST_AUTO_TEST_CASE(an_unknown_name_in_the_file_is_refused_and_the_nearest_known_one_named) {
  const test::TempFolder folder;
  const auto problem = problemWith(sourcesOf(folder.write("b.conf", "office.slot = 3\n")));
  BOOST_TEST(problem.code == "settingMistyped");
  BOOST_TEST(problem.params.at("nearest") == "office.slots");
  BOOST_TEST(problem.params.at("place") == (folder.path() / "b.conf").string() + ":1");
}

BOOST_AUTO_TEST_CASE(a_name_without_its_group_finds_the_setting) {
  auto sources = sourcesOf({});
  sources.assignments = {"addressBase=https://example.kg/"};
  BOOST_TEST(problemWith(sources).params.at("nearest") == "check.addressBase");
}

BOOST_AUTO_TEST_CASE(an_unknown_name_that_is_like_none_is_refused_without_a_guess) {
  auto sources = sourcesOf({});
  sources.assignments = {"colour=blue"};
  BOOST_TEST(problemWith(sources).code == "settingUnknown");
}

BOOST_AUTO_TEST_CASE(a_mistyped_variable_of_ours_is_refused) {
  auto sources = sourcesOf({});
  sources.environment = {{"BALALYK_OFICE_SLOTS", "1"}};
  BOOST_TEST(problemWith(sources).params.at("nearest") == "BALALYK_OFFICE_SLOTS");
}

BOOST_AUTO_TEST_CASE(a_wrong_value_is_refused_and_not_repeated) {
  auto sources = sourcesOf({});
  sources.assignments = {"database.deadline=s3cret"};
  const auto problem = problemWith(sources);
  BOOST_TEST(problem.code == "settingWrong");
  BOOST_TEST(toString(problem).find("s3cret") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_choice_names_what_can_be_chosen) {
  auto sources = sourcesOf({});
  sources.assignments = {"log.format=xml"};
  BOOST_TEST(problemWith(sources).params.at("choices") == "text, json");
}

BOOST_AUTO_TEST_CASE(a_named_file_that_is_not_there_is_an_error) {
  BOOST_TEST(problemWith(sourcesOf("/nonexistent/x.conf")).code == "settingsFileMissing");
}

BOOST_AUTO_TEST_CASE(a_folder_in_place_of_a_file_is_an_error) {
  const test::TempFolder folder;
  BOOST_TEST(problemWith(sourcesOf(folder.path())).code == "settingsFileUnreadable");
}

BOOST_AUTO_TEST_CASE(a_line_that_is_no_setting_is_refused_with_its_number) {
  const test::TempFolder folder;
  const auto problem = problemWith(sourcesOf(folder.write("b.conf", "\n\nslots 3\n")));
  BOOST_TEST(problem.code == "propertiesUnreadable");
  BOOST_TEST(problem.params.at("line") == "3");
}

BOOST_AUTO_TEST_CASE(a_setting_that_stands_twice_in_a_file_is_refused) {
  const test::TempFolder folder;
  BOOST_TEST(problemWith(sourcesOf(folder.write("b.conf", "office.slots=1\noffice.slots=2\n"))).code ==
             "propertyTwice");
}

BOOST_AUTO_TEST_CASE(a_file_in_another_encoding_is_refused) {
  const test::TempFolder folder;
  BOOST_TEST(problemWith(sourcesOf(folder.write("b.conf", "# \xcf\xf0\xe8\xe2\xe5\xf2\n"))).code == "textNotUtf8");
}

BOOST_AUTO_TEST_CASE(an_assignment_without_an_equals_sign_is_refused) {
  auto sources = sourcesOf({});
  sources.assignments = {"office.slots"};
  BOOST_TEST(problemWith(sources).code == "assignmentWrong");
}

BOOST_AUTO_TEST_CASE(durations_sizes_and_lists_are_read_as_they_are_written) {
  BOOST_TEST(parseDuration("250ms")->count() == 250);
  BOOST_TEST(parseDuration("5m")->count() == 300'000);
  BOOST_TEST(parseDuration("1d")->count() == 86'400'000);
  BOOST_TEST(*parseSize("600M") == 629'145'600u);
  BOOST_TEST(*parseSize("4096") == 4096u);
  BOOST_TEST(*parseBoolean("off") == false);
  const std::vector<std::string> expected = {"fill", "sign"};
  BOOST_TEST(parseList(" fill, , sign ") == expected, boost::test_tools::per_element());
}

const char* const kNoDurations[] = {
    "", "5", "m", "5 m", "-5m", "5M", "1.5h", "99999999999999999999s", "9223372036854775807d"};
BOOST_DATA_TEST_CASE(what_is_no_duration_is_not_read_as_one, boost::unit_test::data::make(kNoDurations), text) {
  BOOST_TEST(!parseDuration(text).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk
