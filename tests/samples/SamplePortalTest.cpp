// The sample portal is right, hard, and the same each time.
#define BOOST_TEST_MODULE samples
#include <unistd.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "connectors/database/Database.h"
#include "connectors/database/PortalTables.h"
#include "connectors/sample/SampleFiles.h"
#include "connectors/sample/SamplePortal.h"
#include "pipeline/Error.h"
#include "pipeline/record/RecordCheck.h"

using namespace balalyk;
namespace fs = std::filesystem;

namespace {

const Date kToday{std::chrono::year(2026), std::chrono::month(1), std::chrono::day(15)};

struct EmptyPortal {
  EmptyPortal() : folder(makeFolder()), connection("sqlite:" + (folder / "portal.db").string()) { migrate(connection); }
  ~EmptyPortal() { fs::remove_all(folder); }

  std::vector<Application> applications() const { return openDatabase(connection)->records().applications({}, 10'000); }
  std::vector<MealSubsidy> meals() const { return openDatabase(connection)->records().mealSubsidies({}, 10'000); }

  static fs::path makeFolder() {
    std::string name = (fs::temp_directory_path() / "balalyk-samples-XXXXXX").string();
    return mkdtemp(name.data());
  }

  fs::path folder;
  std::string connection;
};

template <class Record>
void requireRight(const Record& record) {
  const auto checked = check(record, kToday);
  BOOST_TEST_CONTEXT(record.origin.key) {
    for (const auto& problem : checked.problems) BOOST_ERROR(toString(problem));
    BOOST_TEST(record.origin.synthetic);
  }
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(every_decided_record_is_right_and_marked_synthetic, EmptyPortal) {
  seedSamplePortal(connection, SAMPLES);
  const auto all = applications();
  BOOST_TEST(all.size() == 45u);
  std::ranges::for_each(all, requireRight<Application>);
  const auto subsidies = meals();
  BOOST_TEST(subsidies.size() == 20u);
  std::ranges::for_each(subsidies, requireRight<MealSubsidy>);

  const auto database = openDatabase(connection);
  int lists = 0;
  database->records().voucherLists(std::chrono::year(2026) / 1, [&](VoucherList list) {
    requireRight(list);
    ++lists;
  });
  BOOST_TEST(lists == 6);
}

BOOST_FIXTURE_TEST_CASE(sixty_applications_lie_in_the_portal_and_the_undecided_ones_are_not_shown, EmptyPortal) {
  const SampleAdded added = seedSamplePortal(connection, SAMPLES);
  BOOST_TEST(added.applications == 60);
  BOOST_TEST(added.mealSubsidies == 20);
  BOOST_TEST(PortalTables(connection).applications() == 60);
  for (const auto& application : applications()) BOOST_TEST(application.origin.key < "app-046");
}

BOOST_FIXTURE_TEST_CASE(seeding_twice_adds_nothing, EmptyPortal) {
  seedSamplePortal(connection, SAMPLES, {.applications = 30, .mealSubsidies = 7});
  const auto before = applications();
  const SampleAdded again = seedSamplePortal(connection, SAMPLES, {.applications = 30, .mealSubsidies = 7});
  BOOST_TEST(again.applications == 0);
  BOOST_TEST(again.mealSubsidies == 0);
  BOOST_TEST(again.vouchers == 0);
  BOOST_TEST((applications() == before));  // also when each was changed
}

BOOST_FIXTURE_TEST_CASE(asking_for_more_adds_the_missing_ones_only, EmptyPortal) {
  seedSamplePortal(connection, SAMPLES, {.applications = 3});
  const SampleAdded more = seedSamplePortal(connection, SAMPLES, {.applications = 1'200, .mealSubsidies = 5});
  BOOST_TEST(more.applications == 1'197);
  BOOST_TEST(more.mealSubsidies == 5);
  BOOST_TEST(applications().size() == 45u + 1'200u);
}

BOOST_FIXTURE_TEST_CASE(made_up_records_are_right_too, EmptyPortal) {
  seedSamplePortal(connection, SAMPLES, {.applications = 500, .mealSubsidies = 100});
  std::ranges::for_each(applications(), requireRight<Application>);
  std::ranges::for_each(meals(), requireRight<MealSubsidy>);
}

BOOST_AUTO_TEST_CASE(the_same_seed_makes_up_the_same_people_and_another_seed_others) {
  const auto people = [](std::uint64_t seed) {
    EmptyPortal portal;
    seedSamplePortal(portal.connection, SAMPLES, {.applications = 40, .seed = seed});
    std::vector<std::string> names;
    for (const auto& application : portal.applications())
      if (application.origin.key.starts_with("generated"))
        names.push_back(application.child.name.full() + application.child.pin);
    return names;
  };
  const auto first = people(1);
  BOOST_TEST(first.size() == 40u);
  BOOST_TEST(first == people(1), boost::test_tools::per_element());
  BOOST_TEST((first != people(2)));
}

BOOST_FIXTURE_TEST_CASE(a_portal_with_real_records_never_gets_invented_people, EmptyPortal) {
  SampleFiles files = readSampleFiles(SAMPLES);
  PortalTables tables(connection);
  for (const auto& commission : files.commissions) tables.put(commission);
  for (const auto& member : files.members) tables.put(member);
  for (const auto& benefit : files.benefits) tables.put(benefit);
  for (const auto& [kindergarten, commission] : files.kindergartens) tables.put(kindergarten, commission, false);
  Application real = files.applications.front().application;
  real.origin = {"4711", 0, false};
  tables.put(real, PortalTables::Decision::approved);

  BOOST_CHECK_EXCEPTION(seedSamplePortal(connection, SAMPLES), Error,
                        [](const Error& error) { return error.problem().code == "portalHoldsRecords"; });
  BOOST_TEST(applications().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_damaged_sample_file_is_named, EmptyPortal) {
  fs::copy(SAMPLES, folder / "portal", fs::copy_options::recursive);
  std::ofstream(folder / "portal" / "meals.json") << "[{";
  BOOST_CHECK_EXCEPTION(seedSamplePortal(connection, folder / "portal"), Error, [](const Error& error) {
    return error.problem().code == "samplesUnreadable" && error.problem().params.at("file").ends_with("/meals.json");
  });
}
