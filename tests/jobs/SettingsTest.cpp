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
  for (const auto& setting : kSettings)
    BOOST_TEST(isValueOf(setting, setting.defaultValue), "the default of " << setting.name);
}

BOOST_AUTO_TEST_CASE(no_two_settings_share_a_name_or_a_variable) {
  std::set<std::string> names;
  for (const auto& setting : kSettings) {
    BOOST_TEST(names.insert(std::string(setting.name)).second);
    BOOST_TEST(names.insert(environmentName(setting.name)).second);
  }
}

BOOST_AUTO_TEST_CASE(a_setting_that_nobody_sets_has_its_default) {
  const auto settings = readSettings(sourcesOf({}));
  BOOST_TEST(settings.duration("database.deadline").count() == 10'000);
  BOOST_CHECK(settings.value("database.deadline").origin.source == Source::byDefault);
}

BOOST_AUTO_TEST_CASE(the_file_goes_over_the_default_and_its_line_is_reported) {
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
  BOOST_TEST(problem.code == "settingWrong");
  BOOST_TEST(problem.params.at("settingType") == "timeZone");
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

BOOST_AUTO_TEST_CASE(every_number_has_a_range) {
  for (const auto& setting : kSettings) {
    using T = SettingType;
    if (setting.type != T::integer && setting.type != T::duration && setting.type != T::size) continue;
    BOOST_TEST((!setting.least.empty() && !setting.most.empty()), setting.name);
    BOOST_TEST(isValueOf(setting, setting.least), setting.name);
    BOOST_TEST(isValueOf(setting, setting.most), setting.name);
  }
}

struct Written {
  const char* name;
  const char* text;
};
std::ostream& operator<<(std::ostream& out, const Written& written) {
  return out << written.name << "=" << written.text;
}

// Each of these once started the program, and meant something else than was written.
const Written kRefused[] = {
    {"office.memoryLimit", "3000"},
    {"office.memoryLimit", "0"},
    {"office.memoryLimit", "1K"},
    {"office.recycleAbove", "600"},
    {"office.recycleAbove", "-600M"},
    {"office.recycleAbove", "1M"},
    {"office.deadline", "0s"},
    {"office.deadline", "500ms"},
    {"office.deadline", "2d"},
    {"office.slots", "100000"},
    {"office.slots", "-1"},
    {"office.deflateLevel", "13"},
    {"timestamps.quota", "-5"},
    {"timestamps.timeout", "0s"},
    {"timestamps.policy", "tsa"},
    {"timestamps.policy", "1."},
    {"timestamps.policy", "1..2"},
    {"timestamps.policy", "127.0.0.1"},
    {"timestamps.policy", "3.1"},
    {"timestamps.policy", "1.40.1"},
    {"timestamps.urls", "tsa.example.kg"},
    {"timestamps.urls", "http://tsa.example.kg, ftp://tsa.example.kg"},
    {"timestamps.urls", "http://user:secret@tsa.example.kg"},
    {"store.location", "s3:bucket"},
    {"store.location", "store"},
    {"store.location", "./store"},
    {"store.location", "folder:store"},
    {"store.location", "https://bucket"},
    {"store.location", ""},
    {"store.location", "s3://"},
    {"store.location", "s3://ab/archive"},
    {"store.location", "s3://Bucket"},
    {"store.location", "s3://bucket//archive"},
    {"store.location", "s3://bucket/a b"},
    {"store.endpoint", "https://s3.example.kg/path"},
    {"store.endpoint", "https://s3.example.kg?x"},
    {"store.region", ""},
    {"keys.ring", ""},
    {"keys.trustAnchors", ""},
    {"office.program", ""},
    {"store.endpoint", "s3.example.kg"},
    {"store.region", "us east"},
    {"database.connection", "sqlite:portal.db"},
    {"database.connection", "portal.db"},
    {"database.connection", "mysql://host/db"},
    {"database.deadline", "0s"},
    {"keys.ring", "keyring.json"},
    {"keys.trustAnchors", "../anchors.pem"},
    {"templates.folder", "templates"},
    {"night.report", "night.json"},
    {"worker.stages", ""},
    {"worker.stages", " , "},
    {"worker.stages", "fil"},
    {"worker.stages", "fill, fill"},
    {"worker.stages", "fill; sign"},
    {"worker.lease", "0s"},
    {"worker.poll", "0ms"},
    {"worker.attempts", "0"},
    {"worker.hangAfter", "0s"},
    {"worker.monitor", "9464"},
    {"worker.monitor", "0.0.0.0:9464"},
    {"night.monitor", "example.kg"},
    {"take.batch", "0"},
    {"take.batch", "1000000"},
    {"lists.months", "-1"},
    {"check.addressBase", "foo"},
    {"check.addressBase", ""},
    {"check.addressBase", "https:///check/"},
    {"check.addressBase", "https://balalyk.edu.gov.kg/check"},
    {"check.addressBase", "https://balalyk.edu.gov.kg/check/#"},
    {"check.addressBase", "https://user@balalyk.edu.gov.kg/check/"},
    {"check.addressBase", "javascript:alert(1)/"},
    {"evidence.renewBefore", "0d"},
    {"revocation.freshness", "0s"},
    {"revocation.check", "1"},
    {"log.level", "trace"},
};
BOOST_DATA_TEST_CASE(what_a_setting_cannot_mean_is_refused, boost::unit_test::data::make(kRefused), written) {
  auto sources = sourcesOf({});
  sources.assignments = {std::string(written.name) + "=" + written.text};
  const auto problem = problemWith(sources);
  BOOST_TEST(problem.code == "settingWrong");
  BOOST_TEST(problem.params.at("name") == written.name);
  BOOST_TEST(problem.params.at("place") == std::string("--set ") + written.name);
}

const Written kTaken[] = {
    {"office.memoryLimit", "3G"},
    {"office.memoryLimit", "3221225472B"},
    {"office.slots", "0"},
    {"office.deadline", "1s"},
    {"timestamps.urls", "http://a.example.kg/tsa, https://b.example.kg:8443/tsa?x=1"},
    {"timestamps.urls", ""},
    {"timestamps.policy", "1.3.6.1.4.1"},
    {"store.location", "/srv/store"},
    {"store.location", "folder:/srv/store"},
    {"store.location", "s3://bucket/prefix"},
    {"store.endpoint", "https://[::1]:9000"},
    {"database.connection", "postgresql://u@h/d"},
    {"database.connection", "sqlite:/srv/portal.db"},
    {"worker.stages", "publish, fill"},
    {"worker.monitor", "127.0.0.1:0"},
    {"worker.monitor", "[::1]:9464"},
    {"keys.passwords", ""},
    {"check.addressBase", "https://balalyk.edu.gov.kg/check?id="},
    {"check.addressBase", "http://127.0.0.1:8080/check/"},
    {"take.overlap", "0s"},
};
BOOST_DATA_TEST_CASE(what_a_setting_can_mean_is_taken, boost::unit_test::data::make(kTaken), written) {
  auto sources = sourcesOf({});
  sources.assignments = {std::string(written.name) + "=" + written.text};
  BOOST_TEST(readSettings(sources).value(*findSetting(written.name)).text == written.text);
}

BOOST_AUTO_TEST_CASE(a_process_is_replaced_before_it_reaches_its_limit) {
  auto sources = sourcesOf({});
  sources.assignments = {"office.recycleAbove=3G", "office.memoryLimit=3000M"};
  const auto problem = problemWith(sources);
  BOOST_TEST(problem.code == "settingsContradict");
  BOOST_TEST(problem.params.at("value") == "3G");
  BOOST_TEST(problem.params.at("otherValue") == "3000M");
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

BOOST_AUTO_TEST_CASE(a_wrong_value_is_shown_with_what_is_allowed) {
  auto sources = sourcesOf({});
  sources.assignments = {"database.deadline=11m"};
  const auto problem = problemWith(sources);
  BOOST_TEST(problem.params.at("value") == "11m");
  BOOST_TEST(problem.params.at("settingType") == "duration");
  BOOST_TEST(problem.params.at("least") == "100ms");
  BOOST_TEST(problem.params.at("most") == "10m");
}

BOOST_AUTO_TEST_CASE(a_password_in_a_wrong_value_is_not_shown) {
  for (const char* assignment : {"database.connection=mysql://u:s3cret@h/d", "database.connection=s3cret",
                                 "store.endpoint=https://u:s3cret@h/", "timestamps.urls=http://a, http://u:s3cret@h"}) {
    auto sources = sourcesOf({});
    sources.assignments = {assignment};
    BOOST_TEST(toString(problemWith(sources)).find("s3cret") == std::string::npos, assignment);
  }
}

BOOST_AUTO_TEST_CASE(a_choice_names_what_can_be_chosen) {
  auto sources = sourcesOf({});
  sources.assignments = {"log.format=xml"};
  BOOST_TEST(problemWith(sources).params.at("choices") == "text, json");
}

BOOST_AUTO_TEST_CASE(a_named_file_that_is_not_there_is_an_error) {
  BOOST_TEST(problemWith(sourcesOf("/nonexistent/x.conf")).code == "settingsFileMissing");
}

BOOST_AUTO_TEST_CASE(a_file_that_may_not_be_looked_at_is_an_error) {
  const test::TempFolder folder;
  const auto loop = folder.path() / "loop";
  std::filesystem::create_symlink(loop, loop);
  BOOST_TEST(problemWith(sourcesOf(loop)).code == "settingsFileUnreadable");
  auto usual = sourcesOf({});
  usual.usualFile = loop;
  BOOST_TEST(problemWith(usual).code == "settingsFileUnreadable");
}

BOOST_AUTO_TEST_CASE(a_folder_in_place_of_a_file_is_an_error) {
  const test::TempFolder folder;
  BOOST_TEST(problemWith(sourcesOf(folder.path())).code == "settingsFileUnreadable");
}

BOOST_AUTO_TEST_CASE(a_line_that_is_not_a_setting_is_refused_with_its_number) {
  const test::TempFolder folder;
  const auto problem = problemWith(sourcesOf(folder.write("b.conf", "\n\nslots 3\n")));
  BOOST_TEST(problem.code == "propertiesUnreadable");
  BOOST_TEST(problem.params.at("line") == "3");
}

BOOST_AUTO_TEST_CASE(a_setting_that_is_twice_in_a_file_is_refused) {
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
  BOOST_TEST(*parseSize("4096B") == 4096u);
  BOOST_TEST(!parseSize("4096").has_value());
  BOOST_TEST(*parseBoolean("off") == false);
  const std::vector<std::string> expected = {"fill", "sign"};
  BOOST_TEST(parseList(" fill, , sign ") == expected, boost::test_tools::per_element());
}

const char* const kNoDurations[] = {
    "", "5", "m", "5 m", "-5m", "5M", "1.5h", "99999999999999999999s", "9223372036854775807d"};
BOOST_DATA_TEST_CASE(what_is_not_a_duration_is_not_read_as_one, boost::unit_test::data::make(kNoDurations), text) {
  BOOST_TEST(!parseDuration(text).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk
